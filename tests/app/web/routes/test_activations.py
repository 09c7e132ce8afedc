"""HTTP: every number can be recomputed from trace.npz, every refusal is a problem that says what to do."""

import base64
import io
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image

from app.frames.tiles import tiles_of
from app.images import samples
from app.images.original import Original
from app.images.preprocess import prepare
from app.images.shift import shift as move
from app.web.routes.activations import Traces
from app.web.routes.models import ModelsDocument
from app.web.state import AppState
from models.registry import MODELS, load
from tests.support import decoding
from tests.support.thorough import some

DEFAULTS = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]


def arrays(client: TestClient, **query: Any) -> dict[str, np.ndarray]:
    answer = client.post("/api/trace.npz", params={"sample": "seven"} | query)
    assert answer.status_code == 200
    return dict(np.load(io.BytesIO(answer.content)))


def expected_input(model: str, dx: int = 0, dy: int = 0, edge: Any = "clip", fit: Any = "auto") -> torch.Tensor:
    input = MODELS[model].input
    image = torch.from_numpy(prepare(Original(samples.picture("seven")), input, fit).image)
    return (move(image, dx, dy, edge)[None] - input.mean[0]) / input.std[0]


def test_probes(client: TestClient) -> None:
    assert client.get("/livez").json() == {"status": "up"}
    assert client.get("/readyz").status_code == 200
    text = client.get("/metrics").text
    for name in ("requests", "refusals", "queue_depth", "batch_size", "frame_age_seconds"):
        assert f"mixscope_{name}" in text


def test_models_fit_their_schema_and_contract(client: TestClient) -> None:
    document = client.get("/api/models").json()
    parsed = ModelsDocument.model_validate(document)
    assert [model.id for model in parsed.models if model.default] == DEFAULTS
    assert parsed.model_dump(mode="json", exclude_unset=True) == document  # nothing undocumented


def test_samples_and_their_pictures(client: TestClient) -> None:
    listed = client.get("/api/samples").json()["samples"]
    assert "seven" in [sample["name"] for sample in listed]
    for sample in listed:
        answer = client.get(f"/api/samples/{sample['name']}.png")
        assert answer.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(answer.content)).size == samples.picture(sample["name"]).size


@pytest.mark.parametrize("model", DEFAULTS)
@pytest.mark.parametrize("place", [{}, {"dx": 3, "dy": -2}, {"dx": -5, "edge": "wrap"}, {"dx": 28}, {"fit": "none"}])
def test_npz_equals_a_plain_forward_pass_bit_for_bit(client: TestClient, model: str, place: dict[str, Any]) -> None:
    found = arrays(client, models=model, **place)
    x = expected_input(model, **place)
    assert (found[f"{model}/input"] == x[0].numpy()).all()
    with torch.no_grad():
        logits = load(model)(x)[0].numpy()
    assert (found[f"{model}/logits"] == logits).all()
    assert all(values.dtype == np.float32 for values in found.values())


def test_trace_says_what_the_arrays_say(client: TestClient) -> None:
    found = arrays(client, dx=2)
    document = client.post("/api/trace", params={"sample": "seven", "dx": 2}).json()
    Traces.model_validate(document)
    assert [trace["model"] for trace in document["traces"]] == DEFAULTS
    for trace in document["traces"]:
        for point in trace["points"]:
            values = found[f"{trace['model']}/{point['name']}"].astype(np.float64)
            assert list(values.shape) == point["shape"]
            for key, number in (("min", values.min()), ("max", values.max()), ("mean", values.mean()), ("std", values.std())):
                assert point[key] == pytest.approx(number, rel=1e-5, abs=1e-6), (point["name"], key)
        logits = found[f"{trace['model']}/logits"].astype(np.float64)
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        ordered = [prediction["probability"] for prediction in trace["predictions"]]
        assert ordered == sorted(ordered, reverse=True)
        for prediction in trace["predictions"]:
            assert prediction["probability"] == pytest.approx(shares[prediction["index"]], rel=1e-4, abs=1e-9)
            assert prediction["logit"] == pytest.approx(logits[prediction["index"]], rel=1e-6)


@pytest.mark.parametrize(
    ("dx", "dy", "rdx", "rdy", "edge"),
    [(0, 0, 0, 0, "clip"), (4, -4, 0, 0, "wrap"), (5, 3, 1, -1, "clip"), (2, 0, 0, 0, "wrap")],
)
def test_frame_equals_arithmetic_on_the_arrays(client: TestClient, dx: int, dy: int, rdx: int, rdy: int, edge: str) -> None:
    here, there = arrays(client, dx=dx, dy=dy, edge=edge), arrays(client, dx=rdx, dy=rdy, edge=edge)
    query: dict[str, Any] = {"sample": "seven", "dx": dx, "dy": dy, "rdx": rdx, "rdy": rdy, "edge": edge}
    data = client.post("/api/frame", params=query).content
    assert len(data) <= 64 * 1024
    header, body = decoding.decode_frame(data)
    assert (header["dx"], header["dy"], header["edge"], header["reference"]) == (dx, dy, edge, [rdx, rdy])
    points = {(m["id"], p["name"]): p for m in client.get("/api/models").json()["models"] for p in m["points"]}
    for model in header["models"]:
        stages = [name for (owner, name), point in points.items() if owner == model["id"] and point["stage"]]
        assert [stage["name"] for stage in model["stages"]] == stages
        for stage in model["stages"]:
            key = f"{model['id']}/{stage['name']}"
            check_change(stage["change"], points[model["id"], stage["name"]], there[key], here[key], (dx - rdx, dy - rdy), edge)
            check_tiles(stage["tiles"], points[model["id"], stage["name"]], here[key], body)
        shape, at = model["input"]["shape"], model["input"]["at"]
        pixels = np.frombuffer(body, np.uint8, int(np.prod(shape)), at).reshape(shape)
        image = here[f"{model['id']}/input"] * 0.3081 + 0.1307
        assert abs(pixels - image * 255).max() < 0.51


def check_change(
    change: dict[str, Any], point: dict[str, Any], x: np.ndarray, y: np.ndarray, t: tuple[int, int], edge: str
) -> None:
    x, y = x.astype(np.float64), y.astype(np.float64)
    assert change["invariance"] == pytest.approx(np.linalg.norm(x - y) / np.linalg.norm(y), rel=1e-4, abs=1e-6)
    stride = point["stride"]
    if not point["grid"] or not stride or t[0] % stride or t[1] % stride:
        assert change["equivariance"] is None
        return
    if point["axes"][0] == "token":
        x, y = (a[point["prefix"] :].reshape(*point["grid"], -1).transpose(2, 0, 1) for a in (x, y))
    columns, rows = t[0] // stride, t[1] // stride
    undone = np.roll(x, (rows, columns), (1, 2))
    inside = np.ones(x.shape[1:], bool)
    if edge == "clip":
        r, c = np.indices(inside.shape)
        inside = (r - rows >= 0) & (r - rows < len(inside)) & (c - columns >= 0) & (c - columns < inside.shape[1])
    expected = np.linalg.norm((undone - y)[:, inside]) / np.linalg.norm(y[:, inside])
    assert change["equivariance"] == pytest.approx(expected, rel=1e-4, abs=1e-6)


def check_tiles(tiles: dict[str, int], point: dict[str, Any], values: np.ndarray, body: memoryview) -> None:
    expected = tiles_of(values[None], point["axes"], point["grid"], point["prefix"])[0]
    assert (tiles["total"], tiles["count"]) == (len(expected), min(16, len(expected)))
    expected = expected[: tiles["count"]]
    step = (expected.max((1, 2), keepdims=True) - expected.min((1, 2), keepdims=True)) / 255
    assert (abs(decoding.decode_tiles(tiles, body) - expected) <= step * 0.501 + 1e-6).all()


def test_only_the_stages_asked_for_have_tiles_and_details_come_by_name(client: TestClient) -> None:
    asked = ["digits-cnn/act1", "digits-vit/blocks.0.attn.softmax"]
    query: dict[str, Any] = {"sample": "seven", "models": ["digits-vit", "digits-cnn"], "stages": asked, "tiles": 3}
    header, _ = decoding.decode_frame(client.post("/api/frame", params=query).content)
    assert [model["id"] for model in header["models"]] == ["digits-vit", "digits-cnn"]
    tiled = [f"{m['id']}/{s['name']}" for m in header["models"] for s in m["stages"] if "tiles" in s]
    assert sorted(tiled) == asked
    attention = next(s for s in header["models"][0]["stages"] if s["name"].endswith("softmax"))
    assert (attention["tiles"]["count"], attention["tiles"]["total"], attention["tiles"]["rows"]) == (3, 4, 50)


def test_activation_is_exact(client: TestClient) -> None:
    query = {"sample": "seven", "model": "digits-vit", "point": "blocks.3", "dx": 1}
    data = client.post("/api/activation", params=query).content
    assert decoding.decode_frame(data)[0]["axes"] == ["token", "channel"]
    assert (decoding.decode_array(data) == arrays(client, models="digits-vit", dx=1)["digits-vit/blocks.3"]).all()


def test_every_weight_picture_comes_as_announced(client: TestClient) -> None:
    models = client.get("/api/models").json()["models"]
    for model in some(models, first=8):
        for shown in model["pictures"]:
            answer = client.get("/api/weights", params={"model": model["id"], "parameter": shown["parameter"]})
            header, _ = decoding.decode_frame(answer.content)
            assert header["shape"] == shown["shape"]
            if shown["kind"] == "positions":
                size = shown["shape"][0] * shown["shape"][1]
                np.testing.assert_allclose(decoding.decode_array(answer.content).reshape(size, size).diagonal(), 1, atol=1e-6)


def test_a_parameter_that_is_no_picture_comes_as_it_is(client: TestClient) -> None:
    data = client.get("/api/weights", params={"model": "digits-cnn", "parameter": "head.bias"}).content
    assert (decoding.decode_array(data) == load("digits-cnn").state_dict()["head.bias"].numpy()).all()


def test_the_body_and_a_stored_picture_are_the_same_picture(client: TestClient, digit: bytes) -> None:
    png = {"Content-Type": "image/png"}
    kept = client.post("/api/pictures", content=digit, headers=png).json()
    assert (kept["width"], kept["height"]) == samples.picture("seven").size
    by_body = client.post("/api/trace.npz", content=digit, headers=png).content
    by_id = client.post("/api/trace.npz", params={"picture": kept["id"]}).content
    by_name = client.post("/api/trace.npz", params={"sample": "seven"}).content
    for other in (by_id, by_name):
        first, second = np.load(io.BytesIO(by_body)), np.load(io.BytesIO(other))
        assert all((first[key] == second[key]).all() for key in first.files)


def test_pattern_shows_the_image_before_the_shift(client: TestClient) -> None:
    answer = client.get("/api/pattern", params={"tier": "digits", "sample": "seven"}).json()
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(answer["png"]))), np.float32) / 255
    image = prepare(Original(samples.picture("seven")), MODELS["digits-mlp"].input, "auto").image[0]
    assert abs(picture - image).max() <= 0.5 / 255 + 1e-6
    assert answer["steps"] is None or len(answer["steps"]["box"]) == 4


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("/api/trace", {}, 422, "picture-missing"),
    ("/api/trace", {"sample": "seven", "picture": "a"}, 422, "picture-missing"),
    ("/api/trace", {"sample": "nobody"}, 404, "sample-unknown"),
    ("/api/trace", {"picture": "0" * 64}, 404, "picture-unknown"),
    ("/api/trace", {"sample": "seven", "models": "nobody"}, 404, "model-unknown"),
    ("/api/trace", {"sample": "seven", "dx": 29}, 422, "invalid-parameter"),
    ("/api/trace", {"sample": "seven", "dy": -29}, 422, "invalid-parameter"),
    ("/api/trace", {"sample": "seven", "dx": "nan"}, 422, "invalid-parameter"),
    ("/api/trace", {"sample": "seven", "dx": "1e400"}, 422, "invalid-parameter"),
    ("/api/trace", {"sample": "seven", "dx": "9" * 4000}, 422, "invalid-parameter"),
    ("/api/trace", {"sample": "seven", "dx": 0.5}, 422, "invalid-parameter"),
    ("/api/trace", {"sample": "seven", "edge": "mirror"}, 422, "invalid-parameter"),
    ("/api/trace", {"sample": "seven", "fit": "stretch"}, 422, "invalid-parameter"),
    ("/api/frame", {"sample": "seven", "tiles": 0}, 422, "invalid-parameter"),
    ("/api/frame", {"sample": "seven", "rdx": 99}, 422, "invalid-parameter"),
    ("/api/frame", {"sample": "seven", "stages": "digits-cnn/nowhere"}, 404, "stage-unknown"),
    ("/api/frame", {"sample": "seven", "stages": "act1"}, 404, "stage-unknown"),
    ("/api/activation", {"sample": "seven", "model": "digits-cnn", "point": "act9"}, 404, "point-unknown"),
    ("/api/activation", {"sample": "seven", "model": "digits-cnn"}, 422, "invalid-parameter"),
    ("/api/shift-map", {"sample": "seven", "extent": 99}, 422, "invalid-parameter"),
]


@pytest.mark.parametrize(("path", "query", "status", "type"), REFUSED)
def test_refusals_are_problems(client: TestClient, path: str, query: dict[str, Any], status: int, type: str) -> None:
    answer = client.post(path, params=query)
    assert (answer.status_code, answer.json()["type"]) == (status, type)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/weights?model=digits-cnn&parameter=tail.bias", 404), ("/api/pattern?tier=none&sample=seven", 404), ("/api/x", 404)],
)
def test_gets_refuse_too(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_repeated_models_run_once(client: TestClient) -> None:
    query = {"sample": "seven", "models": ["digits-mlp", "digits-mlp"]}
    assert len(client.post("/api/trace", params=query).json()["traces"]) == 1


def test_openapi_is_complete_and_docs_are_local(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path in ("/api/models", "/api/samples", "/api/pictures", "/api/pattern", "/api/trace", "/api/trace.npz", "/api/frame"):
        assert path in paths
    assert "image/*" in paths["/api/trace"]["post"]["requestBody"]["content"]
    assert "application/problem+json" in paths["/api/trace"]["post"]["responses"]["422"]["content"]
    page = client.get("/docs").text
    assert "//" not in page.replace("</", "")
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js"):
        assert client.get(f"/docs/{name}").status_code == 200
    assert client.get("/docs/../main.py").status_code == 404
    assert client.get("/docs/favicon.png").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/shift-map?sample=seven&extent=1"),
        ("GET", "/api/receptive-field?model=digits-cnn&point=act1&when=initial"),
    ],
)
def test_long_work_is_refused_where_too_many_wait(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    shared: AppState = client.app.state.shared  # type: ignore[attr-defined]
    for turns in (shared.shift_maps.turn, shared.fields.turn):
        monkeypatch.setattr(turns, "_limit", 0)
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["type"], answer.headers["retry-after"]) == (503, "busy", "5")
