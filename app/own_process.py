"""What runs in the process of an own model: the same application with this one model, for the server that began it.

The server says in one line of JSON on the standard input what to open and where to listen; its end is this process's end.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import contextlib
import json
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

import uvicorn

from .catalog.catalog import Catalog
from .catalog.devices import placing
from .catalog.own.deadline import PASSES
from .catalog.own.process import ADDRESS, LAST, SOCKET
from .catalog.own.source import Own
from .core.settings import Settings
from .images.samples import sample_images
from .main import create_app
from .web import own_child
from .web.connections import protocols

LOOPBACK = sys.platform == "win32"
"""Whether it listens on the loopback, for want of sockets that are files."""


def main() -> None:
    line = _server()
    told = json.loads(line.readline())
    folder = Path(told["folder"])
    threading.Thread(target=_end_with, args=(line, folder), name="server", daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server
    settings = own_settings(told["settings"], told["name"])
    _bound_memory(settings.own_memory_bytes)
    PASSES.set(settings.own_pass_seconds, (folder / LAST).open("w"))
    app = create_app(settings, catalog_of(told["name"], told["where"], settings))
    own_child.install(app, told["secret"])
    config = uvicorn.Config(
        app, **protocols(settings), server_header=False, access_log=False, log_level="warning", timeout_graceful_shutdown=0
    )
    uvicorn.Server(config).run(sockets=[_listening(folder)])


def _server() -> BinaryIO:
    """The pipe from the server. Somebody's code that reads the standard input finds nothing there."""
    line = os.fdopen(os.dup(0), "rb")
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    return line


def _end_with(line: BinaryIO, folder: Path) -> None:
    """With the server, however that ended, and without traces."""
    while line.read(1):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def own_settings(told: dict[str, Any], name: str) -> Settings:
    """The server's, without what is the server's alone: other models, rooms for classes, downloads, who may come in."""
    alone = {
        "model": (),
        "default_models": (name,),
        "redis_url": "",
        "pictures_redis_url": "",
        "public_url": "",
        "downloads": "off",
    }
    return Settings(**told | alone | {"add_models": False, "allowed_hosts": ("localhost", "127.0.0.1"), "allowed_origins": ()})


def catalog_of(name: str, where: str, settings: Settings) -> Catalog:
    catalog = Catalog(
        (),
        sample_images,
        entries={},
        unlisted={},
        memory=settings.model_memory_bytes,
        precision=settings.precision,
        compiling=placing(settings),
    )
    catalog.add(name, Own(where))
    return catalog


def _bound_memory(most: int) -> None:
    """Beyond it, the code gets a MemoryError; and where the machine has no memory left, this process ends before others. A
    crash writes no memory to the disk."""
    if sys.platform != "linux":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _listening(folder: Path) -> socket.socket:
    """Said to the server by a file that is there as soon as it holds the port; an empty one where there is none."""
    if not LOOPBACK:
        made, port = socket.socket(socket.AF_UNIX), ""
        made.bind(str(folder / SOCKET))
    else:
        made = socket.socket()
        made.bind(("127.0.0.1", 0))
        port = str(made.getsockname()[1])
    made.listen(64)
    (folder / f"{ADDRESS}.new").write_text(port, encoding="ascii")
    (folder / f"{ADDRESS}.new").rename(folder / ADDRESS)
    return made
