"""Attribution against implementations of a few lines, and what must hold of it whatever the network (METHODS: T14)."""

import pytest
import torch
from captum.attr import Occlusion
from torch import Tensor, nn

from app.analysis.attribution import METHODS, NOISE, NOISY, STEPS, attribution, total
from models.registry import MODELS, load

WINDOW = 4
NAMES = ("digits-mlp", "digits-cnn", "digits-vit", "digits-mixer", "digits-lstm")


@pytest.fixture
def x() -> Tensor:
    return torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(3))


BASELINE = torch.full((1, 1, 28, 28), -0.4242)
STD = torch.tensor([[[0.3081]]])


def gradient(score, x: Tensor) -> Tensor:
    x = x.clone().requires_grad_()
    (found,) = torch.autograd.grad(score(x).sum(), x)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_method_is_what_its_formula_says(name: str, x: Tensor) -> None:
    model = load(name)
    score = lambda pictures: model(pictures)[:, 7] - model(pictures)[:, 1]  # noqa: E731
    found = {method: attribution(method, score, x, BASELINE, STD, WINDOW) for method in METHODS}
    assert all(values.shape == (28, 28) and not values.requires_grad for values in found.values())

    plain = gradient(score, x)
    torch.testing.assert_close(found["gradient"], (plain / STD)[0, 0])
    torch.testing.assert_close(found["input"], ((x - BASELINE) * plain)[0, 0])

    dice = torch.Generator().manual_seed(0)
    noisy = [gradient(score, x + torch.randn(1, 28, 28, generator=dice) * NOISE / 0.3081) for _ in range(NOISY)]
    smooth = ((x - BASELINE) * torch.stack(noisy).mean(0))[0, 0]
    torch.testing.assert_close(found["smooth"], smooth, atol=1e-4, rtol=1e-3)

    way = [gradient(score, BASELINE + (k + 0.5) / STEPS * (x - BASELINE)) for k in range(STEPS)]
    integrated = ((x - BASELINE) * torch.stack(way).mean(0))[0, 0]
    torch.testing.assert_close(found["integrated"], integrated, atol=1e-4, rtol=1e-3)

    with torch.no_grad():
        for row, column in ((0, 0), (12, 16), (24, 24)):
            covered = x.clone()
            covered[..., row : row + 4, column : column + 4] = BASELINE[..., :4, :4]
            difference = float(score(x) - score(covered))
            assert found["occlusion"][row + 1, column + 3] == pytest.approx(difference, abs=2e-5)
            assert len(found["occlusion"][row : row + 4, column : column + 4].unique()) == 1


@pytest.mark.parametrize("name", NAMES)
def test_integrated_gradients_add_up_to_the_difference(name: str) -> None:
    """On a smooth way: the picture is close to its baseline, where 32 midpoints are enough for every network."""
    model = load(name)
    near = BASELINE + 0.05 * torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    score = lambda pictures: model(pictures)[:, 3]  # noqa: E731
    values = attribution("integrated", score, near, BASELINE, STD, WINDOW)
    with torch.no_grad():
        difference = float(score(near) - score(BASELINE))
    assert total("integrated", values, WINDOW) == pytest.approx(difference, abs=2e-3)


def test_of_a_linear_model_all_methods_say_the_same_and_add_up(x: Tensor) -> None:
    torch.manual_seed(0)
    linear = nn.Linear(784, 3)
    score = lambda pictures: linear(pictures.flatten(1))[:, 1]  # noqa: E731
    difference = float((score(x) - score(BASELINE)).detach())
    expected = ((x - BASELINE)[0, 0] * linear.weight[1].reshape(28, 28)).detach()
    for method in ("input", "smooth", "integrated"):
        values = attribution(method, score, x, BASELINE, STD, WINDOW)
        torch.testing.assert_close(values, expected, atol=1e-5, rtol=1e-4)
        assert total(method, values, WINDOW) == pytest.approx(difference, abs=1e-4)
    windows = attribution("occlusion", score, x, BASELINE, STD, WINDOW)
    assert total("occlusion", windows, WINDOW) == pytest.approx(difference, abs=1e-4)
    patch = expected.unfold(0, 4, 4).unfold(1, 4, 4).sum((2, 3))
    torch.testing.assert_close(windows[::4, ::4], patch, atol=1e-5, rtol=1e-4)
    assert total("gradient", attribution("gradient", score, x, BASELINE, STD, WINDOW), WINDOW) is None


@pytest.mark.parametrize("together", [1, 5, 32])
def test_occlusion_is_captums(x: Tensor, together: int) -> None:
    model = load("digits-cnn")
    score = lambda pictures: model(pictures)[:, 2]  # noqa: E731
    for window in (4, 5):
        sides = (1, window, window)
        expected = Occlusion(score).attribute(x, sliding_window_shapes=sides, strides=sides, baselines=BASELINE)[0, 0]
        found = attribution("occlusion", score, x, BASELINE, STD, window, together)
        torch.testing.assert_close(found, expected.detach(), atol=2e-5, rtol=1e-4)


def test_colours_are_added_up_and_windows_cover_all_of_them_even_at_the_edge() -> None:
    torch.manual_seed(0)
    x, empty = torch.randn(1, 3, 10, 10), torch.zeros(1, 3, 10, 10)
    weight = torch.randn(3, 10, 10)
    score = lambda pictures: (pictures * weight).sum((1, 2, 3))  # noqa: E731
    std = torch.tensor([0.5, 1.0, 2.0])[:, None, None]
    torch.testing.assert_close(attribution("gradient", score, x, empty, std, 4), (weight / std).sum(0))
    windows = attribution("occlusion", score, x, empty, std, 4)
    each = (x[0] * weight).sum(0)
    torch.testing.assert_close(windows[0, 0], each[:4, :4].sum(), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(windows[9, 9], each[8:, 8:].sum(), atol=1e-5, rtol=1e-4)
    assert total("occlusion", windows, 4) == pytest.approx(float(each.sum()), abs=1e-4)


def test_asking_moves_nobody_elses_dice(x: Tensor) -> None:
    model = load("digits-cnn")
    torch.manual_seed(5)
    before = torch.get_rng_state()
    first = attribution("smooth", lambda pictures: model(pictures)[:, 0], x, BASELINE, STD, WINDOW)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first, attribution("smooth", lambda pictures: model(pictures)[:, 0], x, BASELINE, STD, WINDOW))
    assert MODELS["digits-cnn"].input.std == (0.3081,)
