"""Starts Mixscope with its models on Ray: MIXSCOPE_ENGINE=ray python -m app."""

import signal
from collections.abc import Callable
from functools import partial
from threading import Event

from ..core.settings import Settings
from . import on_ray
from .allowed import checked
from .elsewhere import Elsewhere


def run(settings: Settings, serve_here: Callable[..., None]) -> None:
    """Until it is stopped. `serve_here(settings, engine=…)` serves people in this process."""
    settings = checked(settings)
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
