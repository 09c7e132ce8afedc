"""Rows with parts switched off, over the socket, over HTTP and in a room: the numbers are those of `POST /api/ablation`."""

import asyncio
import io
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from websockets.asyncio.client import ClientConnection, connect

from models.registry import load
from tests.app.web.test_room_socket import room_of, run, seat
from tests.conftest import LiveServer
from tests.support import decoding
from tests.support.talking import message, session

HEAD = "digits-vit/blocks.3:head.2.zero"
CHANNEL = "digits-cnn/act4:channel.3-7.of-two"
ASKED = {"sample": "seven", "dx": 3, "model": "digits-vit", "point": "blocks.3", "part": "head", "index": 2}


def logits(model: dict[str, Any], of: str = "predictions") -> dict[int, float]:
    return {one["index"]: one["logit"] for one in model[of]}


def answered(socket_answer: str | bytes) -> dict[str, dict[str, Any]]:
    assert isinstance(socket_answer, bytes), socket_answer
    return {model["id"]: model for model in decoding.decode_frame(socket_answer)[0]["models"]}


def test_a_head_off_over_the_socket_is_the_calls_answer_and_a_passes(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> Any:
        await socket.send(message(1, models=["digits-vit", "digits-cnn"], dx=3, off=[HEAD, CHANNEL]))
        return await socket.recv()

    rows = answered(session(live_server, scenario))
    called = httpx.post(f"{live_server.url}/api/ablation", params=ASKED).json()
    assert rows["digits-vit"]["off"] == [HEAD]
    assert logits(rows["digits-vit"]) == {one["index"]: one["logit"] for one in called["after"]["predictions"]}
    before = {one["index"]: one["logit"] for one in called["before"]["predictions"]}
    assert logits(rows["digits-vit"], "untouched") == pytest.approx(before, abs=1e-3)

    channel = {"sample": "seven", "dx": 3, "model": "digits-cnn", "point": "act4", "part": "channel", "index": [3, 4, 5, 6, 7]}
    sample = {"value": "sample", "source": "two"}
    called = httpx.post(f"{live_server.url}/api/ablation", params=channel | sample).json()
    assert logits(rows["digits-cnn"]) == {one["index"]: one["logit"] for one in called["after"]["predictions"]}

    archive = httpx.post(f"{live_server.url}/api/trace.npz", params={"sample": "seven", "dx": 3, "models": "digits-vit"})
    x = torch.from_numpy(np.load(io.BytesIO(archive.content))["digits-vit/input"])[None]
    model = load("digits-vit")
    width = model.blocks[3].attn.proj.in_features // 4

    def without(module: torch.nn.Module, inputs: tuple[torch.Tensor]) -> tuple[torch.Tensor]:
        heads = inputs[0].clone()
        heads[..., 2 * width : 3 * width] = 0
        return (heads,)

    model.blocks[3].attn.proj.register_forward_pre_hook(without)
    with torch.no_grad():
        expected = dict(enumerate(model(x)[0].tolist()))
    assert logits(rows["digits-vit"]) == pytest.approx(expected, abs=1e-4)


def test_a_frame_over_http_is_that_of_the_socket(live_server: LiveServer) -> None:
    query = {"sample": "seven", "models": ["digits-vit"], "off": [HEAD], "dx": 3}
    answer = answered(httpx.post(f"{live_server.url}/api/frame", params=query).content)["digits-vit"]
    assert answer["off"] == [HEAD]

    async def scenario(socket: ClientConnection) -> Any:
        await socket.send(message(1, models=["digits-vit"], off=[HEAD], dx=3))
        return await socket.recv()

    twin = answered(session(live_server, scenario))["digits-vit"]
    assert (answer["predictions"], answer["stages"]) == (twin["predictions"], twin["stages"])


def test_a_drag_is_followed_and_a_refusal_leaves_the_line_open(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> None:
        for seq, off in enumerate(["digits-vit/blocks.3:head.9.zero", "nonsense", "digits-cnn/act4:channel.64.zero"]):
            await socket.send(message(seq, models=["digits-vit", "digits-cnn"], off=[off]))
            refused = await socket.recv()
            assert isinstance(refused, str)
            assert f'"seq":{seq}' in refused
            assert '"status":422' in refused
        for seq in range(9, 15):
            await socket.send(message(seq, models=["digits-vit"], dx=seq - 9, off=[HEAD]))
        seen = []
        while 14 not in seen:
            header, _ = decoding.decode_frame(await socket.recv())
            assert header["models"][0]["off"] == [HEAD]
            seen.append(header["seq"])
        assert seen == sorted(seen)
        await socket.send(message(20, models=["digits-vit"]))
        assert "off" not in answered(await socket.recv())["digits-vit"]

    session(live_server, scenario)


def test_two_people_get_their_own_models(live_server: LiveServer) -> None:
    """One with a head off, one without, at the same places at the same time."""
    pairs: dict[tuple[int, bool], dict[int, float]] = {}

    async def person(off: list[str]) -> None:
        async with connect(live_server.socket, compression=None) as socket:
            for dx in range(8):
                await socket.send(message(dx, models=["digits-vit"], dx=dx, off=off))
                row = answered(await socket.recv())["digits-vit"]
                assert row.get("off", []) == off
                pairs.setdefault((dx, bool(off)), logits(row))
                assert logits(row) == pytest.approx(pairs[dx, bool(off)], abs=1e-3)

    async def all_of_them() -> None:
        async with asyncio.timeout(60):
            await asyncio.gather(*(person(off) for off in ([HEAD], []) for _ in range(3)))

    asyncio.run(all_of_them())
    for dx in range(8):
        assert max(abs(pairs[dx, True][i] - pairs[dx, False][i]) for i in range(10)) > 0.01


def test_followers_see_what_their_leader_has_switched_off(live_server: LiveServer) -> None:
    opened = room_of(live_server)

    async def scenario() -> None:
        code = opened["code"]
        async with seat(live_server, code, "leader-1", opened["lead"]) as leader, seat(live_server, code, "person-1") as one:
            await leader.hear(lambda told: told.get("people") == 1)
            asked = {"sample": "seven", "models": ["digits-vit"], "dx": 3, "reference": [0, 0], "off": [HEAD]}
            await leader.do("show", view=f"models=digits-vit&off={HEAD}&dx=3", frame=asked)
            [row] = (await one.hear(lambda told: "frame" in told))["frame"]["models"]
            assert row["off"] == [HEAD]
            called = await asyncio.to_thread(httpx.post, f"{live_server.url}/api/ablation", params=ASKED)
            assert logits(row) == {told["index"]: told["logit"] for told in called.json()["after"]["predictions"]}

    run(scenario)
