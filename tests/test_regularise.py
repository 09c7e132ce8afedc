"""What training leaves out: as much as is said, at the same mean, and nothing in evaluation mode."""

import pytest
import torch
from torch import nn

from models.recipes import RECIPES
from models.registry import MODELS
from models.regularise import set_rates, some_branches, some_patches
from tests.lineage import seeded


def test_a_branch_is_zero_for_a_share_of_the_pictures_and_keeps_its_mean() -> None:
    torch.manual_seed(0)
    x = torch.rand(20_000, 3, 2) + 1
    found = some_branches(x, 0.3, training=True)
    gone = (found == 0).flatten(1).all(1)
    assert gone.double().mean() == pytest.approx(0.3, abs=0.015)
    torch.testing.assert_close(found[~gone], x[~gone] / 0.7)  # a whole picture's branch or nothing of it
    assert found.mean().item() == pytest.approx(x.mean().item(), rel=0.02)


def test_patches_left_out_are_others_in_each_picture_and_the_prefix_stays() -> None:
    torch.manual_seed(0)
    B, N, D = 400, 65, 2
    x = torch.arange(B * N * D).reshape(B, N, D).float()
    found = some_patches(x, 0.5, training=True, prefix=1)
    assert found.shape == (B, 1 + 32, D)
    assert torch.equal(found[:, 0], x[:, 0])
    place = (found[:, 1:, 0] - x[:, :1, 0]) / D  # which token it was
    assert torch.equal(found[:, 1:], x.gather(1, place.long()[:, :, None].expand(-1, -1, D))), (
        "whole tokens of their own picture"
    )
    assert 1 <= place.min() < place.max() <= 64
    assert all(len(row.unique()) == 32 for row in place), "no patch twice"
    kept = torch.bincount(place.long().flatten(), minlength=N)[1:] / B
    assert (kept - 0.5).abs().max() < 0.12, "every patch as often"
    assert some_patches(x, 0.3, training=True, prefix=0).shape[1] == 65 - 19


@pytest.mark.parametrize(("rate", "training"), [(0.0, True), (0.5, False)])
def test_without_a_rate_or_outside_training_nothing_is_left_out(rate: float, training: bool) -> None:
    x = torch.rand(5, 9, 4)
    before = torch.get_rng_state()
    assert some_branches(x, rate, training) is x
    assert some_patches(x, rate, training) is x
    assert torch.equal(torch.get_rng_state(), before)


def rates(model: nn.Module) -> list[float]:
    return [module.drop_path for module in model.modules() if hasattr(module, "drop_path")]


@pytest.mark.parametrize(("name", "blocks"), [("photos-resnet", 6), ("photos-vit", 6), ("photos-mixer", 8)])
def test_rates_grow_with_depth_from_none_to_the_last(name: str, blocks: int) -> None:
    model, twin = MODELS[name].build(), MODELS[name].build()
    assert rates(model) == [0] * blocks
    set_rates(model, 0.3, 0.5)
    assert rates(model) == pytest.approx([0.3 * number / (blocks - 1) for number in range(blocks)])
    assert getattr(model, "patch_drop", None) == (0.5 if name == "photos-vit" else None)
    assert rates(twin) == [0] * blocks, "another model of the kind is not touched"
    set_rates(model, 0.0, 0.0)
    assert rates(model) == [0] * blocks
    set_rates(nn.Sequential(nn.Linear(2, 2)), 0.3, 0.5)  # what has no branches is left alone


@pytest.mark.parametrize("name", [name for name in RECIPES if name.startswith("photos-")])
def test_a_trained_model_with_rates_answers_as_without(name: str) -> None:
    model, form = seeded(name), MODELS[name].input
    x = torch.randn(3, form.channels, form.height, form.width)
    expected = model(x)
    set_rates(model, 0.9, 0.9)
    assert torch.equal(model(x), expected)
    model.train()
    drops = name not in ("photos-mlp", "photos-resmlp")  # dropout, but no branch that knows of it
    torch.manual_seed(0)
    first = model.apply(_without_dropout)(x)
    assert (not torch.equal(first, model(x))) == drops, "in training two passes differ"


def _without_dropout(module: nn.Module) -> None:
    if isinstance(module, nn.Dropout):
        module.p = 0.0
