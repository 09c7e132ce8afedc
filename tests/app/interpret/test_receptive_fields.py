"""Receptive fields over HTTP: numbers equal an independent computation, refusals say why, work stops when nobody waits."""

import asyncio
import json
from collections import OrderedDict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from torch import nn

from app.analysis.effective_receptive_field import varied
from app.catalog.catalog import Catalog
from app.core.errors import Problem
from app.frames.runner import Runner
from app.images.samples import sample_images
from app.interpret import receptive_fields
from app.interpret.receptive_fields import PICTURES, Effective, Fields
from app.web.routes import receptive_fields as schemas
from app.web.state import AppState
from models.entries.points import CNN_POINTS
from models.registry import MODELS, load
from models.spec.entry import DIGIT, Input


def lines(client: TestClient, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/api/receptive-field", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def squares(client: TestClient, model: str) -> dict[str, Any]:
    return client.get("/api/receptive-field/squares", params={"model": model}).json()


def test_the_squares_of_the_cnn(client: TestClient) -> None:
    found = squares(client, "digits-cnn")
    schemas.Squares.model_validate(found)
    shown = {stage["title"]: stage["square"] for stage in found["stages"]}
    assert [s["bottom"] - s["top"] for s in shown.values() if s] == [3, 5, 6, 10, 14, 16, 24, 32]
    # Position (3, 3) of 7 x 7 comes from rows 12–15 and what kernels add around them.
    assert shown["conv 6"] == {"top": -2, "left": -2, "bottom": 30, "right": 30, "whole": False}
    assert shown["average"] is None
    assert "no positions left" in found["stages"][-1]["reason"]


def test_attention_and_token_mixing_take_in_the_whole_picture(client: TestClient) -> None:
    for model, cause in (("digits-vit", "attention"), ("digits-mixer", "dense layer")):
        found = squares(client, model)
        assert cause in found["cause"]
        for stage in found["stages"]:
            whole = stage["title"].startswith("block")
            assert stage["square"]["whole"] == whole
            assert stage["square"]["right"] - stage["square"]["left"] == (28 if whole else 4)


def test_a_model_that_cannot_be_followed_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    shared: AppState = client.app.state.shared  # type: ignore[attr-defined]
    monkeypatch.setattr("app.analysis.theoretical_receptive_field.MOVES", frozenset())
    monkeypatch.setattr("app.analysis.theoretical_receptive_field.POINTWISE", frozenset())
    found = Fields(shared.runner).squares("digits-cnn")
    assert found["stages"][0]["square"] is None
    assert found["stages"][0]["reason"].startswith("The theoretical receptive field of CNN is not known here: it uses")


@pytest.mark.parametrize("when", ["trained", "initial"])
def test_the_field_is_the_average_energy_of_the_gradient(client: TestClient, when: str) -> None:
    """Sixteen channels, so the probes are exact: against one backward pass per channel and picture, written out."""
    found = lines(client, model="digits-circular", point="blocks.1", when=when)[-1]["field"]
    schemas.Field.model_validate(found)
    assert found["probes"] == 16
    torch.manual_seed(0)
    model = load("digits-circular") if when == "trained" else MODELS["digits-circular"].build().eval()
    energy = torch.zeros(28, 28)
    for image in varied(sample_images("digits", DIGIT), PICTURES):
        x = ((image[None] - 0.1307) / 0.3081).requires_grad_()
        outputs = model.blocks[:2](x)[0, :, 14, 14]
        for output in outputs:
            energy += torch.autograd.grad(output, x, retain_graph=True)[0][0, 0].square()
    root = energy.sqrt()
    np.testing.assert_allclose(found["values"], root / root.max(), atol=1e-4)
    share = (root / root.sum()).double()
    at = torch.arange(28, dtype=torch.double)
    spread = [float((share.sum(axis) * at.square()).sum() - (share.sum(axis) * at).sum() ** 2) for axis in (0, 1)]
    assert found["width"] == pytest.approx(4 * (sum(spread) / 2) ** 0.5, rel=1e-3)
    assert found["centre"] == [14.5, 14.5]


def test_it_tells_how_far_it_is_and_remembers(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    query = {"model": "digits-mixer", "point": "stem", "when": "trained"}
    first = lines(client, **query)
    assert first[0] == {"done": 0, "of": PICTURES}
    assert first[-2] == {"done": PICTURES, "of": PICTURES}
    for line in first:
        schemas.FieldLine.model_validate(line)
    values = np.array(first[-1]["field"]["values"])
    assert values.max() == 1
    assert np.count_nonzero(values) == 16  # a patch of 4 x 4

    def fail(self: Effective, numbers: range) -> None:
        raise AssertionError("it was computed again")

    monkeypatch.setattr(Effective, "_slice", fail)
    assert lines(client, **query)[-1] == first[-1]


def test_a_token_is_counted_behind_the_class_token(client: TestClient) -> None:
    values = np.array(lines(client, model="digits-vit", point="pos_drop", when="initial")[-1]["field"]["values"])
    assert np.argwhere(values).min(0).tolist() == [12, 12]
    assert np.argwhere(values).max(0).tolist() == [15, 15]


@pytest.mark.parametrize(
    ("query", "status", "type", "part"),
    [
        ({"model": "digits-cnn", "point": "gap"}, 422, "no-answer", "no positions left"),
        ({"model": "digits-mlp", "point": "act1"}, 422, "no-answer", "units instead of positions"),
        ({"model": "digits-vit", "point": "blocks.0.attn.softmax"}, 422, "no-answer", "choose another stage"),
        ({"model": "digits-cnn", "point": "act9"}, 404, "point-unknown", "The nearest to it: act"),
        ({"model": "nobody", "point": "act1"}, 404, "model-unknown", "Is it one of digits-mlp"),
        ({"model": "digits-cnn", "point": "act1", "when": "later"}, 422, "invalid-parameter", "trained"),
        ({"model": "digits-cnn"}, 422, "invalid-parameter", "point is missing"),
    ],
)
def test_refusals_say_what_to_do(client: TestClient, query: dict[str, str], status: int, type: str, part: str) -> None:
    answer = client.get("/api/receptive-field", params=query)
    assert (answer.status_code, answer.json()["type"]) == (status, type)
    assert part in answer.json()["detail"]


def test_a_model_that_came_with_its_weights_has_no_state_before_training() -> None:
    model = nn.Sequential(OrderedDict(conv1=nn.Conv2d(3, 4, 3, padding=1), act1=nn.ReLU())).eval()
    form = Input(width=20, height=12, channels=3, mean=(0.5,) * 3, std=(0.5,) * 3)
    entry = replace(MODELS["digits-cnn"], build=lambda: model, tier="elsewhere", input=form, points=CNN_POINTS[:1], pictures=())
    held = Fields(Runner(Catalog((), entries={"own": entry})))
    assert held.squares("own")["when"] == ["trained"]
    with pytest.raises(Problem, match="came with its weights"):
        held.plan("own", "act1", "initial")
    pictures = held.pictures(held.catalog.get("own"))
    assert pictures.shape == (PICTURES, 3, 12, 20), "without samples of its own, it is shown all"
    energy = held.plan("own", "act1", "trained")._slice(range(2))
    assert energy.shape == (12, 20)
    assert set(energy.nonzero().flatten().tolist()) <= {5, 6, 7, 9, 10, 11}, "3 x 3 around row 6, column 10"


def test_leaving_stops_the_work(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    shared: AppState = client.app.state.shared  # type: ignore[attr-defined]
    slices, whole = 0, Effective._slice

    def count(self: Effective, numbers: range) -> Any:
        nonlocal slices
        slices += 1
        return whole(self, numbers)

    monkeypatch.setattr(Effective, "_slice", count)

    async def leave() -> None:
        work = shared.fields.plan("digits-circular", "blocks.5", "trained").run(shared.pool)
        async for line in work:
            if line["done"]:
                break
        await work.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0)

    client.portal.call(leave)  # type: ignore[union-attr]
    assert slices < 4  # of 16
    assert "field" in lines(client, model="digits-circular", point="blocks.0", when="trained")[-1]


def test_large_pictures_get_one_probe_each(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    shared: AppState = client.app.state.shared  # type: ignore[attr-defined]
    plan = shared.fields.plan("digits-cnn", "act6", "trained")
    assert plan.probes() == 16
    monkeypatch.setattr(receptive_fields, "SMALL", 100)
    assert plan.probes() == 1
