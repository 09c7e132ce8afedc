"""People who drag while the models run on Ray Serve's replicas of one thread each, and without Ray in the same sitting.

Needs the extra (make cluster), and leaves the section out without it. All share this machine's cores: `python -m bench waiting`
is the same with passes that are waited for, `python -m bench loss` kills a replica, `python -m bench apart` has two machines.
"""

import asyncio
import importlib.util
import itertools
import multiprocessing
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import torch

from app.core.settings import Settings
from app.frames.request import Wanted
from app.main import create_app
from app.web.state import AppState
from tests.support.cluster import REPLICA, descendants, title

from .. import drag
from ..drag import RATE, quantile
from ..frame import BATCH, interleaved, place
from ..server import Server, server
from ..table import Row
from .waiting import WAITS

CROWDS = (1, 30, 60, 100)
WARM = 2.0
"""Seconds of a drag that are not counted: pictures decoded, models called."""

SERVED = 30
"""People whose pictures take turns where a batch is measured alone."""

IDLE = 4.0
"""Seconds in which nobody drags."""

STARTING = 180
"""Seconds that Ray and the models may take on a busy machine."""


@dataclass(frozen=True)
class Setup:
    """Where models run: on so many replicas, or without Ray on so many threads."""

    ray: bool
    count: int
    waits: bool = False

    @property
    def name(self) -> str:
        where = f"Ray, {self.count} replica" if self.ray else f"no Ray, {self.count} thread"
        return ("waiting: " if self.waits else "") + where + "s" * (self.count > 1)

    @property
    def settings(self) -> dict[str, str]:
        if not self.ray:
            return {"MIXSCOPE_THREADS": str(self.count)}
        return {
            "MIXSCOPE_ENGINE": "ray", "MIXSCOPE_THREADS": "1", "MIXSCOPE_MODEL_REPLICAS": str(self.count),
            "MIXSCOPE_BATCHES_IN_FLIGHT": str(2 * self.count), "PORT": "8765",
        }  # fmt: skip


SETUPS = (Setup(ray=False, count=1), Setup(ray=True, count=1), Setup(ray=True, count=2), Setup(ray=False, count=2))


@dataclass(frozen=True)
class Crowd:
    """What so many people got in `seconds`. `used`: processor seconds by kind of process (of_kind), "people" among them;
    `batches`: that went to replicas."""

    people: int
    seconds: float
    seen: drag.Seen
    used: dict[str, float]
    batches: float

    @property
    def frames(self) -> int:
        return max(1, len(self.seen.ages))

    def age(self, share: float) -> float:
        """Milliseconds."""
        return 1e3 * quantile(sorted(self.seen.ages) or [float("inf")], share)


def rows(seconds: float) -> list[Row]:
    return compared(seconds, SETUPS) if there() else []


def there() -> bool:
    if importlib.util.find_spec("ray") is None:
        print("  Left out: it needs Ray, an extra (make cluster).")
        return False
    return True


def compared(seconds: float, setups: tuple[Setup, ...], **settings: str) -> list[Row]:
    """Each of them in turn; those with Ray are held against those without."""
    found: list[Row] = []
    crowds: dict[tuple[Setup, int], Crowd] = {}
    for setup in setups:
        with started(setup, **settings) as running:
            for people in CROWDS:
                asyncio.run(drag.crowd(running, people, WARM, own=True))
                crowds[setup, people] = crowd(running, people, seconds)
                found += of_crowd(setup, crowds[setup, people])
            found += nobody(setup, running)
    for setup in setups:
        alone = Setup(ray=False, count=setup.count, waits=setup.waits)
        if setup.ray and alone in setups:
            for people in CROWDS:
                found += overhead(setup, crowds[setup, people], crowds[alone, people])
    return found


@contextmanager
def started(setup: Setup, **settings: str) -> Iterator[Server]:
    program = "bench.replicas.waiting" if setup.waits else "app"
    with server(program, STARTING, **setup.settings | settings) as running:
        yield running


def nobody(setup: Setup, running: Server) -> list[Row]:
    """What it takes when nobody is there."""
    before = used(running)
    time.sleep(IDLE)
    spent = {kind: 100 * (now - before[kind]) / IDLE for kind, now in used(running).items()}
    return [Row(f"{setup.name}, nobody: processor", sum(spent.values()), "%", note=told(spent))]


def crowd(running: Server, people: int, seconds: float) -> Crowd:
    before, batches, clients = used(running), batches_of(running), time.process_time()
    seen = asyncio.run(drag.crowd(running, people, seconds, own=True))
    clients = time.process_time() - clients
    spent = {kind: now - before[kind] for kind, now in used(running).items()}
    return Crowd(people, seconds, seen, spent | {"people": clients}, batches_of(running) - batches)


def batches_of(running: Server) -> float:
    """Batches of positions so far that a web replica has sent to models; 0 without Ray."""
    lines = httpx.get(f"{running.url}/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("mixscope_batch_size_count"))


def told(spent: Mapping[str, float]) -> str:
    return ", ".join(f"{kind} {value:.2f}" for kind, value in sorted(spent.items()))


def used(running: Server) -> Counter[str]:
    """Processor seconds so far, by kind of process."""
    found: Counter[str] = Counter()
    for process in {running.process} | descendants(running.process):
        found[of_kind(title(process))] += Server("", process).processor()
    return found


def of_kind(title: str) -> str:
    """ "web", "models", or "Ray" for what there is beside them. Without Ray, all is "web"."""
    if title.startswith(REPLICA):
        return "models"
    return "web" if title.startswith("ray::ServeReplica") or title.endswith((" app ", " bench.replicas.waiting ")) else "Ray"


def of_crowd(setup: Setup, one: Crowd) -> list[Row]:
    name = f"{setup.name}, {one.people} at {RATE}/s"
    shares = {kind: 1e3 * spent / one.frames for kind, spent in one.used.items()}
    return [
        Row(f"{name}: updates each", len(one.seen.ages) / one.seconds / one.people, "/s"),
        Row(f"{name}: updates of all", len(one.seen.ages) / one.seconds, "/s"),
        Row(f"{name}: age p50", one.age(0.5), "ms"),
        Row(f"{name}: age p95", one.age(0.95), "ms"),
        Row(f"{name}: problems and wrong frames", one.seen.errors + one.seen.wrong, "", 0),
        Row(f"{name}: size of a frame on its way", one.seen.bytes / one.frames / 1024, "KiB"),
        Row(f"{name}: positions sent for a frame", one.seen.sent / one.frames, ""),
        Row(f"{name}: batches for a frame", one.batches / one.frames, ""),
        Row(f"{name}: processor time of a frame", sum(shares.values()), "ms", note=told(shares)),
    ]


def overhead(setup: Setup, there: Crowd, alone: Crowd) -> list[Row]:
    """What Ray costs: the same people, without it."""
    name = f"{setup.name}, {there.people} at {RATE}/s, over the same without Ray"
    more = there.age(0.5) - alone.age(0.5)
    return [
        Row(f"{name}: age p50", more, "ms", note=f"{100 * more / alone.age(0.5):+.0f} %"),
        Row(f"{name}: updates of all", 100 * (len(there.seen.ages) / alone.frames - 1), "%"),
    ]


def service(seconds: float) -> list[float]:
    """Processor milliseconds of one thread for a batch of 1 … BATCH people's positions, drawn with all that a frame has."""
    torch.set_num_threads(1)
    shared = create_app(Settings()).state.shared
    return interleaved(*(of_people(shared, size) for size in range(1, BATCH + 1)), seconds=seconds)


def of_people(shared: AppState, size: int) -> Callable[[], object]:
    """Frames of that many of SERVED people, each with their own picture, at places that nobody has seen."""
    subjects, number = [shared.sent(drag.digit(one)) for one in range(SERVED)], itertools.count()

    def draw() -> object:
        asked = [next(number) for _ in range(size)]
        wanted = [Wanted(place(subjects[n % SERVED], n // SERVED), shared.catalog.defaults) for n in asked]
        return shared.runner.draw(wanted)

    return draw


def largest_beside() -> float:
    """The same for the largest batch while another process does the same: cores share caches, or are half ones."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as both:
        return statistics.mean(both.map(largest, [6.0, 6.0]))


def largest(seconds: float) -> float:
    torch.set_num_threads(1)
    return interleaved(of_people(create_app(Settings()).state.shared, BATCH), seconds=seconds)[0]


def waiting_rows(seconds: float) -> list[Row]:
    """The same with passes that are waited for (bench.replicas.waiting)."""
    if not there():
        return []
    took = service(8)
    found = [Row(f"a batch of {size + 1}, one thread", one, "ms") for size, one in enumerate(took)]
    found.append(Row("a batch of 8 while another process computes one", largest_beside(), "ms", note="of processor time"))
    setups = tuple(Setup(one.ray, one.count, waits=True) for one in SETUPS)
    return found + compared(seconds, setups, **{WAITS: ",".join(f"{one:.3f}" for one in took)})
