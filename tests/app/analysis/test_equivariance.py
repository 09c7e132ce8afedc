"""The measures of change, held to their identities: circular convolutions commute with moves, zero padding spoils a frame."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from torch import nn

from app.analysis import equivariance
from app.images.shift import shift as move

MOVES = [(0, 0), (1, 0), (0, -2), (3, 3), (-4, 5)]


def invariance(reference: np.ndarray, moved: np.ndarray) -> np.ndarray:
    return measured(reference, moved)["invariance"]


def cosine(reference: np.ndarray, moved: np.ndarray, baselines: np.ndarray | float = 0.0) -> np.ndarray:
    return measured(reference, moved, baselines)["cosine"]


def measured(reference: np.ndarray, moved: np.ndarray, baselines: np.ndarray | float = 0.0) -> dict[str, np.ndarray]:
    found = equivariance.sums(reference, moved)
    return equivariance.measures(found, np.full_like(found[:2], np.nan), baselines)


def undone(a: np.ndarray, b: np.ndarray, moves: list[tuple[int, int]], stride: int | None, edges: list[str]) -> np.ndarray:
    found = equivariance.undone(a, b, moves, stride, edges)  # type: ignore[arg-type]
    return equivariance.measures(np.ones((4, *found.shape[1:])), found)["equivariance"]


def circular(layers: int = 5, stride: int = 1) -> nn.Sequential:
    """The teaching network of the theorem: convolutions and ReLUs only, circular padding, float64."""
    torch.manual_seed(0)
    widths = [1, *[6] * layers]
    parts: list[nn.Module] = []
    for i, (fan_in, fan_out) in enumerate(pairwise(widths)):
        step = stride if i == 0 else 1
        parts += [nn.Conv2d(fan_in, fan_out, 3, padding=1, padding_mode="circular", stride=step), nn.ReLU()]
    return nn.Sequential(*parts).double().requires_grad_(False)


def activations(
    model: nn.Module, image: torch.Tensor, moves: list[tuple[int, int]], edge: str
) -> tuple[np.ndarray, np.ndarray]:
    """(1, 1, …) and (1, B, …): one stage, the reference and the moved ones."""
    reference = model(image[None]).numpy()[None]
    moved = torch.cat([model(move(image, dx, dy, edge)[None]) for dx, dy in moves]).numpy()[None]  # type: ignore[arg-type]
    return reference, moved


def test_t1_a_circular_network_of_stride_1_is_equivariant() -> None:
    image = torch.randn(1, 16, 16, dtype=torch.float64)
    reference, moved = activations(circular(), image, MOVES, "wrap")
    errors = undone(reference, moved, MOVES, 1, ["wrap"] * len(MOVES))
    assert errors.max() <= 1e-12
    pooled, pooled_moved = reference.mean((-2, -1)), moved.mean((-2, -1))
    assert invariance(pooled, pooled_moved).max() <= 1e-12
    assert invariance(reference, moved)[0, 1:].min() > 0.1  # it is the undoing that makes it zero


def test_t1_with_a_stride_only_its_multiples_are_defined_and_exact() -> None:
    image = torch.randn(1, 16, 16, dtype=torch.float64)
    moves = [(0, 0), (2, 0), (4, -2), (1, 0), (2, 3)]
    reference, moved = activations(circular(3, stride=2), image, moves, "wrap")
    errors = undone(reference, moved, moves, 2, ["wrap"] * len(moves))[0]
    assert errors[:3].max() <= 1e-12
    assert np.isnan(errors[3:]).all()


@pytest.mark.parametrize("d", [1, 3, 5])
@pytest.mark.parametrize("layers", [1, 3, 6])
def test_t2_with_zero_padding_the_interior_is_exact(d: int, layers: int) -> None:
    """Exact further from the border than max(d + (L − 1) r, L r), r = 1 for 3x3 kernels, if the content has a zero border."""
    torch.manual_seed(layers)
    parts: list[nn.Module] = []
    for i in range(layers):
        parts += [nn.Conv2d(1 if i == 0 else 4, 4, 3, padding=1), nn.ReLU()]
    model = nn.Sequential(*parts).double().requires_grad_(False)
    image = torch.zeros(1, 32, 32, dtype=torch.float64)
    image[:, 10:22, 10:22] = torch.randn(12, 12, dtype=torch.float64)
    reference, moved = activations(model, image, [(d, d)], "clip")
    border = max(d + layers - 1, layers)
    inside = (slice(None), slice(None), slice(None), slice(border, -border), slice(border, -border))
    undone = np.roll(reference, (d, d), (-2, -1))
    np.testing.assert_allclose(undone[inside], moved[inside], rtol=0, atol=1e-12)


WHOLE = st.integers(-1000, 1000).map(float)  # their squares neither vanish nor overflow
STAGES = hnp.arrays(np.float32, (1, 3, 1, 4, 4), elements=WHOLE)


@given(STAGES)
def test_nothing_changes_without_a_move(a: np.ndarray) -> None:
    assert (invariance(a, a) == 0).all()
    for edge in ("clip", "wrap"):
        assert (undone(a, a, [(0, 0)] * 3, 2, [edge] * 3) == 0).all()
    cosines = cosine(a, a)
    np.testing.assert_allclose(cosines[~np.isnan(cosines)], 1, atol=1e-5)


@given(STAGES, STAGES, st.sampled_from([0.25, 2.0, 1024.0]))
def test_the_unit_of_the_activations_does_not_matter(a: np.ndarray, b: np.ndarray, factor: float) -> None:
    factor = np.float32(factor)
    for measure in (invariance, cosine):
        np.testing.assert_allclose(measure(a * factor, b * factor), measure(a, b), rtol=1e-4, atol=1e-5)


@given(STAGES, st.integers(-3, 3), st.integers(-3, 3))
def test_clip_compares_only_what_has_a_source(a: np.ndarray, rows: int, columns: int) -> None:
    b = np.full_like(a, 1e3)
    for r in range(4):
        for c in range(4):
            if 0 <= r - rows < 4 and 0 <= c - columns < 4:
                b[..., r, c] = a[..., r - rows, c - columns]
    errors = undone(a, b, [(4 * columns, 4 * rows)] * 3, 4, ["clip"] * 3)
    assert (errors == 0).all()


def test_against_the_definition_item_by_item() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(3, 1, 2, 6, 6)), rng.normal(size=(3, 4, 2, 6, 6))
    moves = [(2, 0), (0, -4), (2, 2), (3, 0)]
    baselines = np.array([[0.1], [0.2], [0.3]])
    invariances, cosines = invariance(a, b), cosine(a, b, baselines)
    errors = undone(a, b, moves, 2, ["wrap", "clip", "clip", "wrap"])
    for s in range(3):
        for i in range(4):
            x, y = a[s, 0], b[s, i]
            assert invariances[s, i] == pytest.approx(np.linalg.norm(x - y) / np.linalg.norm(y))
            plain = (x * y).sum() / np.linalg.norm(x) / np.linalg.norm(y)
            assert cosines[s, i] == pytest.approx((plain - baselines[s, 0]) / (1 - baselines[s, 0]))
        rolled, y = np.roll(a[s, 0], 1, -1), b[s, 0]
        assert errors[s, 0] == pytest.approx(np.linalg.norm(rolled - y) / np.linalg.norm(y))
        x, y = a[s, 0][:, 2:], b[s, 1][:, :4]
        assert errors[s, 1] == pytest.approx(np.linalg.norm(x - y) / np.linalg.norm(y))
        x, y = a[s, 0][:, :5, :5], b[s, 2][:, 1:, 1:]
        assert errors[s, 2] == pytest.approx(np.linalg.norm(x - y) / np.linalg.norm(y))
    assert np.isnan(errors[:, 3]).all()


def test_where_nothing_is_left_to_compare_there_is_no_number() -> None:
    a = np.ones((1, 1, 2, 4, 4))
    assert np.isnan(undone(a, a, [(16, 0)], 4, ["clip"])).all()
    assert np.isnan(undone(a, a, [(4, 0)], None, ["wrap"])).all()
    assert np.isnan(cosine(a * 0, a)).all()
    assert np.isnan(cosine(a, a, 1.0)).all()  # a stage that tells no two pictures apart
    assert invariance(a * 0, a * 0) == 0
    assert invariance(a, a * 0) == np.inf


def test_tokens_lie_on_their_grid_row_by_row_without_the_prefix() -> None:
    tokens = np.arange(2 * 3 * 7 * 2, dtype=np.float32).reshape(2, 3, 7, 2)  # a class token and a 2 x 3 grid
    maps = equivariance.as_maps(tokens, ("token", "channel"), (2, 3), 1)
    assert maps.shape == (2, 3, 2, 2, 3)
    assert maps[1, 2, 1, 1, 2] == tokens[1, 2, 1 + 1 * 3 + 2, 1]
    assert np.shares_memory(maps, tokens)


def test_the_baseline_is_the_mean_over_pairs() -> None:
    a = np.random.default_rng(1).normal(size=(5, 3, 4)).astype(np.float32)
    flat = a.reshape(5, -1)
    unit = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    pairs = [unit[i] @ unit[j] for i in range(5) for j in range(5) if i != j]
    found = equivariance.PairCosines()
    for one in a:
        found.add(one)
    assert found.mean == pytest.approx(np.mean(pairs), abs=1e-6)
