"""The networks of the tier `pairs`: the same function in another way, what their windows see, and the theorems about exchanging
the two glyphs (a bag of windows, a bag of patches), before training and after."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from models.architectures.pair_cnn import PairCNN
from models.entries.pairs import PROPERTIES
from models.registry import MODELS, load
from models.spec.glyph_pairs import drawn, layouts
from models.spec.glyphs import GAPS
from models.training.evaluate import all_logits, as_images

PROVABLE = [("pairs-cnn-7-circular", 8), ("pairs-vit-bag", 4), ("pairs-vit-bag", 8)]
"""Model and gap in pixels at which exchanging A and B can change nothing."""


def swaps(gap: int) -> Tensor:
    """All pairs with that gap, each followed by its swap, as images."""
    return as_images(drawn(torch.cat([layouts(gap, "seen"), layouts(gap, "unseen")])))


ROUNDING = 2e-6
"""Sums over the same patches in another order, in float32; how they are rounded depends on the processor: 0.7 to 1.1e-6."""


def difference(model: torch.nn.Module, name: str, images: Tensor) -> float:
    """Of the logits, relative to the largest where that is above 1: float32 rounds off a share of them."""
    logits = all_logits(model, images, MODELS[name].input)
    return float((logits[::2] - logits[1::2]).abs().max() / logits.abs().max().clamp(min=1))


@pytest.mark.parametrize(("name", "gap"), PROVABLE)
def test_exchanging_the_glyphs_changes_nothing(name: str, gap: int) -> None:
    torch.manual_seed(1)
    assert difference(MODELS[name].build().eval(), name, swaps(gap)) <= ROUNDING
    assert difference(load(name), name, swaps(gap)) <= ROUNDING


@pytest.mark.parametrize("name", PROPERTIES)
def test_everywhere_else_the_trained_one_tells_them_apart(name: str) -> None:
    for gap in set(GAPS) - {gap for proven, gap in PROVABLE if proven == name}:
        assert difference(load(name), name, swaps(gap)) > 1e-2


def test_free_places_do_not_matter_to_a_bag_of_windows() -> None:
    """Any shift of either glyph, round the edges too, as long as no window touches both."""
    scenes = torch.zeros(2, 1, 32, 32)
    for scene, (a, b) in zip(scenes, (((3, 5), (17, 30)), ((17, 30), (3, 5))), strict=True):
        for pattern, (top, left) in ((drawn(torch.tensor([[0, 0, 7]]))[0, 0, :4, :4], a), (torch.eye(4), b)):
            rows, columns = (top + torch.arange(4)) % 32, (left + torch.arange(4)) % 32
            scene[0, rows[:, None], columns[None]] = (pattern > 0).float()
    logits = all_logits(load("pairs-cnn-7-circular"), scenes, MODELS["pairs-cnn-7-circular"].input)
    assert float((logits[0] - logits[1]).abs().max()) <= 1e-6


@pytest.mark.parametrize("padding", ["circular", "zeros", "valid"])
@pytest.mark.parametrize("dilations", [(1, 1, 1), (1, 3, 7)])
def test_pair_cnn_is_three_convolutions(padding: str, dilations: tuple[int, ...]) -> None:
    torch.manual_seed(2)
    model = PairCNN(dilations=dilations, padding=padding, coordinates=True).eval()  # type: ignore[arg-type]
    w, x = model.state_dict(), torch.randn(2, 1, 32, 32)
    line = torch.arange(32) / 31 * 2 - 1
    maps = torch.cat([x, line.expand(2, 1, 32, 32), line[:, None].expand(2, 1, 32, 32)], 1)
    for i, dilation in enumerate(dilations):
        if padding != "valid":
            maps = F.pad(maps, [dilation] * 4, mode="circular" if padding == "circular" else "constant")
        kernel = w[f"blocks.{i}.conv.weight"]
        side = maps.shape[-1] - 2 * dilation
        total = torch.zeros(2, len(kernel), side, side)
        for row in range(3):
            for column in range(3):
                part = maps[:, :, row * dilation :, column * dilation :][..., :side, :side]
                total += torch.einsum("oc,bchw->bohw", kernel[:, :, row, column], part)
        maps = (total / (1 + 1e-5) ** 0.5).clamp(min=0)  # a fresh norm: mean 0, variance 1
    expected = maps.mean((2, 3)) @ w["head.weight"].T + w["head.bias"]
    torch.testing.assert_close(model(x), expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("name", [name for name, known in PROPERTIES.items() if known.field])
def test_a_window_sees_as_much_as_is_said(name: str) -> None:
    """By the gradient, with weights that cannot cancel."""
    model = MODELS[name].build().eval()
    for parameter in model.parameters():
        parameter.data.fill_(1.0)
    x = torch.ones(1, 1, 32, 32, requires_grad=True)
    maps = model.blocks(model.coordinates(x))  # type: ignore[operator]
    middle = maps.shape[-1] // 2
    maps[0, :, middle, middle].sum().backward()
    assert x.grad is not None
    columns = x.grad[0, 0].any(0).nonzero()
    assert int(columns.max() - columns.min()) + 1 == PROPERTIES[name].field
