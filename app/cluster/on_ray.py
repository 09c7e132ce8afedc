"""The one file that knows Ray: two deployments of Ray Serve, and how jobs reach the second.

Serve's own bounds are off unless they are set: each deployment says how much it takes at once and how much may wait.
"""

import contextlib
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial, partialmethod
from pathlib import Path
from typing import Any

import ray
import uvicorn
from fastapi import FastAPI
from ray import serve
from ray.exceptions import RayError, TaskCancelledError
from ray.serve import Application
from ray.serve.config import ProxyLocation
from ray.serve.exceptions import BackPressureError, DeploymentUnavailableError, ReplicaUnavailableError
from ray.serve.handle import DeploymentHandle

from ..core.settings import MIB, Settings, from_environment
from ..main import create_app
from ..web.connections import network
from .allowed import checked
from .elsewhere import Elsewhere
from .models_side import ModelsSide
from .replicas import Files, Full, Lost, Message

NAME = "mixscope"

MODEL_CALLS = 64
"""Calls that a replica of the models has under way: its own queue is bounded, too."""

MODELS_KEPT = 16
"""Names of models by which a replica is chosen before others; memory bounds what it holds (MIXSCOPE_MODEL_MEMORY_BYTES)."""

SOCKETS_BESIDE = 200
"""HTTP calls that a web replica takes beside its open sockets: an open socket is one call to Serve."""

OBJECT_STORE = 300 * MIB
"""Of a cluster of this machine's own: what travels is small, and read at once."""

ENVIRONMENT = {"RAY_SERVE_ENABLE_HA_PROXY": "1", "RAY_USAGE_STATS_ENABLED": "0"}
"""Of every process of the cluster. With Serve's own proxy a frame goes through one more Python process. On a
cluster that others have started, these belong into the environment of `ray start`."""

HEALTH = {"health_check_period_s": 5, "health_check_timeout_s": 15, "graceful_shutdown_timeout_s": 10}


class Models:
    """A replica that holds models."""

    async def __init__(self, settings: Settings) -> None:  # type: ignore[misc]
        self._side = ModelsSide(settings)
        await self._side.begin()

    async def frames(self, messages: Sequence[Message], files: Files) -> list[bytes | str]:
        await self._prepare()
        return await self._side.frames(messages, files)

    async def call(self, scope: Message, body: bytes, files: Files) -> AsyncIterator[Message]:
        await self._prepare()
        async for message in self._side.call(scope, body, files):
            yield message

    async def ready(self) -> dict[str, Any] | None:
        return await self._side.ready()

    async def check_health(self) -> None:
        """Serve asks; a replica that fails is replaced."""
        if (problem := await self._side.ready()) is not None:
            raise RuntimeError(problem["detail"])

    async def _prepare(self) -> None:
        if model := serve.get_multiplexed_model_id():
            await self.load(model)

    @serve.multiplexed(max_num_models_per_replica=MODELS_KEPT)  # type: ignore[untyped-decorator]
    async def load(self, model: str) -> str:
        """What Serve remembers of it: that this replica has the model."""
        await self._side.load(model)
        return model


@serve.ingress()
class Web:
    """A replica that people are connected to."""

    def __init__(self, settings: Settings, models: DeploymentHandle) -> None:
        self._settings, self._models = settings, models
        # Serve makes the server of this process, and has no setting for what uvicorn is told of connections.
        uvicorn.Config.__init__ = partialmethod(uvicorn.Config.__init__, **network(settings))  # type: ignore[method-assign,assignment]

    def __serve_build_asgi_app__(self) -> FastAPI:
        return create_app(self._settings, engine=partial(Elsewhere, replicas=ByHandle(self._models)))


class ByHandle:
    """The replicas of the models as Serve reaches them (replicas.Replicas)."""

    def __init__(self, models: DeploymentHandle) -> None:
        self._frames, self._ready = models.options(method_name="frames"), models.options(method_name="ready")
        self._call = models.options(method_name="call", stream=True)

    async def frames(self, messages: Sequence[Message], files: Files, model: str) -> list[bytes | str]:
        with _told():
            chosen = self._frames.options(multiplexed_model_id=model) if model else self._frames
            found: list[bytes | str] = await chosen.remote([dict(one) for one in messages], dict(files))
            return found

    async def call(self, scope: Message, body: bytes, files: Files, model: str) -> AsyncIterator[Message]:
        chosen = self._call.options(multiplexed_model_id=model) if model else self._call
        with _told():
            parts = chosen.remote(dict(scope), body, dict(files))
            try:
                async for message in parts:
                    yield message
            finally:
                parts.cancel()  # nothing, where the answer is whole

    async def ready(self) -> dict[str, Any] | None:
        with _told():
            found: dict[str, Any] | None = await self._ready.remote()
            return found


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What Ray raises, as what the web side knows. What the replica's own code has raised stays as it is."""
    try:
        yield
    except BackPressureError:
        raise Full from None
    except TaskCancelledError:
        raise
    except (DeploymentUnavailableError, ReplicaUnavailableError) as error:
        raise Lost from error
    except RayError as error:
        if isinstance(error, ray.exceptions.RayTaskError):
            raise
        raise Lost from error


def models_of(settings: Settings) -> Application:
    """The models' deployment."""
    made = serve.deployment(
        name="Models", num_replicas=settings.model_replicas, max_ongoing_requests=MODEL_CALLS,
        max_queued_requests=settings.queue_limit, ray_actor_options=_needs(settings), **HEALTH,
    )(Models)  # fmt: skip
    return made.bind(settings)


def web_of(settings: Settings) -> Application:
    """The web's deployment, with the models' behind it."""
    sockets = settings.live_sockets + SOCKETS_BESIDE
    made = serve.deployment(
        name="Web", num_replicas=settings.web_replicas, max_ongoing_requests=sockets, max_queued_requests=sockets,
        ray_actor_options={"num_cpus": 1}, **HEALTH,
    )(Web)  # fmt: skip
    return made.bind(settings, models_of(settings))


def _needs(settings: Settings) -> dict[str, Any]:
    return {"num_cpus": settings.threads, "num_gpus": 1 if settings.device == "cuda" else 0}


def build(arguments: dict[Any, Any]) -> Application:
    """What a Serve configuration names (import_path: app.cluster.on_ray:build). `arguments`: settings by their names, before
    those of the environment."""
    settings = from_environment()
    return web_of(checked(Settings.model_validate(settings.model_dump() | arguments)))


def connect(settings: Settings) -> None:
    """To the cluster that the settings name, or one of this machine's own, which ends with this process."""
    root = str(Path(__file__).parents[2])
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if settings.ray_address:
        ray.init(address=settings.ray_address, log_to_driver=False)
        return
    cores = settings.web_replicas + settings.model_replicas * settings.threads
    # "local": not a cluster that was started on this machine before, which Ray would join.
    ray.init("local", num_cpus=cores, object_store_memory=OBJECT_STORE, include_dashboard=False, log_to_driver=False)


def start_models(settings: Settings) -> DeploymentHandle:
    """The models' replicas, for a web process that is no deployment: returns when they answer."""
    return serve.run(models_of(settings), name=NAME, route_prefix=None)


def start(settings: Settings) -> None:
    """Both deployments behind Serve's proxy at the settings' host and port: returns when they answer."""
    options = {"host": settings.host, "port": settings.port}
    serve.start(http_options=options, proxy_location=ProxyLocation.EveryNode)
    serve.run(web_of(settings), name=NAME, route_prefix="/")


def stop(settings: Settings) -> None:
    """What `connect` and `start` began: a cluster of one's own ends, one that was there goes on."""
    if settings.ray_address:
        serve.delete(NAME)
    ray.shutdown()
