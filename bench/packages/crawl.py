"""Every HTTP call that is about a model, asked about each of its stages: what each answers, and each refusal's sentence."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
import numpy as np
from fastapi.testclient import TestClient

from app.frames.codec import DTYPES, opened

SAMPLE = "cat"
KINDS = ("share", "attention", "contribution", "rollout", "effective", "weights")
LEVELS = ("operator", "block", "input")
PARTS = ("channel", "unit", "position", "head", "branch")
PLACE = {"row": 0, "column": 1}
Thing = TypeVar("Thing")
Query = dict[str, Any]
Question = tuple[str, str, Query]

ELSEWHERE = {
    "/api/models", "/api/downloads", "/api/models/{name}/download", "/api/added", "/api/added/{name}", "/api/samples",
    "/api/samples/{name}.png", "/api/pictures", "/api/pictures/{id}.png", "/api/scaling", "/api/scaling/trained",
    "/api/lineage",
    "/api/rooms", "/api/rooms/{code}", "/api/pairs", "/api/studies/data", "/api/studies/shuffled", "/api/studies/depth",
    "/api/ticket",
}  # fmt: skip
"""Calls that are about no one model."""


@dataclass
class Answers:
    """`refusals`: (status, key of the sentence) -> the sentence, and the first call that got it. `faults`: what answered 5xx,
    or broke off."""

    calls: int = 0
    refusals: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    def note(self, path: str, query: Query, status: int, told: Mapping[str, Any]) -> None:
        rest = "&".join(f"{key}={value}" for key, value in query.items() if key not in ("sample", "model", "models"))
        what = f"{path}?{rest}"
        if status >= 500 or (status >= 400 and not str(told.get("detail", "")).endswith((".", "?"))):
            self.faults.append(f"{status} {what}: {told.get('detail')}")
        elif status >= 400:
            self.refusals.setdefault((status, str(told.get("reason"))), (str(told["detail"]), what))


MOST = 14
"""Stages and maps of a model that every call is asked about; of more, so many, the first and the last among them."""


def spread(things: Sequence[Thing]) -> list[Thing]:
    if len(things) <= MOST:
        return list(things)
    return [things[round(number * (len(things) - 1) / (MOST - 1))] for number in range(MOST)]


class Crawler:
    def __init__(self, client: TestClient, name: str) -> None:
        self.client, self.name, self.found = client, name, Answers()

    def ask(self, method: str, path: str, query: Query) -> httpx.Response | None:
        """The answer; None where the call broke off."""
        self.found.calls += 1
        self.found.paths.add(path)
        try:
            answer = self.client.request(method, path, params=query)
        except Exception as error:  # the table says so
            self.found.faults.append(f"{path} {query} broke off: {type(error).__name__}: {error}")
            return None
        kind = answer.headers.get("content-type", "")
        if "problem+json" in kind or answer.status_code >= 400:
            self.found.note(path, query, answer.status_code, answer.json() if "json" in kind else {"detail": answer.text})
        elif "ndjson" in kind:
            self._last_line(path, query, answer.text)
        return answer

    def _last_line(self, path: str, query: Query, text: str) -> None:
        last = json.loads(text.splitlines()[-1]) if text.strip() else {}
        if problem := last.get("problem"):
            self.found.note(path, query, problem["status"], problem)
        elif set(last) <= {"done", "of"}:
            self.found.faults.append(f"{path} {query} ended without an answer: {text[-80:]}")

    def crawl(self, document: Mapping[str, Any], about: list[str]) -> Answers:
        """`about`: the calls that the server describes. Each that is about a model is asked."""
        for question in self._of_model(document):
            self.ask(*question)
        for number, point in enumerate(spread(document["points"])):
            for question in self._of_point(point, files=number == 0):
                self.ask(*question)
        branches = self._json("POST", "/api/residual", {}).get("parts") or [{"name": "there is no such one"}]
        for branch in spread(branches):
            self.ask("POST", "/api/residual/maps", self._scene(branch=branch["name"]))
            self.ask("POST", "/api/residual/lesion", self._scene(off=branch["name"]))
        if missing := set(about) - self.found.paths - ELSEWHERE:
            self.found.faults.append(f"not asked: {sorted(missing)}")
        return self.found

    def array(self, point: str) -> np.ndarray | None:
        """A stage's or an attention map's exact values, as the page gets them."""
        answer = self.ask("POST", "/api/activation", self._scene(point=point))
        if answer is None or answer.status_code != 200:
            return None
        header, body = opened(answer.content)
        return np.frombuffer(body, DTYPES[header["dtype"]], int(np.prod(header["shape"])), header["at"]).reshape(
            header["shape"]
        )

    def picture(self) -> np.ndarray:
        """What the model received, (channel, row, column)."""
        answer = self.ask("POST", "/api/trace.npz", {"sample": SAMPLE, "models": self.name})
        assert answer is not None
        return np.load(io.BytesIO(answer.content))[f"{self.name}/input"]

    def _scene(self, **query: Any) -> Query:
        return {"sample": SAMPLE, "model": self.name, **query}

    def _json(self, method: str, path: str, query: Query) -> dict[str, Any]:
        answer = self.ask(method, path, self._scene(**query))
        found: dict[str, Any] = answer.json() if answer is not None and answer.status_code == 200 else {}
        return found

    def _of_model(self, document: Mapping[str, Any]) -> Iterator[Question]:
        """Calls about the whole model."""
        several: Query = {"sample": SAMPLE, "models": self.name}
        yield "GET", "/api/models/{name}".replace("{name}", self.name), {}
        self.found.paths.add("/api/models/{name}")
        yield "GET", "/api/pattern", {"sample": SAMPLE, "tier": "own", "model": self.name}
        yield "POST", "/api/trace", several
        yield "POST", "/api/trace.npz", several
        yield "POST", "/api/frame", several | {"stages": [f"{self.name}/{point['name']}" for point in document["points"]]}
        yield "POST", "/api/shift-map", several | {"extent": 1}
        yield "POST", "/api/together", several | {"cut": "0,0,16,16", "cut2": "16,16,16,16"}
        yield "POST", "/api/granted", several | {"switch": "mirror:0"}
        for path in ("mixing/toeplitz", "receptive-field/squares", "gates"):
            yield "GET", f"/api/{path}", {"model": self.name}
        yield "GET", "/api/likeness/layers", {"model": self.name, "other": self.name}
        for path in ("residual/gradients", "residual/paths", "reading", "early-reading", "early-reading.npz", "symmetries"):
            yield "POST", f"/api/{path}", self._scene()
        yield "POST", "/api/residual/gradients", self._scene(when="initial")
        for path in ("attribution", "attribution.npz", "deletion", "deletion.npz", "randomised", "randomised.npz"):
            yield "POST", f"/api/{path}", self._scene()
        for path in ("likeness", "likeness.npz"):
            yield "POST", f"/api/{path}", self._scene(**PLACE)
        for picture in document["pictures"]:
            yield "GET", "/api/weights", {"model": self.name, "parameter": picture["parameter"]}
        yield "GET", "/api/weights", {"model": self.name, "parameter": "there is no such one"}

    def _of_point(self, point: Mapping[str, Any], files: bool) -> Iterator[Question]:
        """Calls about one stage, or one attention map. `files`: whether what comes as an archive is asked for, too."""
        at = {"point": point["name"]}
        place = PLACE if point["grid"] else {"token": 0} if "token" in point["axes"] else {"unit": 0}
        for kind in KINDS:
            for level in LEVELS if kind == "share" else LEVELS[:1]:
                yield "POST", "/api/mixing", self._scene(**at, **place, kind=kind, level=level)
            yield "POST", "/api/mixing/matrix", self._scene(**at, kind=kind)
        yield "POST", "/api/mixing/attention", self._scene(**at)
        yield "POST", "/api/mixing/entry", self._scene(**at, head=0, query=0, key=0)
        yield "POST", "/api/gates/entry", self._scene(**at, channel=0)
        yield "GET", "/api/dense", {"model": self.name, **at}
        for when in ("trained", "initial"):
            yield "GET", "/api/receptive-field", {"model": self.name, **at, "when": when}
        for part in PARTS:
            yield "POST", "/api/ablation", self._scene(**at, part=part, index=0)
        if point["shape"][0] <= 64:
            yield "POST", "/api/ablation/sweep", self._scene(**at, part="channel")
        if files:
            yield "POST", "/api/mixing.npz", self._scene(**at, kind="attention")
            yield "POST", "/api/ablation.npz", self._scene(**at, part="channel", index=0)
            yield "POST", "/api/ablation/sweep.npz", self._scene(**at, part="channel")
