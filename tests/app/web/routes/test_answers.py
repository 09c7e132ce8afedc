"""Every call that answers JSON answers what its schema says, no more and no less: FastAPI does not check what routes send."""

import json
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from app.web.responses import ProblemDocument
from app.web.routes import ROUTERS
from app.web.routes.receptive_fields import FieldLine

SEVEN = {"sample": "seven"}
VIT = SEVEN | {"model": "digits-vit", "point": "blocks.1"}
RESNET = SEVEN | {"model": "digits-resnet-20"}

CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/api/models", {}),
    ("GET", "/api/models/{name}", {"name": "digits-vit"}),
    ("GET", "/api/models/{name}", {"name": "resnet18"}),
    ("GET", "/api/modules", {"model": "digits-mixer"}),
    ("GET", "/api/downloads", {}),
    ("POST", "/api/models/{name}/download", {"name": "resnet18"}),
    ("GET", "/api/models/{name}/download", {"name": "resnet18"}),
    ("DELETE", "/api/models/{name}/download", {"name": "resnet18"}),
    ("DELETE", "/api/models/{name}", {"name": "resnet18"}),
    ("GET", "/api/samples", {}),
    ("POST", "/api/pictures", {}),
    ("POST", "/api/pictures", {"tier": "digits"}),
    ("POST", "/api/pictures", {"tier": "photos", "fit": "0.5,0.5,0.5"}),
    ("GET", "/api/pattern", {"tier": "digits", "sample": "spiral"}),
    ("GET", "/api/pattern", {"tier": "photos", "sample": "cat"}),
    ("POST", "/api/trace", SEVEN),
    *(("POST", "/api/mixing", VIT | {"row": 1, "column": 1, "level": level}) for level in ("operator", "block", "input")),
    *(
        ("POST", "/api/mixing", VIT | {"row": 1, "column": 1, "kind": kind})
        for kind in ("attention", "rollout", "contribution")
    ),
    ("POST", "/api/mixing", VIT | {"token": 0}),
    *(
        ("POST", "/api/mixing", SEVEN | {"model": "digits-resmlp", "point": "blocks.1", "row": 1, "column": 1, "kind": kind})
        for kind in ("effective", "weights")
    ),
    ("POST", "/api/mixing", SEVEN | {"model": "digits-mlp", "point": "act2"}),
    ("POST", "/api/mixing/entry", VIT | {"head": 0, "query": 1, "key": 2}),
    ("GET", "/api/mixing/toeplitz", {"model": "digits-mixer"}),
    ("GET", "/api/receptive-field/squares", {"model": "digits-cnn"}),
    ("POST", "/api/residual", RESNET),
    ("POST", "/api/residual", SEVEN | {"model": "digits-plain-20"}),
    ("POST", "/api/residual/lesion", RESNET),
    ("POST", "/api/residual/gradients", RESNET),
    ("POST", "/api/residual/paths", RESNET),
    ("GET", "/api/dense", {"model": "digits-densenet", "point": "blocks.0.1"}),
    ("GET", "/api/gates", {"model": "digits-se-resnet-20"}),
    ("POST", "/api/gates/entry", SEVEN | {"model": "digits-se-resnet-20", "channel": 0}),
    ("GET", "/api/scaling", {"depth": 1.2}),
    ("GET", "/api/scaling/trained", {}),
    ("POST", "/api/reading", SEVEN | {"model": "digits-rnn"}),
    ("POST", "/api/reading/reach", SEVEN | {"model": "digits-lstm"}),
    ("GET", "/api/lineage", {}),
    ("GET", "/api/pairs", {}),
    ("GET", "/api/studies/data", {}),
    ("GET", "/api/studies/shuffled", {}),
    ("GET", "/api/studies/depth", {}),
    ("GET", "/api/studies/blank", {}),
    ("GET", "/api/studies/cost", {}),
    ("POST", "/api/rooms", {}),
    ("GET", "/api/rooms/{code}", {}),
    ("POST", "/api/granted", SEVEN | {"models": ["digits-vit", "digits-cnn"], "switch": ["pixels:1", "turn:90"]}),
    ("POST", "/api/symmetries", SEVEN | {"model": "digits-mixer"}),
    ("POST", "/api/ablation", VIT | {"part": "head", "index": 1}),
    ("POST", "/api/early-reading", RESNET),
    ("GET", "/api/likeness/layers", {"model": "digits-mlp", "other": "digits-vit"}),
    ("POST", "/api/deletion", SEVEN | {"model": "digits-vit", "methods": ["input", "cam"]}),
    ("POST", "/api/together", {"sample": "one", "dx": -6, "sample2": "seven", "dx2": 8, "models": "digits-cnn"}),
]


def json_routes() -> dict[tuple[str, str], APIRoute]:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    told = [route for route in routes if route.response_model is not None and route.include_in_schema]
    return {(method, route.path): route for route in told for method in route.methods}


def holds(schema: Any, document: Any) -> None:
    """As with extra="forbid" all the way down: what the schema does not name is lost on the way through it."""
    adapter = TypeAdapter(schema)
    found = adapter.dump_python(adapter.validate_python(document), mode="json", by_alias=True, exclude_unset=True)
    assert found == document


def test_every_json_call_is_held_to_its_schema() -> None:
    asked = {(method, path) for method, path, _ in CALLS}
    assert asked == {one for one in json_routes() if not one[1].startswith("/api/added")}  # held in test_added.py


def point_of(client: TestClient, query: dict[str, Any]) -> str:
    """The first gate of the model; where it has none, the first layer of a dense block."""
    points = client.get(f"/api/models/{query['model']}").json()["points"]
    gates = [point["name"] for point in points if point["role"] == "gate"]
    asked = (query | {"point": point["name"]} for point in points if point["stage"])
    return str(gates[0] if gates else next(one["point"] for one in asked if client.get("/api/dense", params=one).is_success))


@pytest.mark.parametrize(("method", "path", "query"), CALLS)
def test_an_answer_is_what_its_schema_says(
    client: TestClient, digit: bytes, method: str, path: str, query: dict[str, Any]
) -> None:
    query = dict(query)
    if path in ("/api/dense", "/api/gates/entry"):
        query["point"] = point_of(client, query)
    code = client.post("/api/rooms").json()["code"] if "{code}" in path else ""
    address = path.format(name=query.pop("name", ""), code=code)
    body = {"content": digit, "headers": {"Content-Type": "image/png"}} if path == "/api/pictures" else {}
    answer = client.request(method, address, params=query, **body)
    if answer.is_success:
        holds(json_routes()[method, path].response_model, answer.json())
    else:
        assert path.startswith("/api/models/"), answer.text  # these tests have no network, so a download is refused
        holds(ProblemDocument, answer.json())


def test_the_lines_of_a_field_are_what_their_schema_says(client: TestClient) -> None:
    answer = client.get("/api/receptive-field", params={"model": "digits-circular", "point": "blocks.0"})
    for line in answer.text.splitlines():
        holds(FieldLine, json.loads(line))


def test_a_refusal_is_what_its_schema_says(client: TestClient) -> None:
    refused = client.post("/api/trace", params=SEVEN | {"dx": 99}).json()
    holds(ProblemDocument, refused)
    assert refused["reason"] == "move-too-far"
    assert refused["values"] == {"axis": "dx", "least": -28, "most": 28}


def test_pictures_and_frames_are_not_compressed_and_text_is(client: TestClient) -> None:
    kept = client.post(
        "/api/pictures", content=client.get("/api/samples/cat.png").content, headers={"Content-Type": "image/png"}
    )
    asking = {"Accept-Encoding": "gzip"}
    for path in ("/api/samples/cat.png", f"/api/pictures/{kept.json()['id']}.png"):
        answer = client.get(path, headers=asking)
        assert len(answer.content) > 1024
        assert "content-encoding" not in answer.headers
    for path in ("/api/frame", "/api/trace.npz", "/api/shift-map?extent=1"):
        assert "content-encoding" not in client.post(path, params={"sample": "seven"}, headers=asking).headers
    assert client.get("/api/models", headers=asking).headers["content-encoding"] == "gzip"
