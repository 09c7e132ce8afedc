"""Runs the server: python -m app. Prints the address and opens a browser where there is one (MIXSCOPE_BROWSER=0: not)."""

import argparse
import contextlib
import io
import os

# Before torch is imported: waiting threads that spin starve everything else on a small machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

import segno
import uvicorn
from pydantic import ValidationError

from .catalog.catalog import Catalog
from .catalog.devices import NoSuchDevice
from .core.settings import Settings, from_environment
from .main import create_app
from .web.adding import announcement
from .web.addresses import base_of, only_here
from .web.connections import network
from .web.engine import Engine, Here
from .web.log_lines import keep_few
from .web.problem_handlers import fault_sentence
from .web.state import AppState

LAST_ANSWERS = 3
"""Of the seconds that a server has to stop, how many are left when calls that still run are answered that it stops."""


class Server(uvicorn.Server):
    """Tells those who wait that it stops, before it cuts them off."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        shared: AppState = cast(Any, self.config.app).state.shared
        shared.pool.end(max(0, shared.settings.graceful_stop_seconds - LAST_ANSWERS))
        await super().shutdown(sockets)


class Announcing(Server):
    """Says where it is as soon as it is there."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started or not self.servers:
            return
        port = self.servers[0].sockets[0].getsockname()[1]
        host = self.config.host if self.config.host not in ("0.0.0.0", "::") else "localhost"
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        print(f"Mixscope is at {address}  (Ctrl+C stops it)", flush=True)
        print(invitation(from_environment(), f"http://localhost:{port}"), end="", flush=True)
        shared: AppState = cast(Any, self.config.app).state.shared
        print(announcement(shared.settings, shared.add_secret), end="", flush=True)
        if has_screen():
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def invitation(settings: Settings, seen: str) -> str:
    """What a class types, and a QR code of it; "" where nobody else can come in. `seen`: its address on this machine."""
    base = base_of(settings, seen)
    if only_here(urlsplit(base).hostname or ""):
        return ""
    picture = io.StringIO()
    segno.make(f"{base}/").terminal(picture, compact=True)
    return f"Others find it at {base}/  (a room for a class: {base}/room)\n{picture.getvalue()}"


def has_screen() -> bool:
    """Whether a browser can be opened where a person sees it."""
    if os.environ.get("MIXSCOPE_BROWSER", "1") in ("0", "no", "false") or os.environ.get("CI"):
        return False
    if not sys.stdout.isatty():
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def configuration(
    settings: Settings, catalog: Catalog | None = None, engine: Callable[[AppState], Engine] = Here
) -> uvicorn.Config:
    """How uvicorn runs the app, here and in tests and benchmarks. `catalog` and `engine` as in `create_app`."""
    made = uvicorn.Config(
        create_app(settings, catalog, engine),
        host=settings.host,
        port=settings.port,
        **network(settings),
        timeout_graceful_shutdown=settings.graceful_stop_seconds,
        server_header=False,
        access_log=False,
        log_level="warning",
    )
    keep_few()
    return made


def main() -> None:
    argparse.ArgumentParser(
        prog="python -m app", description="Runs the server. Settings are environment variables: MIXSCOPE_PORT, … (README.md)."
    ).parse_args()
    try:
        settings = from_environment()
    except ValidationError as error:
        raise SystemExit("\n".join(str(fault_sentence(dict(fault))) for fault in error.errors())) from None
    if settings.engine == "ray":
        from .cluster.run import run  # late: an extra, which the default installation has not

        run(settings, serve)
    else:
        serve(settings)


def serve(settings: Settings, engine: Callable[[AppState], Engine] = Here) -> None:
    """People, in this process, until it is stopped."""
    try:
        made = configuration(settings, engine=engine)
    except NoSuchDevice as error:
        raise SystemExit(str(error)) from None
    with contextlib.suppress(KeyboardInterrupt):
        Announcing(made).run()


if __name__ == "__main__":
    main()
