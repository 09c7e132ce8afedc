"""What a form takes for granted: answers against separate calls; each provable symmetry, before and after training (T12)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

SEVEN = {"sample": "seven", "dx": 2}

PROVABLE = {
    ("digits-circular", "shift", "answer"),
    ("digits-vit", "patches-no-positions", "answer"),
    ("digits-mlp", "pixels", "family"),
    ("digits-vit", "patches", "family"),
    ("digits-mixer", "patches", "family"),
    ("digits-resmlp", "patches", "family"),
    ("digits-gmlp", "patches", "family"),
}


def test_what_is_provable_holds_before_and_after_training_and_nothing_else_does(client: TestClient) -> None:
    held = set()
    for model in ("digits-mlp", "digits-cnn", "digits-vit", "digits-mixer", "digits-circular", "digits-resmlp", "digits-gmlp"):
        for one in client.post("/api/symmetries", params=SEVEN | {"model": model}).json()["symmetries"]:
            name = (model, one["name"], one["kind"])
            if name in PROVABLE:
                assert max(one["trained"], one["initial"]) <= (1e-6 if one["kind"] == "answer" else 1e-5), name
                held.add(name)
            else:
                assert one["trained"] > 1e-2, name
    assert held == PROVABLE


def test_a_switch_is_the_scene_transformed(client: TestClient) -> None:
    query: dict[str, Any] = SEVEN | {"models": ["digits-cnn", "digits-vit"]}
    found = client.post("/api/granted", params=query | {"switch": ["pixels:1", "turn:90", "pixels:1"]}).json()
    assert found["pictures"].keys() == {"pixels:1", "turn:90"}
    names = {one["model"]: [row["switch"] for row in one["switches"]] for one in found["models"]}
    assert names == {
        "digits-cnn": ["pixels:1", "turn:90", "padding-circular", "padding-reflect"],
        "digits-vit": ["pixels:1", "turn:90", "no-positions", "other-positions"],
    }
    plain = client.post("/api/trace", params=query).json()["traces"]
    turned = client.post("/api/trace", params=query | {"transform": "turn:90"}).json()["traces"]
    for one, as_it_is, changed in zip(found["models"], plain, turned, strict=True):
        for said, traced in ((one["plain"], as_it_is), (one["switches"][1]["predictions"], changed)):
            assert [row["label"] for row in said] == [row["label"] for row in traced["predictions"][:3]]
            assert said[0]["logit"] == pytest.approx(traced["predictions"][0]["logit"], abs=1e-4)
        z, z2 = ({row["index"]: row["logit"] for row in traced["predictions"]} for traced in (as_it_is, changed))
        change = (sum((z[i] - z2[i]) ** 2 for i in z) / sum(value**2 for value in z2.values())) ** 0.5
        assert one["switches"][1]["change"] == pytest.approx(change, rel=1e-4)


def test_what_is_no_switch_is_refused(client: TestClient) -> None:
    answer = client.post("/api/granted", params=SEVEN | {"switch": "patches:5:1"})
    assert (answer.status_code, answer.json()["detail"][:40]) == (422, "Patches of 5 px do not fill 28 x 28 px. ")
    assert client.post("/api/granted", params=SEVEN | {"switch": "melt"}).status_code == 422
