"""A scene over HTTP and the socket: every call that names a picture takes two patterns and a transform, or says why not."""

import io
import json
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from websockets.asyncio.client import ClientConnection

from tests.conftest import LiveServer
from tests.support import decoding
from tests.support.talking import message, session

SCENE = {"sample": "one", "dx": -6, "sample2": "seven", "dx2": 6, "dy2": -1, "transform": "patches:4:7"}
MODEL = "digits-vit"


def received(client: TestClient, **query: Any) -> np.ndarray:
    """What the model gets, with MNIST's normalisation undone."""
    archive = np.load(io.BytesIO(client.post("/api/trace.npz", params={"models": MODEL, **query}).content))
    found: np.ndarray = archive[f"{MODEL}/input"] * np.float32(0.3081) + np.float32(0.1307)
    return found


def test_a_scene_is_its_patterns_moved_one_over_the_other_then_transformed(client: TestClient) -> None:
    one, seven = received(client, sample="one", dx=-6), received(client, sample="seven", dx=6, dy=-1)
    together = np.where(seven > 1e-6, seven, one)
    plain = received(client, **SCENE | {"transform": ""})
    np.testing.assert_allclose(plain, together, atol=1e-6)
    order = np.random.RandomState(7).permutation(49)
    cells = [together[:, 4 * (p // 7) : 4 * (p // 7) + 4, 4 * (p % 7) : 4 * (p % 7) + 4] for p in order]
    shuffled = np.concatenate([np.concatenate(cells[7 * row : 7 * row + 7], axis=2) for row in range(7)], axis=1)
    np.testing.assert_allclose(received(client, **SCENE), shuffled, atol=1e-6)
    assert np.array_equal(received(client, **SCENE | {"transform": "patches:4:7,patches:4:-7"}), plain)
    halves = received(client, sample="seven", cut="0,0,14,28", cut2="14,0,14,28")
    assert np.array_equal(halves, received(client, sample="seven"))


def test_every_call_that_names_a_picture_takes_the_scene(client: TestClient) -> None:
    calls: dict[str, dict[str, Any]] = {
        "/api/trace": {"models": MODEL},
        "/api/trace.npz": {"models": MODEL},
        "/api/frame": {"models": MODEL},
        "/api/activation": {"model": MODEL, "point": "blocks.0"},
        "/api/mixing": {"model": MODEL, "point": "blocks.0", "token": 3, "kind": "attention"},
        "/api/mixing/row": {"model": MODEL, "point": "blocks.0", "token": 3},
        "/api/mixing/entry": {"model": MODEL, "point": "blocks.0", "head": 0, "query": 1, "key": 2},
        "/api/mixing/attention": {"model": MODEL, "point": "blocks.0"},
        "/api/mixing/matrix": {"model": MODEL, "point": "blocks.0", "kind": "attention"},
        "/api/mixing.npz": {"model": MODEL, "point": "blocks.0", "kind": "attention"},
        "/api/residual": {"model": MODEL},
        "/api/residual/maps": {"model": MODEL, "branch": "blocks.0"},
        "/api/residual/lesion": {"model": MODEL},
        "/api/residual/gradients": {"model": MODEL},
        "/api/residual/paths": {"model": MODEL},
        "/api/gates/entry": {"model": "digits-se-resnet-20", "point": "layer1.0.se.gate", "channel": 0},
        "/api/granted": {"models": MODEL, "switch": "turn:90"},
        "/api/attribution": {"model": MODEL, "methods": "input"},
        "/api/attribution.npz": {"model": MODEL, "methods": "input"},
        **{
            f"/api/{check}{form}": {"model": MODEL, "methods": "input"}
            for check in ("deletion", "randomised")
            for form in ("", ".npz")
        },
        **{
            f"/api/ablation{form}": {"model": MODEL, "point": "blocks.0", "part": "head", "index": 0}
            for form in ("", ".npz", "/sweep", "/sweep.npz")
        },
        **{f"/api/early-reading{form}": {"model": MODEL} for form in ("", ".npz")},
        **{f"/api/likeness{form}": {"model": MODEL, "row": 9, "column": 9} for form in ("", ".npz")},
        "/api/likeness/directions": {"model": MODEL},
        "/api/symmetries": {"model": MODEL},
        "/api/together": {"models": MODEL, "cut2": "0,0,28,28"},
        "/api/reading": {"model": "digits-rnn"},
        "/api/reading/reach": {"model": "digits-rnn"},
        "/api/shift-map": {"models": MODEL, "extent": 1},
    }
    takes = {
        path for path, methods in client.get("/openapi.json").json()["paths"].items()
        if any(one["name"] == "dx" for one in methods.get("post", {}).get("parameters", ()))
    }  # fmt: skip
    assert takes == set(calls)
    for call, query in calls.items():
        alone = client.post(call, params={"sample": "one", "dx": -6, **query})
        scene = client.post(call, params=SCENE | query)
        assert (alone.status_code, scene.status_code) == (200, 200), f"{call}: {scene.text}"
        assert scene.content != alone.content, call


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"dx2": 3}, "dx2, dy2 and fit2 are of a second pattern: name it"),
        ({"sample2": "one", "picture2": "0" * 64}, "Name one second pattern"),
        ({"sample2": "one", "dy2": 29}, "dy2 must be a whole number from -28 to 28"),
        ({"sample2": "nobody"}, "There is no sample of that name"),
        ({"cut": "1,2"}, "A cut is left,top,width,height"),
        ({"transform": "melt"}, "There is no transform 'melt'"),
        ({"transform": "patches:5:1"}, "Patches of 5 px do not fill 28 x 28 px"),
    ],
)
def test_what_is_no_scene_is_refused_alike_over_http_and_on_the_socket(
    live_server: LiveServer, client: TestClient, query: dict[str, Any], says: str
) -> None:
    async def told(socket: ClientConnection) -> dict[str, Any]:
        await socket.send(message(4, **query))
        answer: dict[str, Any] = json.loads(await socket.recv())
        await socket.send(message(5))
        assert decoding.decode_frame(await socket.recv())[0]["seq"] == 5
        return answer

    answer = session(live_server, told)
    over_http = client.post("/api/frame", params={"sample": "seven", "models": "digits-mlp", **query}).json()
    assert answer == {"seq": 4, "problem": over_http}
    assert over_http["detail"].startswith(says)


def test_a_frame_compares_with_the_pinned_scene(live_server: LiveServer) -> None:
    def changes(header: dict[str, Any]) -> list[tuple[float, float | None]]:
        return [(stage["change"]["invariance"], stage["change"]["equivariance"]) for stage in header["models"][0]["stages"]]

    async def frames(socket: ClientConnection) -> list[dict[str, Any]]:
        found = []
        pair = {"models": ["digits-circular"], "edge": "wrap", "sample2": "one"}
        for seq, scene in enumerate((
            {"dx": 4, "dy": 0, "dx2": 18, "dy2": 0, "reference2": [14, 0]},  # both moved alike
            {"dx": 4, "dx2": 14, "reference2": [14, 0]},  # one of them alone
            {"dx2": 14, "reference2": [14, 0], "transform": "turn:180"},
            {"dx2": 14, "reference2": [14, 0], "transform": "turn:180", "rtransform": "turn:180"},
        )):  # fmt: skip
            await socket.send(message(seq, **pair | scene))
            header, _ = decoding.decode_frame(await socket.recv())
            found.append(header)
        return found

    together, one, turned, pinned = session(live_server, frames)
    assert together["second"] == [18, 0]
    assert (pinned["transform"], pinned["rtransform"], pinned["reference2"]) == ("turn:180", "turn:180", [14, 0])
    assert max(undone for _, undone in changes(together)[:3] if undone is not None) < 1e-5
    assert all(undone is None for header in (one, turned, pinned) for _, undone in changes(header))
    assert all(change > 0 for change, _ in changes(one) + changes(turned))
    assert all(change == 0 for change, _ in changes(pinned))
