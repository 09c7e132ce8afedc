"""Image towers of open_clip, by a function."""

import sys
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from open_clip.model import CLIPVisionCfg, _build_vision_tower
from open_clip.transform import PreprocessCfg
from torch import Tensor, nn

from app.catalog.loaded_model import LoadedModel
from app.catalog.own.source import Own
from models.spec.errors import WeightsError

SIDE = 64


def tower() -> nn.Module:
    """As open_clip's factory hands it out, but small."""
    torch.manual_seed(0)
    made: nn.Module = _build_vision_tower(32, CLIPVisionCfg(layers=2, width=48, head_width=16, patch_size=16, image_size=SIDE))
    made.preprocess_cfg = asdict(PreprocessCfg(size=SIDE))  # type: ignore[assignment]
    return made


def test_a_tower_has_blocks_places_attention_and_features() -> None:
    entry, model = Own(f"{__name__}:tower").open()
    assert (entry.labels, entry.family, entry.input.interpolation, entry.findings) == ((), "vit", "bicubic", ())
    assert "classes" in entry.lacks
    loaded = LoadedModel.of("tower", entry, model, [])
    x, plain = torch.randn(1, 3, SIDE, SIDE), tower().eval()
    given: list[Tensor] = []
    for block in plain.transformer.resblocks:  # type: ignore[operator]
        block.ln_1.register_forward_hook(lambda module, inputs, output: given.append(output))
    recording = loaded.recorder.run(x)
    with torch.no_grad():
        assert torch.allclose(recording.output, plain(x), atol=2e-6)
    blocks = [point for point in loaded.points if point.title.startswith("block")]
    assert [point.name for point in blocks] == ["transformer.resblocks.0", "transformer.resblocks.1"]
    assert {(point.grid, point.prefix) for point in blocks} == {((4, 4), 1)}
    maps = [point for point in loaded.points if point.role == "attention"]
    for point, block, z in zip(maps, plain.transformer.resblocks, given, strict=True):  # type: ignore[arg-type]
        weights = block.attn(z, z, z, need_weights=True, average_attn_weights=False)[1]
        assert torch.allclose(point.of(recording), weights, atol=1e-6)


def test_a_function_that_needs_an_extra_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "net.py").write_text("def build():\n    import open_clip\n")
    monkeypatch.setitem(sys.modules, "open_clip", None)
    with pytest.raises(
        WeightsError, match=r'net.py:build needs open_clip, which is not installed.*pip install "\.\[open-clip\]"'
    ):
        Own(f"{tmp_path / 'net.py'}:build").open()
