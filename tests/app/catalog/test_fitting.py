"""Folders as people have them: other names before the names, other sizes, other files; and what cannot be used says why."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import timm
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from timm.layers import resample_abs_pos_embed
from torch import nn

from app.catalog.fitting import PREFIXES, without_prefix
from app.catalog.sources import Listing
from app.catalog.timm_models import open_folder
from models.spec.errors import WeightsError
from tests.support.tiny_timm import Opened

ABOUT = Listing("x", "vit")
State = dict[str, torch.Tensor]


@pytest.fixture
def folder(opened: Callable[[str], Opened], tmp_path: Path) -> Path:
    return Path(shutil.copytree(opened("vit").folder, tmp_path / "model"))


def weights(folder: Path, change: Callable[[State], State]) -> None:
    state = change(load_file(folder / "model.safetensors"))
    save_file(state, folder / "model.safetensors")


def sized(folder: Path, **arguments: object) -> None:
    facts = json.loads((folder / "config.json").read_text())
    facts["model_args"] |= arguments
    (folder / "config.json").write_text(json.dumps(facts))


@pytest.mark.parametrize("prefix", [*PREFIXES, "model.module.", "module._orig_mod.", "_orig_mod.model."])
def test_a_common_prefix_is_taken_off_and_said(opened: Callable[[str], Opened], folder: Path, prefix: str) -> None:
    weights(folder, lambda state: {prefix + name: tensor for name, tensor in state.items()})
    entry, model = open_folder(folder, ABOUT)
    assert [found.key for found in entry.findings] == ["own-weights-prefix"]
    assert entry.findings[0].values["prefix"] == prefix
    vit = opened("vit")
    assert torch.equal(model(vit.x), vit.model(vit.x))


@pytest.mark.parametrize("prefix", ["net.", "backbone.", "modul."])
def test_a_prefix_that_nobody_knows_is_refused(folder: Path, prefix: str) -> None:
    weights(folder, lambda state: {prefix + name: tensor for name, tensor in state.items()})
    with pytest.raises(WeightsError, match=f"unknown .{prefix}"):
        open_folder(folder, ABOUT)


class Named(nn.Module):
    """Has parts of such names itself."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        for name in names:
            self.add_module(name, nn.Linear(1, 1))


@given(
    st.lists(st.sampled_from(["module", "_orig_mod", "model", "head", "body"]), min_size=1, unique=True),
    st.lists(st.sampled_from(PREFIXES), max_size=3),
)
def test_only_what_is_before_all_names_and_no_name_of_the_model_is_taken_off(names: list[str], before: list[str]) -> None:
    model, prefix = Named(names), "".join(before)
    own = model.state_dict()
    found, said = without_prefix(model, {prefix + name: tensor for name, tensor in own.items()})
    if not any(name.startswith(one) for name in own for one in PREFIXES):
        assert found.keys() == own.keys()
        assert [one.values["prefix"] for one in said] == ([prefix] if prefix else [])
    elif not prefix:
        assert found.keys() == own.keys()
        assert said == []
    assert [tensor.data_ptr() for tensor in found.values()] == [tensor.data_ptr() for tensor in own.values()]


def test_one_name_without_the_prefix_keeps_it(folder: Path) -> None:
    weights(folder, lambda state: {("module." if i else "") + name: one for i, (name, one) in enumerate(state.items())})
    with pytest.raises(WeightsError, match=r"unknown [(]module"):
        open_folder(folder, ABOUT)


@pytest.mark.parametrize("side", [32, 48, 96, 112])
def test_positions_of_another_size_are_resampled_as_timm_does_it(
    opened: Callable[[str], Opened], folder: Path, side: int
) -> None:
    sized(folder, img_size=side)
    entry, model = open_folder(folder, ABOUT)
    assert [found.key for found in entry.findings] == ["own-weights-resampled"]
    assert (entry.input.width, entry.input.height) == (side, side)
    plain = opened("vit").plain
    expected = resample_abs_pos_embed(plain.pos_embed, [side // 16, side // 16], num_prefix_tokens=1)
    assert torch.equal(model.pos_embed, expected)
    others = {name: tensor for name, tensor in plain.state_dict().items() if name != "pos_embed"}
    assert all(torch.equal(model.state_dict()[name], tensor) for name, tensor in others.items())


@pytest.mark.parametrize("side", [32, 96])
def test_where_timm_resamples_nothing_the_size_that_fits_is_named(tmp_path: Path, side: int) -> None:
    cait = timm.create_model("cait_xxs24_224", img_size=64, depth=2, embed_dim=48, num_heads=4)
    timm.models.save_for_hf(cait, str(tmp_path), safe_serialization=True)
    sized(tmp_path, img_size=side)
    with pytest.raises(WeightsError, match=r"for pictures of 64 x 64 pixels.*write “img_size”: 64 into model_args"):
        open_folder(tmp_path, ABOUT)
    sized(tmp_path, img_size=64)
    assert open_folder(tmp_path, ABOUT)[0].input.width == 64


def test_a_mixer_of_another_size_is_another_model(opened: Callable[[str], Opened], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(opened("mixer").folder, tmp_path / "model"))
    sized(folder, img_size=96)
    with pytest.raises(WeightsError, match=r"mlp_tokens[.]fc1[.]weight have the shape"):
        open_folder(folder, ABOUT)


def test_a_byte_order_mark_is_no_fault(opened: Callable[[str], Opened], folder: Path) -> None:
    path = folder / "config.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    entry, model = open_folder(folder, ABOUT)
    vit = opened("vit")
    assert entry.findings == ()
    assert torch.equal(model(vit.x), vit.model(vit.x))


@pytest.mark.parametrize("kind", [torch.int8, torch.uint8, torch.int32, torch.int64, torch.bool])
def test_whole_numbers_are_no_weights(folder: Path, kind: torch.dtype) -> None:
    name = "blocks.1.attn.qkv.weight"
    weights(folder, lambda state: state | {name: (state[name] * 127).to(kind)})
    with pytest.raises(WeightsError, match=f"{name} are of the type {str(kind).removeprefix('torch.')}, as in a quantised"):
        open_folder(folder, ABOUT)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["checkpoint.tar"], "only checkpoint.tar: a pickle"),
        (["best.pth.tar", "notes.txt"], "only best.pth.tar: a pickle"),
        (["adapter.bin"], "only adapter.bin: a pickle"),
        (["weights.safetensors"], "but weights.safetensors. If these are its weights, rename the file."),
        (["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"], "the weights in several files"),
        (["model.onnx", "README.md"], "only README.md, model.onnx"),
        ([], "There is no model.safetensors in the folder."),
    ],
)
def test_the_files_that_are_there_instead_are_named(folder: Path, names: list[str], sentence: str) -> None:
    (folder / "model.safetensors").unlink()
    for name in names:
        (folder / name).write_bytes(b"x")
    with pytest.raises(WeightsError) as caught:
        open_folder(folder, ABOUT)
    assert sentence in str(caught.value)
