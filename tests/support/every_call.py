"""Every call that asks something of one model, put to each of its stages: none may end in a fault."""

from collections import Counter
from typing import Any

from fastapi.testclient import TestClient

from app.catalog.catalog import Catalog
from app.catalog.own.source import Own
from app.core.settings import Settings
from app.images.samples import sample_images
from app.main import create_app
from tests.conftest import PATIENCE, wait_until

KINDS = ("share", "attention", "contribution", "rollout", "effective")
LEVELS = ("operator", "block", "input")
WHOLE = (
    "residual",
    "residual/gradients",
    "residual/paths",
    "symmetries",
    "attribution",
    "early-reading",
    "reading",
    "likeness",
)
"""Calls that ask about all of the model."""


def answers(own: Own) -> Counter[int]:
    """How often each status came back. AssertionError for a 5xx, for a 4xx without a sentence, for a stream without an end."""
    catalog = Catalog(("digits-mlp",), sample_images)
    catalog.add(own.name, own)
    settings = Settings(threads=2, request_deadline_seconds=PATIENCE)
    with TestClient(create_app(settings, catalog), base_url="http://localhost", raise_server_exceptions=False) as client:
        wait_until(lambda: client.get("/readyz").status_code == 200, PATIENCE)
        return Walk(client, own.name).all()


class Walk:
    def __init__(self, client: TestClient, model: str) -> None:
        self.client, self.model, self.found = client, model, Counter[int]()

    def all(self) -> Counter[int]:
        document = self.client.get(f"/api/models/{self.model}").json()
        assert document["points"], document
        for point in document["points"]:
            self._of_point(point)
        for module in self.client.get("/api/modules", params={"model": self.model}).json()["modules"]:
            self._of_module(module["name"])
        scene = {"sample": "cat", "model": self.model, "methods": "gradient", "row": 0, "column": 0}
        for call in WHOLE:
            self._ask(call, scene)
        for call in ("trace", "trace.npz", "frame", "shift-map"):
            self._ask(call, {"sample": "cat", "models": self.model, "extent": 1})
        for picture in document["pictures"]:
            self._get("weights", {"model": self.model, "parameter": picture["parameter"]})
        self._get("receptive-field/squares", {"model": self.model})
        return self.found

    def _of_point(self, point: dict[str, Any]) -> None:
        place = {"sample": "cat", "model": self.model, "point": point["name"], "row": 0, "column": 1, "index": 0, "channel": 0}
        for kind in KINDS:
            for level in LEVELS if kind == "share" else LEVELS[:1]:
                self._ask("mixing", place | {"kind": kind, "level": level})
            self._ask("mixing/matrix", place | {"kind": kind})
        self._ask("mixing/attention", place)
        self._ask("mixing/entry", place | {"head": 0, "query": 0, "key": 0})
        self._ask("activation", place)
        self._ask("ablation", place | {"part": "whole"})
        if point["stage"] and point["depth"] < 0.5:
            self._get("receptive-field", {"model": self.model, "point": point["name"]})

    def _of_module(self, name: str) -> None:
        place = {"sample": "cat", "model": self.model, "point": name, "row": 0, "column": 1, "channel": 0}
        for level in LEVELS:
            self._ask("mixing", place | {"level": level})
        for call in ("activation", "mixing/matrix", "ablation", "gates/entry"):
            self._ask(call, place | {"kind": "attention", "part": "whole"})
        self._get("dense", {"model": self.model, "point": name})
        self._ask("trace.npz", {"sample": "cat", "models": self.model, "inner": f"{self.model}/{name}"})

    def _ask(self, call: str, query: dict[str, object]) -> None:
        self._see(call, query, self.client.post(f"/api/{call}", params=query))  # type: ignore[arg-type]

    def _get(self, call: str, query: dict[str, object]) -> None:
        self._see(call, query, self.client.get(f"/api/{call}", params=query))  # type: ignore[arg-type]

    def _see(self, call: str, query: dict[str, object], answer: Any) -> None:
        assert answer.status_code < 500, (call, query, answer.text)
        if answer.status_code >= 400:
            assert answer.json()["detail"].endswith("."), (call, query)
        elif "ndjson" in answer.headers["content-type"]:
            last = answer.text.strip().splitlines()[-1]
            assert '"done"' not in last, (call, query, last)
        self.found[answer.status_code] += 1
