"""A hub on loopback that behaves, and misbehaves, as tests ask: the HTTP interface that app/catalog/hub/client.py uses.

Addresses as on the real one: HEAD and GET of /{repo}/resolve/{revision}/{file} answer with size and hash and redirect to the
bytes, which another host name (localhost beside 127.0.0.1) serves with ranges.
"""

import asyncio
import contextlib
import hashlib
import json
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from safetensors.numpy import save
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.conftest import wait_until

COMMIT = "c0ffee" * 6 + "c0ff"
PIECE = 1 << 14

Faulty = Callable[["StubHub", Request], Response | None]


def config(architecture: str) -> bytes:
    return json.dumps({"architecture": architecture, "num_classes": 1000, "pretrained_cfg": {}}).encode()


def weights(count: int = 40_000, seed: int = 0) -> bytes:
    """A safetensors file of `count` float32 numbers: 160 KB, ten pieces."""
    return save({"head.weight": np.random.default_rng(seed).standard_normal((count // 10, 10)).astype(np.float32)})


def checkpoint(architecture: str, **arguments: Any) -> tuple[bytes, bytes]:
    """Weights and config of a real timm model with random weights, made small by `arguments`, as timm itself saves them."""
    import timm
    import torch
    from timm.models import save_for_hf

    torch.manual_seed(0)
    model = timm.create_model(architecture, pretrained=False, **arguments)
    with tempfile.TemporaryDirectory() as folder:
        save_for_hf(model, folder, model_args=arguments, safe_serialization=True)
        return (Path(folder) / "model.safetensors").read_bytes(), (Path(folder) / "config.json").read_bytes()


@dataclass
class StubHub:
    """`files`: "timm/name.tag" -> file -> bytes. `answer`: may answer in place of the stub. `asked`: "GET range path".

    `hashes`, `sizes`: what is announced in place of the truth. `gate`: when cleared, the bytes stop after `before_gate`.
    `cut`: so many connections break after half of what they were to send.
    """

    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    answer: Faulty | None = None
    asked: list[str] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    before_gate: int = PIECE
    cut: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def offer(self, repo: str, weights: bytes, config: bytes) -> None:
        self.files[repo] = {"config.json": config, "model.safetensors": weights}

    def gets(self, file: str = "model.safetensors") -> list[str]:
        return [call for call in self.asked if call.startswith("GET") and "/cdn/" in call and call.endswith(file)]

    async def resolve(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.url.path}")
        if self.answer and (answer := self.answer(self, request)):
            return answer
        repo, file = "{owner}/{name}".format(**request.path_params), request.path_params["file"]
        data = self.files.get(repo, {}).get(file)
        if data is None:
            return PlainTextResponse("Entry not found", 404, {"X-Error-Code": "EntryNotFound"})
        small = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        if file == "config.json":  # small files come from the hub itself, by a second address that tells less
            headers = {"X-Repo-Commit": COMMIT, "X-Linked-Size": str(len(data)), "X-Linked-Etag": f'"{small}"'}
            return RedirectResponse(f"/cache/{repo}/{file}", 307, headers)
        headers = {
            "ETag": '"something else"', "X-Repo-Commit": COMMIT,
            "X-Linked-Size": str(self.sizes.get(repo, len(data))),
            "X-Linked-Etag": f'"{self.hashes.get(repo, hashlib.sha256(data).hexdigest())}"',
        }  # fmt: skip
        return RedirectResponse(f"http://localhost:{self.port}/cdn/{repo}/{file}", 302, headers)

    async def cache(self, request: Request) -> Response:
        repo, file = "{owner}/{name}".format(**request.path_params), request.path_params["file"]
        return Response(self.files[repo][file], headers={"ETag": 'W/"something else"'}, media_type="application/json")

    async def bytes(self, request: Request) -> Response:
        wanted = request.headers.get("range", "")
        self.asked.append(f"{request.method} {wanted} {request.url.path}")
        data = self.files["{owner}/{name}".format(**request.path_params)][request.path_params["file"]]
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        headers = {"Content-Length": str(len(data) - start)}
        if wanted:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return StreamingResponse(self.pieces(data[start:]), 206 if wanted else 200, headers, "application/octet-stream")

    async def pieces(self, data: bytes) -> AsyncIterator[bytes]:
        cut, self.cut = self.cut > 0, max(0, self.cut - 1)
        for at in range(0, len(data), PIECE):
            if cut and at >= len(data) // 2:
                raise ConnectionAbortedError("the stub cuts the connection")
            while at >= self.before_gate and not self.gate.is_set():
                await asyncio.sleep(0.005)
            yield data[at : at + PIECE]


@contextlib.contextmanager
def stub_hub() -> Iterator[StubHub]:
    """The stub, running; its gate is open."""
    hub = StubHub()
    hub.gate.set()
    routes = [
        Route("/{owner}/{name}/resolve/{revision}/{file}", hub.resolve, methods=["GET", "HEAD"]),
        Route("/cache/{owner}/{name}/{file}", hub.cache, methods=["GET", "HEAD"]),
        Route("/cdn/{owner}/{name}/{file}", hub.bytes),
    ]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=0, log_level="critical", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    hub.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield hub
    finally:
        hub.gate.set()
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
