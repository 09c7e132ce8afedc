"""Grad-CAM and gradient-weighted rollout against a few lines in another order, and what must hold of them."""

import torch
from captum.attr import LayerGradCam
from torch import nn

from app.analysis.inner_maps import grad_cam, gradient_rollout, over_pixels
from models.registry import load


def test_grad_cam_is_captums_before_its_relu() -> None:
    model, x = load("digits-cnn"), torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(3))
    expected = LayerGradCam(model, model.act6).attribute(x, target=7)[0, 0]
    kept: list[torch.Tensor] = []
    handle = model.act6.register_forward_hook(lambda *call: kept.append(call[-1]))
    logit = model(x.requires_grad_())[0, 7]
    handle.remove()
    (slope,) = torch.autograd.grad(logit, kept[0])
    found = grad_cam(kept[0][0].flatten(1), slope[0].flatten(1))
    torch.testing.assert_close(found.reshape(7, 7), expected, atol=1e-5, rtol=1e-4)


def test_before_a_pooled_linear_layer_it_adds_up_to_the_logit_without_its_bias() -> None:
    torch.manual_seed(0)
    values, layer = torch.randn(5, 12), nn.Linear(5, 3)
    slopes = (layer.weight[1] / 12)[:, None].expand(5, 12)
    found = grad_cam(values, slopes)
    torch.testing.assert_close(found.sum(), layer(values.mean(1))[1] - layer.bias[1], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(12 * found, layer.weight[1] @ values, atol=1e-5, rtol=1e-4)  # class activation mapping


def test_rollout_is_the_sum_over_all_paths_of_tokens() -> None:
    """Token by token, from the last block down: it keeps itself, and hears others as far as attention speaks for f."""
    dice = torch.Generator().manual_seed(1)
    attention = [torch.rand(2, 4, 4, generator=dice) for _ in range(3)]
    slopes = [torch.randn(2, 4, 4, generator=dice) for _ in range(3)]

    def heard(token: int, block: int) -> torch.Tensor:
        if block < 0:
            return torch.eye(4)[token]
        total = heard(token, block - 1)
        for other in range(4):
            weight = (
                sum(max(0.0, float(attention[block][h, token, other] * slopes[block][h, token, other])) for h in (0, 1)) / 2
            )
            total = total + weight * heard(other, block - 1)
        return total

    found = gradient_rollout(attention, slopes)
    for token in range(4):
        torch.testing.assert_close(found[token], heard(token, 2) - torch.eye(4)[token], atol=1e-5, rtol=1e-4)
    assert float(found.min()) >= 0
    silent = gradient_rollout(attention, [-slope.abs() for slope in slopes])
    assert not silent.any(), "attention that speaks against f brings nothing"


def test_a_pixel_has_the_value_of_its_place_even_where_places_do_not_divide_the_picture() -> None:
    found = over_pixels(torch.tensor([1.0, 2, 3, 4]), (2, 2), 3, 4)
    assert found.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4]]
