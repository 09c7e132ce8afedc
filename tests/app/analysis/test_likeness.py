"""Features as colours and as likeness, against NumPy's singular values and the definition of a cosine."""

import numpy as np
import pytest
import torch
from torch import Tensor

from app.analysis.likeness import Basis, colours, cosines, explained, principal, unit


def some(n: int, c: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, c, generator=generator) @ torch.randn(c, c, generator=generator) + 3


@pytest.mark.parametrize(("n", "c"), [(49, 64), (784, 16), (4, 9), (9, 4)])
def test_directions_are_those_of_the_singular_values(n: int, c: int) -> None:
    features = some(n, c)
    basis = principal(features)
    values = features.numpy().astype(np.float64)
    centred = values - values.mean(axis=0)
    _, sizes, across = np.linalg.svd(centred, full_matrices=False)
    for found, expected in zip(basis.directions.numpy(), across, strict=False):
        assert abs(found @ expected) == pytest.approx(1, abs=1e-9)
        assert found[np.abs(found).argmax()] > 0, "a direction points where its largest entry is positive"
    assert explained(basis, features) == pytest.approx((sizes**2 / (sizes**2).sum())[:3].tolist(), abs=1e-9)


def test_colours_do_not_jump_when_the_features_are_found_again() -> None:
    features = some(49, 64)
    again = principal(features + 1e-6 * some(49, 64, seed=1))
    assert torch.allclose(colours(principal(features), features), colours(again, features), atol=1e-4)


def test_a_colour_says_where_a_value_lies_between_the_ends() -> None:
    features = some(200, 8)
    basis = principal(features)
    found = colours(basis, features).numpy()
    along = (features.double() - features.double().mean(dim=0)).numpy() @ basis.directions.numpy().T
    low, high = np.quantile(along, [0.01, 0.99], axis=0)
    assert np.allclose(found, np.clip((along - low) / (high - low), 0, 1))
    assert ((found == 0).sum(axis=0) == 2).all()
    assert ((found == 1).sum(axis=0) == 2).all()


def test_places_that_do_not_differ_have_no_colour() -> None:
    basis = principal(torch.full((16, 5), 0.3))
    assert torch.equal(colours(basis, torch.full((16, 5), 0.3)), torch.full((16, 3), 0.5, dtype=torch.float64))
    assert explained(basis, torch.full((16, 5), 0.3)) == [0, 0, 0]
    two = principal(torch.tensor([[0.0, 1.0], [1.0, 0.0], [2.0, 5.0]]))
    assert torch.equal(colours(two, torch.tensor([[0.0, 1.0]]))[:, 2], torch.tensor([0.5], dtype=torch.float64))


def test_a_cosine_is_that_of_the_angle_and_none_without_a_direction() -> None:
    features = some(30, 7)
    found = cosines(features, features[4]).numpy()
    for i, one in enumerate(features.numpy()):
        other = features[4].numpy()
        assert found[i] == pytest.approx(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)), abs=1e-6)
    assert found[4] == pytest.approx(1)
    features[3] = 0
    assert torch.isnan(cosines(features, features[4])[3])
    assert torch.isnan(cosines(features, features[3])).all()


def test_what_is_shown_of_other_features_keeps_the_basis() -> None:
    basis = principal(some(49, 6))
    other = some(49, 6, seed=3)
    assert isinstance(basis, Basis)
    shares = explained(basis, other)
    centred = (other.double() - other.double().mean(dim=0)).numpy()
    expected = [(centred @ d).var() / centred.var(axis=0).sum() for d in basis.directions.numpy()]
    assert shares == pytest.approx(expected, rel=1e-9)


def test_unit_vectors_have_the_cosines_of_the_features() -> None:
    features = some(9, 4)
    features[3] = 0
    found = unit(features.double())
    assert torch.equal(found[3], torch.zeros(4, dtype=torch.float64))
    told = cosines(features, features[5])
    known = ~told.isnan()
    torch.testing.assert_close((found @ found[5])[known], told[known])
