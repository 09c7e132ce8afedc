"""Where two patterns meet: every stage against a second implementation in float64, and with the distance."""

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.analysis.interaction import MET
from tests.support.two_patterns import SCENE, activations, alone, together


@pytest.mark.parametrize("model", ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer", "digits-resnet-20"])
def test_it_is_what_numpy_makes_of_the_four_recordings(client: TestClient, model: str) -> None:
    both, first, second, empty = (activations(client, model, **scene) for scene in alone(SCENE))
    found = together(client, model)
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
        found = together(client, model, **cuts | {"dx": -4 - gap // 2, "dx2": gap - gap // 2})
        return [stage["name"] for stage in found["stages"]].index(found["meet"])

    cnn, vit = ([depth(model, gap) for gap in (0, 4, 8)] for model in ("digits-circular", "digits-vit"))
    assert cnn == sorted(cnn)
    assert cnn[0] < cnn[1] < cnn[2]
    assert len(set(vit)) == 1
