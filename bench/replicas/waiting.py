"""Mixscope whose passes are waited for instead of computed: python -m bench.replicas.waiting, in the place of python -m app.

On a machine with fewer cores than replicas, people, web and models take each other's processor, and two replicas are no faster
than one. Here a batch of n positions takes as long as it was measured to take alone (WAITS), asleep, and its frames are one
frame that was computed at the start, each with its own number and place. All else is as it is: sockets, batches, Ray, packing.
"""

import os
import re
import sys
import time
from collections.abc import Sequence
from typing import Any

from app.core.settings import Settings
from app.frames import codec
from app.frames.drawing import Drawn, head
from app.frames.request import Wanted
from app.frames.runner import Runner

WAITS = "BENCH_SERVICE_MS"
"""The variable that says it: milliseconds of a batch of 1, 2, … positions, separated by commas."""

HEAD = re.compile(rb'.*?"rtransform":"[^"]*",', re.DOTALL)
"""The part of a header that is of the position, not of the models."""


class WaitingRunner(Runner):
    """Draws one frame, and then waits. Remembers no frames: what is known would take no time."""

    drawn: Drawn | None = None

    def remembered(self, wanted: Wanted) -> bytes | None:
        return None

    def frames(self, wanted: Sequence[Wanted]) -> list[bytes]:
        if self.drawn is None:
            [self.drawn] = self.draw(wanted[:1])
        time.sleep(service()[len(wanted) - 1] / 1e3)
        return [placed(self.drawn, one).frame(one.seq) for one in wanted]


def placed(drawn: Drawn, wanted: Wanted) -> Drawn:
    """A frame that says that it is of another position."""
    text = codec.header_text(head(wanted))[:-1] + b","
    return Drawn(text + drawn.text[HEAD.match(drawn.text).end() :], drawn.body)  # type: ignore[union-attr]


def service() -> list[float]:
    return [float(one) for one in os.environ[WAITS].split(",")]


def waits(shared: Any) -> None:
    """From now on this application waits."""
    shared.runner.__class__ = WaitingRunner


def here(settings: Settings) -> None:
    """Without Ray."""
    from app.__main__ import serve
    from app.web.engine import Here

    class Waiting(Here):
        def load(self) -> None:
            super().load()
            waits(self._shared)

    serve(settings, Waiting)


def main() -> None:
    settings = Settings()
    if settings.engine != "ray":
        return here(settings)
    from app.cluster import on_ray, run

    from .waiting_replica import WaitingModels

    on_ray.Models = WaitingModels  # what the deployment is made of
    return run.run(settings, lambda *_, **__: sys.exit("This needs a web replica."))


if __name__ == "__main__":
    main()
