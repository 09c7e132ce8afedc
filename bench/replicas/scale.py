"""How many replicas so many people need: python -m bench.replicas.scale. Measured figures go in, the simulation says the rest.

First its predictions for one and two replicas are held against what `python -m bench cluster waiting` measured, then 100 to
10,000 people are tried. `--rows` takes new measurements (bench/results/*.json) in; `--write` puts the tables into docs/scale.md
and draws docs/scale.svg.
"""

import argparse
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .costs import CALIBRATED, CORES, Rows, costs, read
from .plot import Curve, drawn
from .simulation import BATCH, RATE, Costs, Outcome, Plan, simulate

ROOT = Path(__file__).parents[2]
MEASURED, DOCS, PLOT = (ROOT / name for name in ("bench/replicas/measured.json", "docs/scale.md", "docs/scale.svg"))

CHECKED = [(kind, replicas, people) for kind in ("", "waiting: ") for replicas in (1, 2) for people in (30, 60, 100)]
CROWDS = (100, 300, 1_000, 3_000, 10_000)
CURVES = (1, 4, 16, 64)
"""Replicas of the models whose ages are drawn."""

SHARES, MOST = (0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05, 1.2, 1.4), 10_000
"""Of the people whom the largest batches would serve: points of a curve; the most people that are drawn."""

FROM_MODELS = "two namespaces: from the models, a frame"


@dataclass(frozen=True)
class Bars:
    """What each of the people who drag gets: frames a second at least, and seconds at most that are the 95th percentile of
    their age."""

    updates: float = 4.0
    age: float = 0.3

    def met(self, outcome: Outcome) -> bool:
        return outcome.updates >= self.updates and outcome.age(0.95) <= self.age


@dataclass(frozen=True)
class Need:
    """The fewest replicas for so many people, and what they get. `web_network`: bytes a second of each web replica, in and
    out; `cores`: one for each replica, and what Ray takes beside them."""

    plan: Plan
    outcome: Outcome
    web_network: float
    cores: float

    @property
    def core_hours(self) -> float:
        """For 1,000 people who drag for an hour."""
        return 1000 * self.cores / self.plan.people


@dataclass(frozen=True)
class Check:
    """Measured and simulated: updates each, then milliseconds of p50 and p95."""

    name: str
    measured: tuple[float, float, float]
    simulated: tuple[float, float, float]

    @property
    def off(self) -> list[float]:
        """How far the simulation is off, in %."""
        return [100 * (one / other - 1) for one, other in zip(self.simulated, self.measured, strict=True)]


def checks(rows: Rows, known: Costs) -> Iterator[Check]:
    for kind, replicas, people in CHECKED:
        name = f"{kind}Ray, {replicas} replica{'s' * (replicas > 1)}, {people} at {RATE}/s"
        if f"{name}: updates each" not in rows:
            continue
        measured = tuple(rows[f"{name}: {what}"].value for what in ("updates each", "age p50", "age p95"))
        out = simulate(Plan(people, replicas, cores=CORES, computes=not kind), known)
        yield Check(name, measured, (out.updates, 1e3 * out.age(0.5), 1e3 * out.age(0.95)))  # type: ignore[arg-type]


def least(fits: Callable[[int], bool], guess: int) -> int:
    """The smallest count that fits, where all larger ones do: found from a guess by doubling steps, then by halving them."""
    step, low, high = 1, 0, guess
    while not fits(high):
        low, high, step = high, high + step, 2 * step
    if low == 0:
        step = 1
        while high - step > 0 and fits(high - step):
            high, step = high - step, 2 * step
        low = max(0, high - step)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def enough(people: float, known: Costs, bars: Bars) -> int:
    """Replicas of the models whose largest batches, one after the other, are as many updates."""
    return math.ceil(bars.updates * people * known.slow * known.service[-1] / BATCH)


def most_of_a_web(known: Costs, bars: Bars) -> int:
    """People whom one web replica holds, with as many models behind it as serve it best: more make smaller batches, and more of
    them for the web to hand on."""

    def too_many(people: int) -> bool:
        guess = enough(people, known, bars)
        tried = sorted({guess, guess + 1, math.ceil(1.25 * guess), math.ceil(1.5 * guess)})
        return not any(bars.met(simulate(Plan(people, replicas), known, 4)) for replicas in tried)

    return least(too_many, 100) - 1


def best_share(known: Costs, bars: Bars, most: int, sizes: tuple[float, float]) -> int:
    """People of a web replica with whom 1,000 people need the fewest cores: `most`, or fewer, since a full one is late to hand
    on what the models could begin."""
    tried = sorted({max(1, round(share * most)) for share in (0.5, 0.65, 0.8, 0.9, 1)})
    return min(tried, key=lambda per_web: needed(1_000, known, bars, per_web, sizes).cores)


def needed(people: int, known: Costs, bars: Bars, per_web: int, sizes: tuple[float, float]) -> Need:
    """`per_web`: people of a web replica. `sizes`: bytes of a frame from the models, and to the people."""
    webs = math.ceil(people / per_web)
    seconds = 8 if people <= 1000 else 4

    def at(replicas: int) -> Outcome:
        return simulate(Plan(people, replicas, webs), known, seconds)

    replicas = least(lambda count: bars.met(at(count)), enough(people, known, bars))
    outcome = at(replicas)
    frames, ray = outcome.updates * people, known.ray.frame + known.ray.batch / BATCH
    return Need(Plan(people, replicas, webs), outcome, frames / webs * sum(sizes), webs + replicas + known.idle + ray * frames)


def curve(replicas: int, known: Costs, bars: Bars, per_web: int) -> Curve:
    """Age p95 in milliseconds for ever more people, with as many web replicas as the most of them need."""
    holds = replicas * BATCH / (known.slow * known.service[-1]) / bars.updates
    points = []
    for share in SHARES:
        people = max(1, round(share * holds))
        if people > MOST:
            break
        plan = Plan(people, replicas, math.ceil(holds / per_web))
        points.append((people, 1e3 * simulate(plan, known, 8 if people <= 1000 else 3).age(0.95)))
    return Curve(f"{replicas}", points)


def check_table(found: Iterable[Check]) -> str:
    """Markdown: measured, then simulated in brackets."""
    lines = ["| replicas | people | updates a second each | age p50, ms | age p95, ms |", "| --- | ---: | ---: | ---: | ---: |"]
    for one in found:
        kind, replicas, people = described(one.name)
        values = zip(one.measured, one.simulated, one.off, ("{:.1f}", "{:.0f}", "{:.0f}"), strict=True)
        cells = [f"{form.format(real)} ({form.format(said)}, {off:+.0f} %)" for real, said, off, form in values]
        lines.append(f"| {replicas}, {kind} | {people} | {' | '.join(cells)} |")
    return "\n".join(lines)


def described(name: str) -> tuple[str, int, int]:
    """Of a row: how passes are, replicas, people."""
    found = re.fullmatch(r"(waiting: )?Ray, (\d+) replicas?, (\d+) at \d+/s", name)
    assert found, name
    return "waiting" if found[1] else "computing", int(found[2]), int(found[3])


def need_table(needs: Iterable[Need], price: float) -> str:
    head = [
        "people who drag",
        "models' replicas",
        "web replicas",
        "updates each",
        "age p95, ms",
        "network of a web replica, Mbit/s",
    ]
    head += ["core-hours for 1,000 people-hours", f"at {price:g} a core-hour"]
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join(['---:'] * len(head))} |"]
    for one in needs:
        cells = [f"{one.plan.people:,}", f"{one.plan.replicas:,}", f"{one.plan.webs:,}", f"{one.outcome.updates:.1f}"]
        cells += [f"{1e3 * one.outcome.age(0.95):.0f}", f"{8e-6 * one.web_network:.0f}"]
        cells += [f"{one.core_hours:.1f}", f"{price * one.core_hours:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def between(text: str, name: str, content: str) -> str:
    """The page with other content between two comments of that name. ValueError where they are not."""
    begins, ends = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
    start, end = text.index(begins) + len(begins), text.index(ends)
    return text[:start] + content + text[end:]


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench.replicas.scale", description=__doc__)
    arguments.add_argument(
        "--rows", nargs="*", type=Path, default=[], help="new measurements, to be kept (bench/replicas/measured.json)"
    )
    arguments.add_argument("--updates", type=float, default=4, help="frames a second that each gets at least")
    arguments.add_argument("--age", type=float, default=300, help="milliseconds that p95 of the age may be")
    arguments.add_argument("--price", type=float, default=0.04, help="of a core for an hour, in any currency")
    arguments.add_argument("--write", action="store_true", help="into docs/scale.md, and the plot")
    chosen = arguments.parse_args()
    if chosen.rows:
        keep(read(*chosen.rows))
    rows, bars = read(MEASURED), Bars(chosen.updates, chosen.age / 1e3)
    known = costs(rows)
    print(known)
    checked = check_table(checks(rows, known))
    print(checked)
    most = most_of_a_web(known, bars)
    sizes = 1024 * rows[FROM_MODELS].value, 1024 * rows[f"{CALIBRATED[0]}: size of a frame on its way"].value
    per_web = best_share(known, bars, most, sizes)
    print(f"\nOne web replica holds {most} people; the fewest cores are with {per_web}.\n")
    needs = [needed(people, known, bars, per_web, sizes) for people in CROWDS]
    table = need_table(needs, chosen.price)
    print(table)
    if chosen.write:
        text = between(between(DOCS.read_text(encoding="utf-8"), "checked", checked), "needed", table)
        DOCS.write_text(text, encoding="utf-8")
        curves = [curve(replicas, known, bars, per_web) for replicas in CURVES]
        PLOT.write_text(drawn(curves, chosen.age), encoding="utf-8")


def keep(rows: Rows) -> None:
    kept = [rows[name].wire() for name in sorted(rows)]
    MEASURED.write_text(json.dumps({"rows": kept}, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
