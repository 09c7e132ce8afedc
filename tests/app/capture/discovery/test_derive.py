"""Any timm model through the one mechanism: what is recorded is what timm computes, and says where it lies."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from app.capture.points import ResolvedPoint
from app.capture.recorder import Recorder
from tests.support.tiny_timm import TINY, Opened

Open = Callable[[str], Opened]

EVERY = pytest.mark.parametrize("name", TINY)


def near(one: Tensor, other: Tensor, tolerance: float = 1e-5) -> bool:
    return bool((one - other).abs().max() <= tolerance * other.abs().max().clamp(min=1))


@EVERY
def test_logits_are_timms_own_to_1e_5(opened: Open, name: str) -> None:
    one = opened(name)
    with torch.inference_mode():
        expected = one.plain(one.x)
    assert near(one.loaded.recorder.run(one.x).output, expected)
    assert torch.equal(one.loaded.recorder.run(one.x, only=()).output, expected)  # nothing recorded: bit for bit


@EVERY
def test_activations_are_what_plain_hooks_see(opened: Open, name: str) -> None:
    one = opened(name)
    kept: dict[str, Tensor] = {}
    modules = dict(one.plain.named_modules())
    points = [point for point in one.loaded.points if point.stage and point.module in modules]
    assert len(points) >= 4

    def keep(name: str, output: Tensor | tuple[Tensor, ...]) -> None:
        kept[name] = (output if isinstance(output, Tensor) else output[0]).clone()

    handles = [modules[p.module].register_forward_hook(lambda m, i, out, n=p.module: keep(n, out)) for p in points]
    with torch.inference_mode():
        one.plain(one.x)
    for handle in handles:
        handle.remove()
    recording = one.loaded.recorder.run(one.x)
    for point in points:
        assert near(recording.calls[point.module][0], kept[point.module]), point.name
        assert tuple(point.of(recording).shape[1:]) == point.shape


@EVERY
def test_grids_are_read_in_the_pictures_order(opened: Open, name: str) -> None:
    """timm's own intermediate maps, (channel, row, column), are among the stages cell for cell."""
    one = opened(name)
    recording = one.loaded.recorder.run(one.x)
    maps = [as_map(point, point.of(recording)[0]) for point in one.loaded.points if point.stage and point.grid]
    with torch.inference_mode():
        theirs = one.plain.forward_intermediates(one.x, intermediates_only=True)
    hits = sum(any(ours.shape == map[0].shape and near(ours, map[0]) for ours in maps) for map in theirs)
    assert hits >= len(theirs) - (name == "resnet")  # timm takes a ResNet's stem before its pooling layer's blur


def as_map(point: ResolvedPoint, tensor: Tensor) -> Tensor:
    if "token" not in point.axes:
        return tensor
    assert point.grid is not None
    return tensor[point.prefix :].T.reshape(-1, *point.grid)


WITH_ATTENTION = [name for name in TINY if name in ("vit", "deit", "registers", "wide", "swin", "pvt", "hybrid")]


@pytest.mark.parametrize("name", WITH_ATTENTION)
def test_attention_rows_sum_to_one(opened: Open, name: str) -> None:
    one = opened(name)
    points = [point for point in one.loaded.points if point.role == "attention"]
    assert points
    assert "attention" not in one.entry.lacks
    recording = one.loaded.recorder.run(one.x)
    for point in points:
        sums = point.of(recording).sum(-1)
        assert torch.allclose(sums, torch.ones_like(sums), atol=1e-5), point.name


@pytest.mark.parametrize("name", ["vit", "deit", "registers", "wide"])
def test_attention_is_the_softmax_of_queries_and_keys(opened: Open, name: str) -> None:
    one = opened(name)
    recording = one.loaded.recorder.run(one.x)
    for i, block in enumerate(one.model.blocks):
        received = one.loaded.recorder.received(one.x, f"blocks.{i}.attn")
        N, H = received.shape[1], block.attn.num_heads
        q, k, _ = block.attn.qkv(received).reshape(1, N, 3, H, -1).permute(2, 0, 3, 1, 4)
        expected = torch.softmax(q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5, -1)
        assert torch.allclose(recording[f"blocks.{i}.attn.softmax"], expected, atol=1e-5)


@pytest.mark.parametrize("name", [name for name in TINY if name not in WITH_ATTENTION])
def test_what_a_model_lacks_is_said(opened: Open, name: str) -> None:
    one = opened(name)
    assert "softmax" in str(one.entry.lacks["attention"])
    assert not [point for point in one.loaded.points if point.role == "attention"]


@pytest.mark.parametrize(
    ("name", "prefix", "grid"), [("vit", 1, (4, 4)), ("deit", 2, (4, 4)), ("registers", 5, (4, 4)), ("wide", 1, (2, 4))]
)
def test_prefix_tokens_and_grids_are_the_models(opened: Open, name: str, prefix: int, grid: tuple[int, int]) -> None:
    one = opened(name)
    for block in ("blocks.0", "blocks.1", "blocks.0.attn.softmax"):
        point = one.loaded.point(block)
        assert (point.prefix, point.grid) == (prefix, grid)
    assert one.loaded.point("patch_embed").prefix == 0


def test_a_model_without_classes_ends_in_features(opened: Open) -> None:
    one = opened("registers")
    assert one.entry.labels == ()
    assert "features" in str(one.entry.lacks["classes"])
    last = one.loaded.points[-1]
    assert (last.role, last.axes, last.shape, last.depth) == ("hidden", ("channel",), (48,), 1)


def test_swins_windows_have_an_axis_and_its_maps_come_channels_first(opened: Open) -> None:
    one = opened("swin")
    block, weights = one.loaded.point("layers.0.blocks.1"), one.loaded.point("layers.0.blocks.1.attn.softmax")
    assert (block.axes, block.shape, block.raw) == (("channel", "row", "column"), (24, 16, 16), ("row", "column", "channel"))
    assert (weights.axes, weights.shape, weights.grid) == (("window", "head", "query", "key"), (16, 2, 16, 16), None)
    two = one.loaded.recorder.run(torch.cat([one.x, one.x.flip(-1)]))
    alone = one.loaded.recorder.run(one.x)
    assert torch.allclose(weights.of(two)[0], weights.of(alone)[0], atol=1e-6)  # windows of two pictures are told apart
    assert torch.allclose(block.of(two)[0], block.of(alone)[0], atol=1e-5)


def test_pvts_keys_lie_on_a_coarser_grid(opened: Open) -> None:
    point = opened("pvt").loaded.point("stages.0.blocks.0.attn.softmax")
    assert (point.shape, point.grid) == ((1, 3136, 49), (56, 56))
    assert point.keys == ((7, 7), 0)


def test_only_what_is_asked_for_is_recorded(opened: Open) -> None:
    one = opened("vit")
    recording = one.loaded.recorder.run(one.x, only={"blocks.1"})
    assert list(recording.calls) == ["blocks.1"]
    hooks = sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in one.model.modules())
    assert hooks == 0


def test_half_precision_is_recorded_as_float32_and_exact_passes_stay_exact(opened: Open) -> None:
    one = opened("vit")
    recorder = Recorder(one.model, one.entry.points)
    recorder.half = True
    half, exact = recorder.run(one.x), recorder.run(one.x, exact=True)
    assert {tensor.dtype for tensors in half.calls.values() for tensor in tensors} == {torch.float32}
    assert half.output.dtype == torch.float32
    assert 0 < (half.output - exact.output).abs().max() < 0.1
    assert torch.equal(exact.output, one.loaded.recorder.run(one.x).output)
