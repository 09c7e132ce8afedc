"""Starts Mixscope with its models on Ray: MIXSCOPE_ENGINE=ray python -m app."""

import signal
from collections.abc import Callable
from functools import partial
from threading import Event

from ..core.settings import Settings
from . import on_ray
from .elsewhere import Elsewhere

NOT_YET = {"model": "MIXSCOPE_MODEL", "add_models": "MIXSCOPE_ADD_MODELS"}
"""Settings that belong to one machine: each replica would have a process of its own for a person's code."""


def check(settings: Settings) -> Settings:
    """SystemExit for what does not work with replicas. Models are fetched beforehand: a download that one replica made, the
    others would not know of."""
    for name, variable in NOT_YET.items():
        if getattr(settings, name):
            raise SystemExit(f"{variable} does not work with MIXSCOPE_ENGINE=ray: own models run on one machine.")
    return settings.model_copy(update={"downloads": "off"})


def run(settings: Settings, serve_here: Callable[..., None]) -> None:
    """Until it is stopped. `serve_here(settings, engine=…)` serves people in this process."""
    settings = check(settings)
    on_ray.connect(settings)
    try:
        if settings.web_replicas:
            on_ray.start(settings)
            print(f"Mixscope is at http://{settings.host}:{settings.port}/  (Ctrl+C stops it)", flush=True)
            _wait()
        else:
            handle = on_ray.start_models(settings)
            serve_here(settings, engine=partial(Elsewhere, replicas=on_ray.ByHandle(handle)))
    finally:
        on_ray.stop(settings)


def _wait() -> None:
    end = Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: end.set())
    while not end.wait(1):
        pass
