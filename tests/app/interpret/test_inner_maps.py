"""Grad-CAM and attention of whole models: which stage and which tokens, and what is said where there is none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from timm.models.swin_transformer import window_reverse
from torch import Tensor

from app.catalog.loaded_model import LoadedModel
from app.core.errors import NoAnswer
from app.interpret.inner_maps import attention, cam
from models.registry import load
from tests.support import shipped
from tests.support.tiny_timm import TINY, Opened, made

X = torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(3))


def loaded(name: str) -> LoadedModel:
    return shipped.loaded(name, load(name))


def seven(logits: Tensor) -> Tensor:
    return logits[:, 7]


def test_the_last_map_of_a_cnn_adds_up_to_its_logit_without_the_bias() -> None:
    one = loaded("digits-cnn")
    values, stage = cam(one, X, seven)
    assert (stage.name, stage.grid, values.shape) == ("act6", (7, 7), (49,))
    with torch.no_grad():
        expected = one.model(X)[0, 7] - one.model.head.bias[7]
    torch.testing.assert_close(values.sum(), expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("name", ["digits-mixer", "digits-resmlp", "digits-gmlp"])
def test_tokens_are_places_where_they_are_pooled(name: str) -> None:
    one = loaded(name)
    values, stage = cam(one, X, seven)
    kept: list[Tensor] = []
    handle = one.model.blocks[5].register_forward_hook(lambda *call: kept.append(call[-1]))
    logit = one.model(X.clone().requires_grad_())[0, 7]
    handle.remove()
    (slope,) = torch.autograd.grad(logit, kept[0])
    expected = torch.einsum("c,pc->p", slope[0].mean(0), kept[0][0])
    assert stage.name == "blocks.5"
    torch.testing.assert_close(values, expected.detach(), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("digits-vit", "why-cam-class-token"), ("digits-mlp", "why-cam-no-places"), ("digits-lstm", "why-cam-no-places")],
)
def test_where_grad_cam_is_not_valid_it_is_not_drawn(name: str, reason: str) -> None:
    with pytest.raises(NoAnswer) as refused:
        cam(loaded(name), X, seven)
    assert refused.value.sentence.key == reason


def test_attention_is_the_class_tokens_row_from_the_last_block_down() -> None:
    one = loaded("digits-vit")
    values, stage = attention(one, X, seven)
    kept: list[Tensor] = []
    handles = [block.attn.softmax.register_forward_hook(lambda *call: kept.append(call[-1])) for block in one.model.blocks]
    logit = one.model(X.clone().requires_grad_())[0, 7]
    for handle in handles:
        handle.remove()
    row = torch.eye(50)[0]
    for weights, slope in zip(reversed(kept), reversed(torch.autograd.grad(logit, kept)), strict=True):
        row = row + row @ (weights * slope).detach()[0].clamp(min=0).mean(0)
    assert stage.grid == (7, 7)
    torch.testing.assert_close(values, row[1:], atol=1e-5, rtol=1e-4)
    other, _ = attention(one, X, lambda logits: logits[:, 1])
    assert not torch.allclose(values, other, atol=1e-3), "it is of one class"


@pytest.mark.parametrize(("name", "reason"), [("digits-cnn", "why-attention-none"), ("digits-mixer", "why-attention-none")])
def test_without_attention_there_is_none(name: str, reason: str) -> None:
    with pytest.raises(NoAnswer) as refused:
        attention(loaded(name), X, seven)
    assert refused.value.sentence.key == reason


def test_timms_models_are_asked_in_the_same_way(opened: Callable[[str], Opened]) -> None:
    """Fused attention, a distillation token beside the class token, windows, and attention over fewer keys."""
    first = lambda logits: logits[:, 0]  # noqa: E731
    for name in ("vit", "deit"):
        one = opened(name)
        values, stage = attention(one.loaded, one.x[:1], first)
        assert values.shape == (16,)
        assert float(values.min()) >= 0
        assert float(values.max()) > 0
    with pytest.raises(NoAnswer) as refused:
        attention(opened("pvt").loaded, opened("pvt").x[:1], first)
    assert refused.value.sentence.key == "why-attention-other"
    for name in ("swin", "pvt"):
        one = opened(name)
        values, stage = cam(one.loaded, one.x[:1], first)
        assert stage.grid is not None
        assert values.any(), "its last stage is pooled"


@pytest.mark.parametrize("windows", [{"window_size": 4}, {"window_size": 5}, {"img_size": 56, "window_size": 7}], ids=str)
def test_within_windows_it_is_legrad_of_each_block_put_back_by_timms_own_steps(windows: dict[str, Any], tmp_path: Path) -> None:
    """Shifted windows, windows that do not divide the grid, and a last stage that is one window."""
    architecture, arguments = TINY["swin"]
    one = made("swin", architecture, arguments | windows, tmp_path)
    values, stage = attention(one.loaded, one.x, lambda logits: logits[:, 3] - logits[:, 5])

    blocks = [block for layer in one.plain.layers for block in layer.blocks]
    kept: list[Tensor] = []
    for block in blocks:
        block.attn.fused_attn = False
        block.attn.softmax.register_forward_hook(lambda *call: kept.append(call[-1]))
    logits = one.plain(one.x.clone().requires_grad_())[0]
    slopes = torch.autograd.grad(logits[3] - logits[5], kept)
    side = one.plain.layers[0].blocks[0].input_resolution[0]
    maps = []
    for block, slope in zip(blocks, slopes, strict=True):
        (height, width), (tall, wide) = block.input_resolution, block.window_size
        heard = slope.relu().mean(dim=(1, 2)).reshape(-1, tall, wide, 1)
        whole = window_reverse(heard, (tall, wide), -(-height // tall) * tall, -(-width // wide) * wide)
        there = torch.roll(whole[:, :height, :width], shifts=tuple(block.shift_size), dims=(1, 2))[0, :, :, 0]
        maps.append(there.repeat_interleave(side // height, 0).repeat_interleave(side // width, 1))
    assert any(any(block.shift_size) for block in blocks)
    assert stage.name == "layers.0.blocks.0"
    torch.testing.assert_close(values.reshape(side, side), torch.stack(maps).mean(0), atol=1e-8, rtol=1e-4)


def test_windows_that_cannot_be_put_back_are_said_to_be_so(opened: Callable[[str], Opened], monkeypatch: Any) -> None:
    monkeypatch.setattr("app.interpret.inner_maps.window_seats", lambda *asked: None)
    with pytest.raises(NoAnswer) as refused:
        attention(opened("swin").loaded, opened("swin").x, lambda logits: logits[:, 0])
    assert refused.value.sentence.key == "why-attention-windowed"
