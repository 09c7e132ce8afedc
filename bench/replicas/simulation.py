"""People who drag, web replicas and replicas of the models as a discrete-event simulation.

Each part waits and hands on as the real one does (bench.drag, app.web.live_queue, app.cluster.batches, app.core.worker_pool):
a person has two positions in flight at most; at the web replica a newer position takes the place of one that has not begun; the
oldest turns go out as a batch; Serve hands it to the one of two replicas, drawn at random, that has less to do. Times: seconds.
"""

import random
from collections import deque
from dataclasses import dataclass, field
from functools import partial

from .clock import Clock, Serial

RATE = 20
"""Positions a second and person, as bench/drag.py has it."""

BATCH = 8


@dataclass(frozen=True)
class Each:
    """Processor time for each position that was sent, for each batch and for each frame."""

    message: float = 0.0
    batch: float = 0.0
    frame: float = 0.0


NOTHING = Each()


@dataclass(frozen=True)
class Costs:
    """`service[n - 1]`: of a batch of n on one core. Beside it: `web` in the web replica's one loop, `models` in the models'
    replica, `ray` in Ray's own processes, `people`, a frame, in the program that drags. `idle`: cores that Ray takes when
    nobody is there. `trip`: one way between web and models. `slow`: how many times as long work takes beside other work."""

    service: tuple[float, ...]
    web: Each = NOTHING
    models: Each = NOTHING
    ray: Each = NOTHING
    people: float = 0.0
    idle: float = 0.0
    trip: float = 0.0
    slow: float = 1.0


@dataclass(frozen=True)
class Plan:
    """`cores`: that everything shares, people and Ray included; infinite where each replica has one of its own and people are
    elsewhere. `computes`: whether a pass takes a core, or only time. `in_flight`: batches of each web replica under way."""

    people: int
    replicas: int
    webs: int = 1
    in_flight: int = 0
    cores: float = float("inf")
    computes: bool = True

    @property
    def apart(self) -> bool:
        """Whether each replica has a core of its own, and people are elsewhere."""
        return self.cores == float("inf")

    @property
    def batches(self) -> int:
        """As docs/scale.md says: twice the models' replicas, divided by the web's."""
        return self.in_flight or max(1, round(2 * self.replicas / self.webs))


@dataclass
class Outcome:
    """`updates`: a second and person. `ages`: sorted. `busy`: share of the time that the models' replicas, and the web's, had
    work."""

    updates: float
    ages: list[float]
    models_busy: float
    web_busy: float

    def age(self, share: float) -> float:
        return self.ages[min(len(self.ages) - 1, int(share * len(self.ages)))] if self.ages else float("inf")


@dataclass(eq=False)
class Person:
    """`sent`: positions under way, by number, and when. `turn`: what the web replica works on, `held`: what comes next."""

    web: "Web"
    sent: dict[int, float] = field(default_factory=dict)
    number: int = 0
    turn: int | None = None
    begun: bool = False
    held: int | None = None


class Web:
    """A web replica: its loop, the turns that wait and the batches under way."""

    def __init__(self, world: "World") -> None:
        self.world, self.loop = world, Serial(world.clock)
        self.waiting: deque[Person] = deque()
        self.under_way = 0

    def receive(self, person: Person, number: int) -> None:
        if person.turn is not None and not person.begun:
            person.turn = number
        elif person.turn is not None:
            person.held = number
        else:
            self._begin(person, number)

    def _begin(self, person: Person, number: int) -> None:
        person.turn, person.begun, person.held = number, False, None
        self.waiting.append(person)
        self.go_on()

    def go_on(self) -> None:
        while self.waiting and self.under_way < self.world.plan.batches:
            batch = [self.waiting.popleft() for _ in range(min(BATCH, len(self.waiting)))]
            for person in batch:
                person.begun = True
            self.under_way += 1
            replica = self.world.chosen()
            replica.under_way += 1
            costs = self.world.costs
            handed = partial(self.world.clock.later, costs.trip, partial(replica.take, batch, self))
            self.loop.do(costs.web.batch / 2, handed)

    def back(self, batch: list[Person]) -> None:
        self.loop.do(self.world.costs.web.batch / 2, self._one_back)
        for person in batch:
            self.loop.do(self.world.costs.web.frame, partial(self._answer, person))

    def _one_back(self) -> None:
        self.under_way -= 1
        self.go_on()

    def _answer(self, person: Person) -> None:
        assert person.turn is not None
        self.world.painted(person, person.turn)
        person.turn = None
        if person.held is not None:
            self._begin(person, person.held)


class Replica:
    """A replica of the models: a loop that reads and writes, and one worker, which takes what waits, up to a batch. What came
    together goes back together. Where each replica has one core, loop and worker take turns on it."""

    def __init__(self, world: "World") -> None:
        self.world, self.under_way, self.busy, self._at_it = world, 0, 0.0, False
        self._loop = Serial(world.clock)
        self._jobs: deque[list[Person]] = deque()  # one entry a position: the batch that it came with
        self._left: dict[int, tuple[int, Web]] = {}

    def take(self, batch: list[Person], web: Web) -> None:
        self._left[id(batch)] = len(batch), web
        models = self.world.costs.models
        self._loop.do(models.batch + models.frame * len(batch), partial(self._add, batch))

    def _add(self, batch: list[Person]) -> None:
        self._jobs.extend([batch] * len(batch))
        self._next()

    def _next(self) -> None:
        if self._at_it or not self._jobs:
            return
        taken = [self._jobs.popleft() for _ in range(min(BATCH, len(self._jobs)))]
        self._at_it, began = True, self.world.clock.now
        costs, clock, plan = self.world.costs, self.world.clock, self.world.plan

        def done() -> None:
            self._at_it = False
            self.busy += clock.now - began
            for batch in taken:
                self._one_done(batch)
            self._next()

        run = self._loop.do if plan.apart else clock.work if plan.computes else clock.later
        run(costs.service[len(taken) - 1], done)

    def _one_done(self, batch: list[Person]) -> None:
        left, web = self._left.pop(id(batch))
        if left > 1:
            self._left[id(batch)] = left - 1, web
        else:
            self.under_way -= 1
            self.world.clock.later(self.world.costs.trip, partial(web.back, batch))


class World:
    """All of it; `run` gives what people got."""

    def __init__(self, plan: Plan, costs: Costs, seed: int = 0) -> None:
        self.plan, self.costs, self.random = plan, costs, random.Random(seed)
        self.clock = Clock(plan.cores - costs.idle, costs.slow)
        self.replicas = [Replica(self) for _ in range(plan.replicas)]
        self.webs = [Web(self) for _ in range(plan.webs)]
        self.crowd = Serial(self.clock)
        self.ages: list[float] = []
        self.counting = False

    def run(self, seconds: float, warm: float = 2.0) -> Outcome:
        """`warm`: before, not counted."""
        for number in range(self.plan.people):
            person = Person(self.webs[number % self.plan.webs])
            self.clock.later(number / self.plan.people / RATE, partial(self._tick, person))
        self.clock.run(warm)
        self.counting = True
        before = sum(one.busy for one in self.replicas), sum(one.loop.busy for one in self.webs)
        self.clock.run(warm + seconds)
        models = (sum(one.busy for one in self.replicas) - before[0]) / seconds / self.plan.replicas
        web = (sum(one.loop.busy for one in self.webs) - before[1]) / seconds / self.plan.webs
        return Outcome(len(self.ages) / seconds / self.plan.people, sorted(self.ages), models, web)

    def chosen(self) -> Replica:
        """As Serve routes."""
        if len(self.replicas) == 1:
            return self.replicas[0]
        return min(self.random.sample(self.replicas, 2), key=lambda one: one.under_way)

    def _tick(self, person: Person) -> None:
        self.clock.later(1 / RATE, partial(self._tick, person))
        if len(person.sent) < 2:
            number, person.number = person.number, person.number + 1
            person.sent[number] = self.clock.now
            person.web.loop.do(self.costs.web.message, partial(person.web.receive, person, number))

    def painted(self, person: Person, number: int) -> None:
        """A frame is on its way to its person; where people are on this machine, their program and Ray take processor time."""
        if self.plan.apart:
            return self._seen(person, number)
        self.clock.work(self.costs.ray.frame + self.costs.ray.batch / BATCH, lambda: None)
        return self.crowd.do(self.costs.people, partial(self._seen, person, number))

    def _seen(self, person: Person, number: int) -> None:
        age = self.clock.now - person.sent[number]
        for one in [one for one in person.sent if one <= number]:
            del person.sent[one]
        if self.counting:
            self.ages.append(age)


def simulate(plan: Plan, costs: Costs, seconds: float = 10.0, seed: int = 0) -> Outcome:
    return World(plan, costs, seed).run(seconds)
