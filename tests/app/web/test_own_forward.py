"""Calls about own models over real HTTP: handed on as they are, and put together with what the models here answer."""

import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image
from websockets.sync.client import connect

from app.catalog.catalog import Catalog
from app.catalog.own.source import Own
from app.core.settings import Settings
from app.images.samples import sample_images
from app.main import create_app
from app.web.own_forward import ABOUT_ONE, ABOUT_SEVERAL
from app.web.problem_handlers import PROBLEM
from tests.conftest import PATIENCE, LiveServer, running, wait_until
from tests.support.decoding import decode_frame

OWN = Own("tests.support.own_models:small")
SCENE = {"sample": "cat", "dx": 1, "dy": -2}
BOTH = ["digits-mlp", OWN.name, "digits-cnn"]


@pytest.fixture(scope="module")
def live() -> Iterator[LiveServer]:
    with running(model=(OWN.where,)) as live:
        hosted = live.shared.catalog.hosted(OWN.name)
        assert hosted is not None
        wait_until(lambda: hosted.settled, 100)
        yield live


@pytest.fixture(scope="module")
def http(live: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live.url, timeout=100) as http:
        yield http


@pytest.fixture(scope="module")
def here() -> Iterator[TestClient]:
    """The same models in one process."""
    catalog = Catalog(("digits-mlp",), sample_images)
    catalog.add(OWN.name, OWN)
    settings = Settings(threads=2, request_deadline_seconds=PATIENCE)
    with TestClient(create_app(settings, catalog), base_url="http://localhost") as client:
        wait_until(lambda: client.get("/readyz").status_code == 200, 100)
        yield client


def plain(document: Any) -> Any:
    """Without the time that a pass took."""
    if isinstance(document, dict):
        return {key: plain(value) for key, value in document.items() if key != "milliseconds"}
    return [plain(one) for one in document] if isinstance(document, list) else document


ONE = [
    ("mixing", {"point": "layers.1", "row": 1, "column": 2, "kind": "attention"}),
    ("mixing", {"point": "layers.1", "row": 1, "column": 2, "level": "input"}),
    ("mixing", {"point": "layers.1", "row": 99, "column": 2}),
    ("mixing", {"point": "nowhere"}),
    ("mixing/matrix", {"point": "layers.1", "kind": "attention"}),
    ("activation", {"point": "layers.0"}),
    ("activation", {"point": "layers.0.linear1"}),
    ("activation", {"point": "layers.0.linear9"}),
    ("residual", {}),
    ("symmetries", {}),
    ("attribution", {"methods": "gradient"}),
    ("likeness", {"row": 1, "column": 2}),
    ("likeness/directions", {"mean": "without"}),
    ("early-reading", {}),
    ("strongest", {"point": "layers.0", "channel": 1}),
    ("strongest", {"point": "layers.0", "channel": 999}),
    ("trace", {"models": OWN.name}),
    ("trace", {"models": OWN.name, "dx": 99}),
]


@pytest.mark.parametrize(
    ("call", "query"), ONE, ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value))
)
def test_a_call_about_it_is_answered_as_if_it_were_here(
    http: httpx.Client, here: TestClient, call: str, query: dict[str, Any]
) -> None:
    asked = {**SCENE, "model": OWN.name, **query} if "models" not in query else {**SCENE, **query}
    answers = [client.post(f"/api/{call}", params=asked) for client in (http, here)]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].headers["content-type"] == answers[1].headers["content-type"]
    if answers[0].headers["content-type"] in ("application/json", PROBLEM):
        assert plain(answers[0].json()) == plain(answers[1].json())
    else:
        assert answers[0].content == answers[1].content


@pytest.mark.parametrize("call", ["trace", "together", "granted"])
def test_several_models_are_answered_together_in_their_order(http: httpx.Client, here: TestClient, call: str) -> None:
    query = {**SCENE, "models": BOTH, "cut2": "0,0,8,8", "switch": "mirror:0"}
    found, expected = (client.post(f"/api/{call}", params=query).json() for client in (http, here))
    assert plain(found) == plain(expected)


def test_arrays_of_several_models_are_one_archive(http: httpx.Client, here: TestClient) -> None:
    answers = [client.post("/api/trace.npz", params={**SCENE, "models": BOTH}) for client in (http, here)]
    assert answers[0].headers["content-disposition"] == answers[1].headers["content-disposition"]
    found, expected = (np.load(io.BytesIO(answer.content)) for answer in answers)
    assert sorted(found) == sorted(expected)
    assert all(np.array_equal(found[name], expected[name]) for name in expected)


@pytest.mark.parametrize("models", [[OWN.name], BOTH])
def test_a_map_of_all_moves_comes_in_lines(http: httpx.Client, here: TestClient, models: list[str]) -> None:
    query = {**SCENE, "models": models, "extent": 2}
    lines = [
        [json.loads(line) for line in client.post("/api/shift-map", params=query).text.splitlines()] for client in (http, here)
    ]
    maps = [{one["model"]: one for one in of[-1]["maps"]} for of in lines]
    assert maps[0][OWN.name] == maps[1][OWN.name]  # the others are compiled on one side
    assert list(maps[0]) == models
    steps = lines[0][:-1]
    assert {line["of"] for line in steps} == {25 * len(models)}
    done = [line["done"] for line in steps]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 25 * len(models))


def test_weights_and_fields_are_its_own(http: httpx.Client, here: TestClient) -> None:
    for path in (
        f"/api/weights?model={OWN.name}&parameter=classify.weight",
        f"/api/receptive-field/squares?model={OWN.name}",
        f"/api/modules?model={OWN.name}",
        f"/api/receptive-field?model={OWN.name}&point=layers.0",
    ):
        found, expected = http.get(path), here.get(path)
        assert (found.status_code, found.content) == (expected.status_code, expected.content)


def test_a_picture_that_was_sent_before_is_known_to_it(http: httpx.Client, here: TestClient) -> None:
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (50, 60, 3), np.uint8)).save(file, "PNG")
    answers = []
    for client in (http, here):
        id = client.post("/api/pictures", content=file.getvalue(), headers={"Content-Type": "image/png"}).json()["id"]
        asked = client.post("/api/trace", params={"picture": id, "models": BOTH})
        whole = client.post("/api/activation", params={"picture": id, "model": OWN.name, "point": "layers.0"})
        body = client.post(f"/api/trace?models={OWN.name}", content=file.getvalue(), headers={"Content-Type": "image/png"})
        own = {"model": OWN.name, "point": "layers.0", "channel": 1, "of": "own", "own": f"{id}:auto"}
        strongest = client.post("/api/strongest", params=own)
        answers.append((plain(asked.json()), whole.content, plain(body.json()), strongest.content))
    assert answers[0] == answers[1]
    unknown = http.post("/api/trace", params={"picture": "f" * 64, "models": OWN.name})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "picture-unknown")


def test_a_refusal_of_one_is_the_answer_for_all(http: httpx.Client) -> None:
    for models in (BOTH, [OWN.name, "digits-mlp"]):
        answer = http.post("/api/trace", params={"sample": "nothing", "models": models})
        assert (answer.status_code, answer.json()["type"]) == (404, "sample-unknown")
    unknown = http.post("/api/trace", params={**SCENE, "models": [OWN.name, "nobody"]})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "model-unknown")


def test_what_stands_before_every_route_stands_before_it_too(http: httpx.Client) -> None:
    path = f"/api/trace?models={OWN.name}&sample=cat"
    assert http.post(path, headers={"Origin": "https://other.example"}).status_code == 403
    assert http.post(path, headers={"Host": "other.example"}).status_code == 400
    assert http.post(path, content=b"x" * 11_000_000, headers={"Content-Type": "image/png"}).status_code == 413
    assert http.post(path, content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    answer = http.post(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


def test_the_socket_brings_it_beside_the_others(live: LiveServer, here: TestClient) -> None:
    message = {"seq": 4, "sample": "cat", "models": BOTH, "dx": 2, "stages": [f"{OWN.name}/layers.0", "digits-mlp/act1"]}
    with connect(live.socket) as socket:
        socket.send(json.dumps(message))
        data = socket.recv(timeout=60)
    assert isinstance(data, bytes)
    expected = here.post("/api/frame", params={name: value for name, value in message.items() if name != "seq"}).content
    found = [decode_frame(one)[0] for one in (data, expected)]
    assert [header.pop("seq") for header in found] == [4, None]
    for header in found:
        for model in header["models"]:
            model["input"].pop("at")
            for stage in model["stages"]:
                stage.get("tiles", {}).pop("at", None)
    own, expected_own = (next(model for model in header["models"] if model["id"] == OWN.name) for header in found)
    assert plain(own) == plain(expected_own)  # the others are compiled on one side
    assert [model["id"] for model in found[0]["models"]] == BOTH


def test_every_call_that_names_a_model_is_known_to_what_hands_them_on(here: TestClient) -> None:
    """A new one would find an own model only where it runs in the same process."""
    documented = here.get("/openapi.json").json()["paths"]
    names = {
        path: {one["name"] for operation in methods.values() for one in operation.get("parameters", ())}
        for path, methods in documented.items()
    }
    about_one = {path for path, found in names.items() if "model" in found and not path.startswith("/api/models/")}
    assert about_one - {"/api/pictures", "/api/pattern"} == {path for path in names if path.startswith(ABOUT_ONE)}
    assert {path for path, found in names.items() if "models" in found} == ABOUT_SEVERAL | {"/api/frame", "/api/shift-map"}


def test_lists_of_models_are_the_servers_own_whatever_they_name(http: httpx.Client) -> None:
    for name in ("model", "models"):
        assert http.get("/api/models", params={name: OWN.name}).json() == http.get("/api/models").json()


def test_it_may_be_among_the_defaults() -> None:
    defaults = (OWN.name, "digits-mlp")
    with (
        running(model=(OWN.where,), default_models=defaults) as live,
        httpx.Client(base_url=live.url, timeout=100) as http,
    ):
        traces = http.post("/api/trace", params=SCENE).json()["traces"]
        assert [one["model"] for one in traces] == list(defaults)
        assert http.get("/").status_code == 200
