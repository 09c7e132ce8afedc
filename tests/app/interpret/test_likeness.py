"""Which stages are looked at, and that what the colours mean stays while the pattern moves."""

import pytest
import torch
from fastapi.testclient import TestClient

from app.catalog.catalog import Catalog
from app.catalog.loaded_model import LoadedModel
from app.core.errors import NoAnswer
from app.interpret.likeness import PARTS, Scene, directions, features, likeness, placed


@pytest.fixture
def catalog(client: TestClient) -> Catalog:
    found: Catalog = client.app.state.shared.catalog  # type: ignore[attr-defined]
    return found


def noise(seed: int) -> torch.Tensor:
    return torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(seed))


def asked(loaded: LoadedModel, x: torch.Tensor, pinned: torch.Tensor, key: str) -> torch.Tensor:
    return likeness(loaded, Scene(x, pinned, (key,)), (3, 20), "stage", ("blocks.3",))[0].values


def test_stages_with_places_are_maps_and_tokens_on_a_grid(catalog: Catalog) -> None:
    assert [point.name for point in placed(catalog.get("digits-cnn"))] == [
        "act1", "act2", "pool1", "act3", "act4", "pool2", "act5", "act6",
    ]  # fmt: skip
    with pytest.raises(NoAnswer):
        placed(catalog.get("digits-mlp"))


def test_a_position_is_a_row(catalog: Catalog) -> None:
    for model, name, index in (("digits-cnn", "act3", 3 * 14 + 5), ("digits-vit", "blocks.1", 9)):
        point = catalog.get(model).point(name)
        tensor = torch.randn(point.shape, generator=torch.Generator().manual_seed(0))
        row = tensor[:, 3, 5] if "row" in point.axes else tensor[9]
        assert torch.equal(features(point, tensor)[index], row)


def test_colours_are_fitted_to_the_pinned_scene_only(catalog: Catalog) -> None:
    loaded = catalog.get("digits-vit")
    first = asked(loaded, noise(1), noise(0), "first")
    assert torch.equal(first, asked(loaded, noise(1), noise(5), "first")), "what is known of a pinned scene is not fitted again"
    other = asked(loaded, noise(1), noise(5), "other")
    raw = PARTS.index("likeness")
    assert torch.equal(first[:, raw], other[:, raw])
    assert not torch.allclose(first[:, :raw], other[:, :raw], atol=0.05)


@pytest.mark.parametrize(("centred", "part"), [(False, "likeness"), (True, "centred")])
def test_directions_give_the_likeness_of_any_two_places(catalog: Catalog, centred: bool, part: str) -> None:
    loaded, scene = catalog.get("digits-vit"), Scene(noise(1), noise(0), ("directions",))
    [found] = directions(loaded, scene, "row", centred, ("blocks.3",))
    for place, position in (((3, 20), 1 + 0 * 7 + 5), ((27, 0), 1 + 6 * 7)):
        [told] = likeness(loaded, scene, place, "row", ("blocks.3",))
        torch.testing.assert_close((found.values @ found.values[position]).float(), told.values[:, PARTS.index(part)])
