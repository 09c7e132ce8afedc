"""Likeness over HTTP: colours and cosines are those of what /api/trace.npz returns, and bases stay with the pinned picture."""

import io
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from tests.support.decoding import decode_array, decode_frame

SEVEN = {"sample": "seven", "dx": 2, "row": 9, "column": 13}


def ask(client: TestClient, **query: Any) -> tuple[dict[str, Any], np.ndarray]:
    answer = client.post("/api/likeness", params=SEVEN | {"model": "digits-vit"} | query)
    assert answer.status_code == 200, answer.text
    return decode_frame(answer.content)[0], decode_array(answer.content)


def held(client: TestClient, model: str, point: str, dx: int) -> np.ndarray:
    """(position, feature), prefix tokens first."""
    archive = np.load(io.BytesIO(client.post("/api/trace.npz", params={"sample": "seven", "dx": dx, "models": model}).content))
    array = archive[f"{model}/{point}"].astype(np.float64)
    return array.reshape(len(array), -1).T if array.ndim == 3 else array


def part(header: dict[str, Any], values: np.ndarray, point: str) -> tuple[dict[str, Any], np.ndarray]:
    stage = next(one for one in header["stages"] if one["point"] == point)
    return stage, values[stage["first"] :][: stage["prefix"] + stage["rows"] * stage["columns"]]


@pytest.mark.parametrize(
    ("model", "point", "cell"), [("digits-vit", "blocks.3", 1 + 2 * 7 + 3), ("digits-cnn", "pool1", 4 * 14 + 6)]
)
def test_likeness_is_the_cosine_of_what_the_stage_holds(client: TestClient, model: str, point: str, cell: int) -> None:
    header, values = ask(client, model=model, basis="stage")
    stage, shown = part(header, values, point)
    now, before = held(client, model, point, 2), held(client, model, point, 0)[stage["prefix"] :]
    mean = before.mean(axis=0)
    for column, rows in ((3, now), (4, now - mean)):
        with np.errstate(invalid="ignore"):
            expected = rows @ rows[cell] / (np.linalg.norm(rows, axis=1) * np.linalg.norm(rows[cell]))
        np.testing.assert_allclose(shown[:, column], expected, atol=1e-4)
    sizes, across = np.linalg.svd(before - mean, full_matrices=False)[1:]
    assert sizes[0] > 1.01 * sizes[1]
    first = across[0] * np.sign(across[0][np.abs(across[0]).argmax()])
    low, high = np.quantile((before - mean) @ first, [0.01, 0.99])
    np.testing.assert_allclose(shown[:, 0], np.clip(((now - mean) @ first - low) / (high - low), 0, 1), atol=1e-3)
    places = now[stage["prefix"] :] - now[stage["prefix"] :].mean(axis=0)
    assert stage["explained"][0] == pytest.approx(float(((places @ first) ** 2).sum() / (places**2).sum()), abs=1e-4)


def test_stages_of_one_width_share_a_basis(client: TestClient) -> None:
    header, values = ask(client)
    names = [stage["point"] for stage in header["stages"]]
    before = {name: held(client, "digits-vit", name, 0)[part(header, values, name)[0]["prefix"] :] for name in names}
    means = {name: rows.mean(axis=0) for name, rows in before.items()}
    pooled = np.concatenate([before[name] - means[name] for name in names])
    across = np.linalg.svd(pooled, full_matrices=False)[2]
    first = across[0] * np.sign(across[0][np.abs(across[0]).argmax()])
    low, high = np.quantile(pooled @ first, [0.01, 0.99])
    for name in names:
        mean = means[name]
        shown = part(header, values, name)[1]
        expected = np.clip(((held(client, "digits-vit", name, 2) - mean) @ first - low) / (high - low), 0, 1)
        np.testing.assert_allclose(shown[:, 0], expected, atol=1e-3)


def test_the_archive_holds_the_same_and_points_can_be_chosen(client: TestClient) -> None:
    header, values = ask(client)
    archive = np.load(io.BytesIO(client.post("/api/likeness.npz", params=SEVEN | {"model": "digits-vit"}).content))
    assert list(archive) == [stage["point"] for stage in header["stages"]]
    np.testing.assert_array_equal(np.concatenate([archive[name] for name in archive]), values)
    some, _ = ask(client, points=["blocks.1", "blocks.4"])
    assert [stage["point"] for stage in some["stages"]] == ["blocks.1", "blocks.4"]


@pytest.mark.parametrize(("mean", "part_of"), [("with", 3), ("without", 4)])
@pytest.mark.parametrize(
    ("model", "point", "cell"), [("digits-vit", "blocks.3", 1 + 2 * 7 + 3), ("digits-cnn", "act6", 2 * 7 + 3)]
)
def test_directions_are_those_of_what_the_stages_hold(
    client: TestClient, model: str, point: str, cell: int, mean: str, part_of: int
) -> None:
    asked = {"sample": "seven", "dx": 2, "model": model, "mean": mean}
    content = client.post("/api/likeness/directions", params=asked).content
    header, values = decode_frame(content)[0], decode_array(content).astype(np.float64)
    assert (header["dtype"], header["axes"], header["mean"]) == ("float16", ["value"], mean)
    stage = next(one for one in header["stages"] if one["point"] == point)
    rows = values[stage["first"] :][: stage["positions"] * stage["features"]].reshape(-1, stage["features"])
    known, shown = part(*ask(client, model=model), point)
    told = shown[:, part_of]
    now, before = held(client, model, point, 2), held(client, model, point, 0)
    exact = now - before[known["prefix"] :].mean(axis=0) * (mean == "without")
    lengths = np.linalg.norm(exact, axis=1, keepdims=True)
    np.testing.assert_allclose(rows, np.divide(exact, lengths, out=np.zeros_like(exact), where=lengths > 0), atol=6e-4)
    found = rows @ rows[cell]
    assert np.abs(found[~np.isnan(told)] - told[~np.isnan(told)]).max() < 1e-3
    assert not lengths[np.isnan(told)].any()


def test_the_picture_that_is_told_about_travels_along(client: TestClient) -> None:
    content = client.post("/api/likeness", params=SEVEN | {"model": "digits-vit"}).content
    header, body = decode_frame(content)
    there = header["picture"]
    pixels = np.frombuffer(body, np.uint8, np.prod(there["shape"]), there["at"]).reshape(there["shape"])
    frame, arrays = decode_frame(
        client.post("/api/frame", params={"sample": "seven", "dx": 2, "models": "digits-vit", "tiles": 1}).content
    )
    shown = frame["models"][0]["input"]
    np.testing.assert_array_equal(pixels.ravel(), np.frombuffer(arrays, np.uint8, pixels.size, shown["at"]))


def test_layers_are_compared_for_the_shipped_models_of_a_tier(client: TestClient) -> None:
    found = client.get("/api/likeness/layers", params={"model": "digits-mlp", "other": "digits-vit"}).json()
    assert (found["pictures"], found["rows"], found["columns"][-1]) == (1000, ["act1", "act2"], "blocks.5")
    turned = client.get("/api/likeness/layers", params={"model": "digits-vit", "other": "digits-mlp"}).json()
    assert np.array(found["values"]).T.tolist() == turned["values"]
    answer = client.get("/api/likeness/layers", params={"model": "digits-mlp", "other": "pairs-vit"})
    assert (answer.status_code, answer.json()["reason"]) == (422, "layers-not-measured")
    assert client.get("/api/likeness/layers", params={"model": "digits-mlp", "other": "nobody"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ({"row": 28}, 422, "likeness-outside"),
        ({"model": "digits-mlp"}, 422, "likeness-no-places"),
        ({"points": "nothing"}, 404, "point-unknown"),
        ({"model": "digits-cnn", "points": "gap"}, 422, "likeness-not-placed"),
        ({"rdx": 29}, 422, "move-too-far"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: TestClient, query: dict[str, Any], status: int, reason: str) -> None:
    answer = client.post("/api/likeness", params=SEVEN | {"model": "digits-vit"} | query)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
