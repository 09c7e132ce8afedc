"""Assembly only."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import torch
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from models.spec.entry import Input

from .catalog.catalog import Catalog
from .catalog.custom_model import own_models
from .core import errors, metrics
from .core.settings import Settings, from_environment
from .images import samples
from .images.preprocess import prepare
from .web import api_docs, families, live, middleware, pages
from .web.routes import activations, blocks, downloads, lineage, mixing, receptive_fields, residual
from .web.state import Server


def create_app(settings: Settings | None = None, catalog: Catalog | None = None) -> FastAPI:
    """The whole application. `catalog`: other models than the repository's, for tests."""
    settings = settings or from_environment()
    app = FastAPI(title="Mixscope", version=pages.version(), lifespan=_life, docs_url=None, redoc_url=None)
    shared = app.state.server = Server(
        settings,
        catalog
        or Catalog(settings.default_models, sample_images, memory=settings.model_memory_bytes, precision=settings.precision),
    )
    if catalog is None:
        shared.offer_models()
    for name, own in own_models(settings.model).items():
        shared.catalog.add(name, own)
    errors.install(app)
    app.add_middleware(Compress, minimum_size=1024)
    middleware.install(app, settings)
    app.add_middleware(metrics.Count)
    for router in (
        activations.probes,
        activations.api,
        downloads.router,
        mixing.router,
        receptive_fields.router,
        residual.router,
        blocks.router,
        lineage.router,
        live.router,
        pages.router,
        families.router,
        api_docs.router,
    ):
        app.include_router(router)
    app.mount("/static", pages.Static(directory=pages.ROOT / "static"))
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    shared: Server = app.state.server
    torch.set_num_threads(1)
    shared.engine.start()
    loading = asyncio.get_running_loop().run_in_executor(None, _load, shared.catalog)
    try:
        yield
    finally:
        await loading
        await asyncio.to_thread(shared.downloads.close)
        await asyncio.to_thread(shared.engine.stop)


def _load(catalog: Catalog) -> None:
    catalog.load_defaults()
    # Models and modules stay for good. Without this the collector walks through all of them during every few frames.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


class Compress(GZipMiddleware):
    """Compresses text. Frames, archives and pictures do not shrink enough to be worth the time."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if path in UNCOMPRESSED or path.startswith("/plotly-"):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


UNCOMPRESSED = {
    "/api/frame",
    "/api/activation",
    "/api/weights",
    "/api/trace.npz",
    "/api/shift-map",
    "/api/receptive-field",
    "/api/mixing/attention",
    "/api/mixing/matrix",
    "/api/residual/maps",
    "/api/mixing.npz",
}


def sample_images(tier: str, input: Input) -> list[torch.Tensor]:
    """The samples of that input's kind as images for it, for the cosine's baselines."""
    pictures = [samples.picture(sample.name) for sample in samples.SAMPLES.values() if sample.fit == input.fit]
    return [torch.from_numpy(prepare(picture, input, "auto").image) for picture in pictures]
