"""The checks of a map on whole models: ends, bounds, the twin's weights, and who has no twin."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from fastapi.testclient import TestClient
from torch import Tensor

from app.catalog.catalog import Catalog
from app.catalog.loaded_model import LoadedModel, normalise
from app.core.errors import NoAnswer
from app.interpret.attributions import explain
from app.interpret.why_checks import curves, randomised, stacked
from models.registry import MODELS
from tests.support.shipped import quiet
from tests.support.tiny_timm import Opened

SEVEN = 7


@pytest.fixture
def catalog(client: TestClient) -> Catalog:
    found: Catalog = client.app.state.shared.catalog  # type: ignore[attr-defined]
    return found


@pytest.fixture
def image() -> Tensor:
    return torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(2)).round()


def asked(loaded: LoadedModel, image: Tensor, **choices: Any) -> Any:
    usual = {"methods": ("input", "occlusion", "cam", "attention", "gradient"), "target": SEVEN, "against": None}
    return curves(loaded, image, **usual | {"baseline": "black", "seed": 3, "between": quiet} | choices)


@pytest.mark.parametrize("name", ["digits-cnn", "digits-vit"])
def test_every_curve_ends_at_the_plain_answers(catalog: Catalog, image: Tensor, name: str) -> None:
    loaded = catalog.get(name)
    found = asked(loaded, image)
    form = loaded.entry.input
    with torch.no_grad():
        here, nothing = (float(loaded.model(normalise(one, form))[0, SEVEN]) for one in (image, torch.zeros_like(image)))
    own = {"digits-cnn": "cam", "digits-vit": "attention"}[name]
    assert list(found.curves) == ["input", "occlusion", own, "random"]
    assert (found.windows[0], found.windows[-1], len(found.windows)) == (0, 49, 25)
    for both in found.curves.values():
        assert both["deletion"].values[0] == pytest.approx(here, abs=1e-4)
        assert both["deletion"].values[-1] == pytest.approx(nothing, abs=1e-4)
        assert both["insertion"].values[0] == pytest.approx(nothing, abs=1e-4)
        assert both["insertion"].values[-1] == pytest.approx(here, abs=1e-4)


def test_the_seed_is_that_of_the_random_order_alone(catalog: Catalog, image: Tensor) -> None:
    loaded = catalog.get("digits-cnn")
    one, same, other = (asked(loaded, image, methods=("input",), seed=seed).curves for seed in (3, 3, 4))
    assert one == same
    assert one["input"] == other["input"]
    assert one["random"] != other["random"]


def test_cost_is_bounded_and_whoever_leaves_ends_it(catalog: Catalog, image: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = catalog.get("digits-cnn")
    sizes: list[int] = []
    attached = loaded.recorder.attached
    monkeypatch.setitem(loaded.__dict__, "together", 5)
    monkeypatch.setattr(loaded.recorder, "attached", lambda x, names: (sizes.append(len(x)), attached(x, names))[1])
    told: list[tuple[int, int]] = []
    asked(loaded, image, methods=("input",), between=lambda *step: told.append(step))
    assert max(sizes) == 5
    assert sum(sizes) <= 3 + 2 * 2 * 23, "the ends are known: of two orders, both ways, 23 pictures each"
    assert len(told) >= len(sizes), "between any two passes"


def test_a_gradient_puts_nothing_in_order(catalog: Catalog, image: Tensor) -> None:
    with pytest.raises(NoAnswer) as refused:
        asked(catalog.get("digits-cnn"), image, methods=("gradient",))
    assert refused.value.sentence.key == "why-no-order"


def test_the_twin_is_the_architecture_with_seed_0(catalog: Catalog, image: Tensor) -> None:
    loaded = catalog.get("digits-mixer")
    found = randomised(catalog, loaded, image, ("input", "cam"), SEVEN, None, "black", quiet)
    torch.manual_seed(0)
    twin = MODELS["digits-mixer"].build().eval()
    x = normalise(image, loaded.entry.input).requires_grad_()
    (slope,) = torch.autograd.grad(twin(x)[0, SEVEN], x)
    expected = ((x - normalise(torch.zeros_like(image), loaded.entry.input)) * slope)[0, 0].detach()
    torch.testing.assert_close(found.twin.maps["input"].values, expected, atol=1e-5, rtol=1e-4)
    plain = explain(loaded, image, ("input",), SEVEN, None, "black", quiet)
    assert torch.equal(found.trained.maps["input"].values, plain.maps["input"].values)
    assert found.pixels == int(image.sum()), "black and white: those that are not black"
    assert stacked(found).shape == (2, 2, 28, 28)
    for one in found.agreement.values():
        assert one.signed is not None
        assert -1 <= one.signed <= 1


def test_a_model_that_came_with_its_weights_has_no_twin(catalog: Catalog, opened: Callable[[str], Opened]) -> None:
    one = opened("vit")
    with pytest.raises(NoAnswer) as refused:
        randomised(catalog, one.loaded, torch.rand(3, 64, 64), ("input",), 0, None, "black", quiet)
    assert refused.value.sentence.key == "initial-unknown"
