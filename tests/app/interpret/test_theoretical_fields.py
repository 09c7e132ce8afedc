"""A rectangle for every position: what it can depend on, held against which pixels change it."""

import pytest
import torch
from torch import nn

from app.interpret.theoretical_fields import theoretical_fields
from models.registry import MODELS
from tests.support.shipped import loaded


def opened(name: str) -> nn.Module:
    """With positive weights and no bias, so that nothing cancels and every ReLU lets its values through."""
    torch.manual_seed(1)
    model = MODELS[name].build()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.copy_(parameter.abs() + 0.01 if key.endswith("weight") else parameter * 0)
    return model


@pytest.mark.parametrize(("point", "row", "column"), [("act1", 0, 0), ("act3", 5, 13), ("act4", 7, 2), ("act6", 3, 3)])
def test_the_rectangle_of_a_position_is_where_its_gradient_is(point: str, row: int, column: int) -> None:
    model = loaded("digits-cnn", opened("digits-cnn"))
    kept: list[torch.Tensor] = []
    model.model.get_submodule(point).register_forward_hook(lambda *call: kept.append(call[-1]))
    # A maximum hands on one of its values only: a sum over pictures of noise finds all of them in time, near the borders last.
    energy = torch.zeros(28, 28)
    for seed in range(40):
        kept.clear()
        x = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(seed)).requires_grad_()
        model.model(x)
        [gradient] = torch.autograd.grad(kept[0][0, :, row, column].sum(), x)
        energy += gradient[0, 0].abs()
    rows, columns = energy.sum(1).nonzero()[:, 0], energy.sum(0).nonzero()[:, 0]
    columns_of = model.point(point).shape[2]
    found = theoretical_fields(model).square(point, row * columns_of + column)
    assert found is not None
    inside = [max(0, found["top"]), max(0, found["left"]), min(28, found["bottom"]), min(28, found["right"])]
    assert inside == [int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1]


def test_a_token_is_whole_after_attention_and_a_patch_before() -> None:
    found = theoretical_fields(loaded("digits-vit", MODELS["digits-vit"].build()))
    assert found.square("patch_embed", 8) == {"top": 4, "left": 4, "bottom": 8, "right": 8, "whole": False}
    assert found.square("blocks.0", 9) == {"top": 0, "left": 0, "bottom": 28, "right": 28, "whole": True}
    assert found.square("blocks.0", 0) == found.square("blocks.0", 9), "the class token, too"
    assert found.refusal is None
    assert "attention" in str(found.cause)
    assert found.square("nowhere", 0) is None


def test_units_have_what_they_come_from() -> None:
    """A recurrent network's state after row 3 can depend on three rows; a dense layer's units on all."""
    rows = theoretical_fields(loaded("digits-rnn", MODELS["digits-rnn"].build()))
    assert rows.square("steps.2", 5) == {"top": 0, "left": 0, "bottom": 3, "right": 28, "whole": False}
    whole = theoretical_fields(loaded("digits-mlp", MODELS["digits-mlp"].build())).square("act1", 5)
    assert whole == {"top": 0, "left": 0, "bottom": 28, "right": 28, "whole": True}
