"""What tells the models of the tier `pairs` apart, over HTTP, and a pair as the scene that the docs name."""

import io

import numpy as np
from starlette.testclient import TestClient

from models.entries.pairs import PROPERTIES
from models.registry import card, load
from models.spec.glyph_pairs import drawn, layouts
from models.spec.glyphs import GAPS


def test_properties_and_seeds_are_those_of_entries_and_cards(client: TestClient) -> None:
    told = client.get("/api/pairs").json()
    assert told["gaps"] == list(GAPS)
    assert [one["model"] for one in told["models"]] == list(PROPERTIES)
    for one in told["models"]:
        known, seeds = PROPERTIES[one["model"]], card(one["model"])["seeds"]
        assert all(one[key] == getattr(known, key) for key in ("kind", "field", "padding", "head", "positions"))
        assert [seed["seed"] for seed in one["seeds"]] == [seed["seed"] for seed in seeds]
        for told_seed, seed in zip(one["seeds"], seeds, strict=True):
            assert [gap == {"gap": gap["gap"], **seed[str(gap["gap"])]} for gap in told_seed["gaps"]] == [True] * len(GAPS)


def test_a_scene_of_two_samples_is_a_pair_of_the_training(client: TestClient) -> None:
    """Glyphs, places and the answer: the row 3, A in column 2 and B in column 5, 8 px apart."""
    name = "pairs-vit"
    asked = {"sample": "glyph-a", "sample2": "glyph-b", "dx2": 4, "models": name}
    answer = client.post("/api/trace.npz", params=asked)
    arrays = np.load(io.BytesIO(answer.content))
    row = layouts(8, "seen")
    picture = drawn(row[(row == row.new_tensor([3, 2, 5])).all(1)]).float() / 255
    assert np.array_equal(arrays[f"{name}/input"].reshape(32, 32), picture[0, 0].numpy())
    np.testing.assert_allclose(arrays[f"{name}/logits"].ravel(), load(name)(picture)[0].numpy(), atol=1e-5)
