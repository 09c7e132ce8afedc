"""Assembly: settings and models in, the whole application out."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import torch
from fastapi import FastAPI

from .catalog.catalog import Catalog
from .catalog.compiling import compiling
from .catalog.devices import placing
from .catalog.own.hosted import Hosted
from .catalog.own.source import own_models
from .catalog.timm_models import open_folder
from .core.settings import Settings, from_environment
from .images.samples import sample_images
from .web import api_docs, assets, live, middleware, own_forward, pages, problem_handlers, room_socket
from .web.engine import ByEngine, Engine, Here
from .web.routes import ROUTERS
from .web.state import AppState

PLAIN: dict[str, Any] = {"docs_url": None, "redoc_url": None, "redirect_slashes": False}
"""A redirect of the framework's names a host and path of its own, which a proxy's readers do not have."""

SWITCH = 0.0005
"""Seconds after which a thread that waits for Python's lock gets it, a tenth of Python's own: a worker that comes back from a
compiled pass would wait for the other's next one (with 100 people: 347, then 389 frames a second; later 399, then 412)."""

LAST_MODEL_SECONDS = 1
"""How long a server that stops waits for models that are still being loaded at its start."""


def create_app(
    settings: Settings | None = None, catalog: Catalog | None = None, engine: Callable[[AppState], Engine] = Here
) -> FastAPI:
    """The whole application. `catalog`: other models than the repository's, for tests. `engine`: where models run."""
    settings = settings or from_environment()
    app = FastAPI(title="Mixscope", version=pages.version(), lifespan=_life, servers=[{"url": "./"}], **PLAIN)
    shared = app.state.shared = AppState(
        settings,
        catalog
        or Catalog(
            settings.default_models,
            sample_images,
            memory=settings.model_memory_bytes,
            precision=settings.precision,
            open_folder=open_folder,
            compiling=placing(settings, compiling(settings)),
        ),
        engine,
    )
    if catalog is None:
        shared.offer_models()
    for name, own in own_models(settings.model).items():
        shared.catalog.add(name, Hosted(name, own, settings) if own.has_code else own)
    problem_handlers.install(app)
    app.add_middleware(own_forward.Forward, shared=shared)  # behind all that middleware.install puts before the routes
    app.add_middleware(ByEngine, shared=shared)
    middleware.install(app, settings)
    for router in (*ROUTERS, live.router, room_socket.router, pages.router, assets.router, api_docs.router):
        app.include_router(router)
    app.mount("/static", assets.Static(directory=assets.ROOT / "static"))
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    shared: AppState = app.state.shared
    _build_routes(app)
    torch.set_num_threads(1)
    sys.setswitchinterval(SWITCH)
    shared.pool.start()
    loading = threading.Thread(target=shared.engine.load, name="loading", daemon=True)
    loading.start()
    try:
        yield
    finally:
        await asyncio.to_thread(loading.join, LAST_MODEL_SECONDS)
        await asyncio.to_thread(shared.catalog.close)
        await asyncio.to_thread(shared.downloads.close)
        await shared.rooms.close()
        await asyncio.to_thread(shared.pool.stop)


def _build_routes(app: FastAPI) -> None:
    """FastAPI builds an included router when a call first looks for its route there: up to two seconds on a busy machine in
    which nobody else is answered. This call finds none, so all are built."""
    nowhere = {"type": "http", "method": "GET", "path": "/nowhere", "root_path": "", "headers": [], "query_string": b""}
    for route in app.routes:
        route.matches(nowhere)
