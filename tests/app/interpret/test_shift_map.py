"""The landscape over all moves equals frame after frame, and stops when nobody waits for it."""

import asyncio
import json
from typing import Any

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.core.errors import Problem
from app.core.sentence import Sentence
from app.frames.request import Position
from app.interpret.shift_map import ShiftMap
from app.web.state import AppState
from tests.conftest import LiveServer, wait_until
from tests.support import decoding


def lines(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.post("/api/shift-map", params={"sample": "seven"} | query)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.mark.parametrize(("edge", "models"), [("clip", ["digits-cnn", "digits-vit"]), ("wrap", ["digits-mlp", "digits-mixer"])])
def test_the_maps_equal_the_frames(client: TestClient, edge: str, models: list[str]) -> None:
    extent = 4
    *progress, last = lines(client, edge=edge, models=models, extent=extent)
    side = 2 * extent + 1
    assert [line["of"] for line in progress] == [2 * side**2] * len(progress)
    assert [line["done"] for line in progress] == sorted(line["done"] for line in progress)
    assert (progress[0]["done"], progress[-1]["done"]) == (0, 2 * side**2)
    assert [found["model"] for found in last["maps"]] == models
    for dx, dy in ((0, 0), (4, 0), (-4, 4), (1, -3), (2, 2)):
        query: dict[str, Any] = {"sample": "seven", "models": models, "edge": edge, "dx": dx, "dy": dy}
        header, _ = decoding.decode_frame(client.post("/api/frame", params=query).content)
        for found, model in zip(last["maps"], header["models"], strict=True):
            row, column = dy + extent, dx + extent
            shares = {one["index"]: one["probability"] for one in model["predictions"]}
            assert found["probability"][row][column] == pytest.approx(shares[found["class"]], rel=1e-3, abs=1e-6)
            assert [stage["name"] for stage in found["stages"]] == [stage["name"] for stage in model["stages"]]
            for stage, twin in zip(found["stages"], model["stages"], strict=True):
                for measure, expected in twin["change"].items():
                    value = stage[measure][row][column]
                    if expected is None:
                        assert value is None
                    else:
                        assert value == pytest.approx(expected, rel=1e-3, abs=2e-6)


def test_at_the_middle_nothing_has_changed(client: TestClient) -> None:
    found = lines(client, models="digits-cnn", extent=2)[-1]["maps"][0]
    for stage in found["stages"]:
        assert np.shape(stage["invariance"]) == (5, 5)
        assert stage["invariance"][2][2] == pytest.approx(0, abs=1e-5)
        assert stage["cosine"][2][2] == pytest.approx(1, abs=1e-5)


def test_who_asks_for_the_same_maps_finds_them(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = lines(client, models=["digits-cnn", "digits-mlp"], extent=3, dx=1)[-1]

    def fail(self: ShiftMap, model: str, moves: Any) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(ShiftMap, "_slice", fail)
    *progress, last = lines(client, models=["digits-mlp", "digits-cnn"], extent=3, dx=1)
    assert [one["model"] for one in last["maps"]] == ["digits-mlp", "digits-cnn"]
    assert last["maps"][::-1] == first["maps"]
    assert progress[-1] == {"done": 2 * 49, "of": 2 * 49}
    monkeypatch.undo()
    other = lines(client, models="digits-cnn", extent=3, dx=2)[-1]["maps"][0]
    assert other != first["maps"][0], "another place is another map"


def test_a_failure_in_the_middle_is_the_last_line(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: ShiftMap, model: str, moves: Any) -> None:
        raise Problem(503, "busy", "Busy", Sentence("again", "Try again."))

    monkeypatch.setattr(ShiftMap, "_slice", fail)
    assert lines(client, models="digits-mlp")[-1]["problem"]["type"] == "busy"
    monkeypatch.undo()
    assert "maps" in lines(client, models="digits-mlp", extent=1)[-1]  # the next one is not kept waiting


def test_leaving_stops_the_work(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    shared: AppState = client.app.state.shared  # type: ignore[attr-defined]
    slices = 0
    whole = ShiftMap._slice

    def count(self: ShiftMap, *arguments: Any) -> Any:
        nonlocal slices
        slices += 1
        return whole(self, *arguments)

    monkeypatch.setattr(ShiftMap, "_slice", count)

    async def leave() -> None:
        work = ShiftMap(shared.shift_maps, Position(shared.sample("seven")), ["digits-mlp"], 28)
        async for line in work.run():
            if line["done"]:
                break
        await asyncio.sleep(0)

    client.portal.call(leave)  # type: ignore[union-attr]
    assert slices < 20  # of 102
    assert "maps" in lines(client, models="digits-mlp", extent=1)[-1]


def test_a_client_that_hangs_up_does_not_hold_the_next_one_up(live_server: LiveServer) -> None:
    query = {"sample": "seven", "extent": "28"}
    with httpx.stream("POST", f"{live_server.url}/api/shift-map", params=query) as answer:
        next(answer.iter_lines())
    found: list[int] = []
    query["extent"] = "1"
    found.append(httpx.post(f"{live_server.url}/api/shift-map", params=query, timeout=60).status_code)
    wait_until(lambda: found == [200])
