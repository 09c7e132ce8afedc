"""The interaction of two patterns: against a second implementation in float64, and nothing where no window touches both."""

import copy
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from torch import Tensor

from app.analysis.interaction import MET, difference, interaction
from models.architectures.circular_cnn import Circular
from models.registry import load
from tests.support.two_patterns import ROWS, activations, alone, glyph, reach

SCENE = {"sample": "one", "dx": -7, "sample2": "seven", "dx2": 8}


def asked(client: TestClient, model: str, **scene: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/api/together", params={"models": model, **SCENE, **scene}).json()["models"][0]
    return found


@pytest.mark.parametrize("model", ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer", "digits-resnet-20"])
def test_it_is_what_numpy_makes_of_the_four_recordings(client: TestClient, model: str) -> None:
    both, first, second, empty = (activations(client, model, **scene) for scene in alone(SCENE))
    found = asked(client, model)
    assert found["overlap"] == 0
    for stage in found["stages"]:
        a, b, c, d = (one[stage["name"]].astype(np.float64) for one in (both, first, second, empty))
        expected = np.linalg.norm(a - b - c + d) / np.linalg.norm(a - d)
        assert stage["interaction"] == pytest.approx(expected, rel=1e-4, abs=1e-5), stage["name"]
    above = [stage["name"] for stage in found["stages"] if stage["interaction"] > MET]
    assert found["meet"] == above[0]


def test_patterns_meet_later_the_farther_they_are_apart_in_a_cnn_but_not_in_a_vit(client: TestClient) -> None:
    """Two cuts of four columns, moved apart."""
    cuts = {"sample": "one", "dx": 0, "sample2": "one", "cut": "12,4,4,20", "cut2": "12,4,4,20"}

    def depth(model: str, gap: int) -> int:
        found = asked(client, model, **cuts | {"dx": -4 - gap // 2, "dx2": gap - gap // 2})
        return [stage["name"] for stage in found["stages"]].index(found["meet"])

    cnn, vit = ([depth(model, gap) for gap in (0, 4, 8)] for model in ("digits-circular", "digits-vit"))
    assert cnn == sorted(cnn)
    assert cnn[0] < cnn[1] < cnn[2]
    assert len(set(vit)) == 1


def test_what_has_no_value_has_none(client: TestClient) -> None:
    crossed = asked(client, "digits-mlp", dx=0, dx2=0)
    assert crossed["overlap"] > 0
    assert crossed["meet"] is None
    assert {stage["interaction"] for stage in crossed["stages"]} == {None}
    gone = asked(client, "digits-mlp", dx=28, dx2=28)  # both have left the canvas
    assert (gone["overlap"], {stage["interaction"] for stage in gone["stages"]}) == (0, {None})
    left = asked(client, "digits-mlp", dx=28)
    assert max(stage["interaction"] for stage in left["stages"]) < 1e-6  # only B is there
    refused = client.post("/api/together", params={"sample": "one", "models": "digits-mlp"})
    assert (refused.status_code, refused.json()["type"]) == (422, "no-answer")
    assert refused.json()["detail"].startswith("This asks about two patterns")


@pytest.mark.parametrize(("dtype", "most"), [(torch.float32, 1e-6), (torch.float64, 1e-12)])
@pytest.mark.parametrize("trained", [False, True])
def test_nothing_is_left_where_no_window_touches_both(dtype: torch.dtype, most: float, trained: bool) -> None:
    """At each position whose window, 3, 5, 7 … 13 pixels of a circular CNN, holds no pixel of A or none of B."""
    torch.manual_seed(0)
    model = load("digits-circular") if trained else Circular()
    blocks = copy.deepcopy(model.blocks).eval().to(dtype)
    first, second = glyph(4, 3, dtype), glyph(18, 14, dtype)
    x = torch.cat([first + second, first, second, torch.zeros_like(first)])
    for radius, block in enumerate(blocks, 1):
        with torch.inference_mode():
            x = block(x)
        both, a, b, empty = (one.numpy() for one in x)
        rest = np.abs(difference(both, a, b, empty))
        apart = ~(reach(first, radius) & reach(second, radius))
        assert apart.sum() > ROWS  # it says something about many positions
        assert rest[:, apart].max() <= most * np.abs(both).max()
        (value,) = interaction(both[None], a[None], b[None], empty[None])
        assert (value > 1e-5) == (radius == 6)  # ten rows lie between the two


def test_no_change_has_no_value_and_a_sum_has_none_left() -> None:
    def stage(*values: float) -> np.ndarray:
        return np.array([values], np.float32)

    assert np.isnan(interaction(stage(1, 2), stage(3, 4), stage(5, 6), stage(1, 2)))
    assert interaction(stage(4, 6), stage(1, 2), stage(3, 4), stage(0, 0)) == 0
    assert interaction(stage(3, 0), stage(0, 0), stage(0, 0), stage(0, 0)) == 1


def test_the_support_says_which_windows_touch_a_glyph() -> None:
    one: Tensor = glyph(0, 0, torch.float32)
    assert reach(one, 0).sum() == 16
    assert reach(one, 1).sum() == 36  # round the edge
