"""What a picture of n rows takes a recurrent network and a ViT, counted and timed: one picture, one thread.

`python -m bench.cost` measures it for the page, too: it writes models/weights/study/cost.json and a table into
docs/measured.md.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import Any

import torch
from torch import nn

from models.architectures.recurrent import Recurrent
from models.entries.blank import FORMS
from models.measure.sequence_cost import LENGTHS, SHIPPED, NotWaiting, counted, picture
from models.registry import WEIGHTS
from models.training.readme_tables import ROOT, markdown
from models.training.study.collect import write_table
from models.training.study.run import write

from .table import Row

ROUNDS = 21
"""Timed passes of each network at each length; they take turns, and who goes first changes each round."""
WARM = 2

NOT_WAITING = "the RNN's products, not waiting"

HEADING = "## One step at a time, in multiply-adds and milliseconds"


@dataclass(frozen=True)
class Network:
    """`group`: `alike`, those of the study on blank rows, or `shipped`. `form`: of the study, or the shipped one's name."""

    group: str
    form: str
    title: str
    build: Callable[[int], nn.Module]


def networks() -> list[Network]:
    alike = [Network("alike", form, title, build) for form, (build, title, _) in FORMS.items()]
    return alike + [Network("shipped", name, title, build) for name, (build, title) in SHIPPED.items()]


def timed(models: Iterable[tuple[nn.Module, int]], rounds: int = ROUNDS) -> list[dict[str, float]]:
    """Milliseconds of processor time of one pass of each (model, rows): median and quartiles. What else the machine does is
    not in it, but for what it takes of the caches."""
    every = [(model.eval(), picture(rows)) for model, rows in models]
    times: list[list[float]] = [[] for _ in every]
    order = list(range(len(every)))
    with torch.inference_mode():
        for turn in range(rounds + WARM):
            for i in order:
                model, x = every[i]
                model(x)  # brings it into the caches, whoever was there before
                start = time.thread_time()
                model(x)
                if turn >= WARM:
                    times[i].append(1e3 * (time.thread_time() - start))
            order.reverse()
    found = [quantiles(each, n=4, method="inclusive") for each in times]
    return [{"least": low, "median": middle, "most": high} for low, middle, high in found]


def measured(lengths: tuple[int, ...] = LENGTHS, rounds: int = ROUNDS) -> dict[str, Any]:
    """cost.json's document. `not_waiting`: the RNN's products of all rows at once (NotWaiting)."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    places = [(network, rows) for network in networks() for rows in lengths]
    models = [(network.build(rows), rows) for network, rows in places]
    at_once = [(NotWaiting(Recurrent(rows)), rows) for rows in lengths]
    found = [rounded(one) for one in timed([*models, *at_once], rounds)]
    results = [
        {"group": network.group, "form": network.form, "rows": rows} | asdict(counted(model, rows)) | {"ms": ms}
        for (network, rows), (model, _), ms in zip(places, models, found, strict=False)
    ]
    return {
        "machine": {
            "load": round(os.getloadavg()[0], 1),
            "cores": os.cpu_count(),
            "processor": platform.machine(),
            "vectors": torch.backends.cpu.get_cpu_capability(),
            "torch": torch.__version__.partition("+")[0],
        },
        "rounds": rounds,
        "lengths": lengths,
        "results": results,
        "not_waiting": [{"rows": rows, "ms": ms} for rows, ms in zip(lengths, found[len(models) :], strict=True)],
    }


def rounded(ms: dict[str, float]) -> dict[str, float]:
    """To four digits, which is more than there is to know."""
    return {name: float(f"{value:.4g}") for name, value in ms.items()}


def rows(seconds: float) -> list[Row]:
    found = measured()
    titles = {(network.group, network.form): network.title for network in networks()}
    told = [
        Row(
            f"{titles[one['group'], one['form']]} ({one['group']}), {one['rows']} rows",
            one["ms"]["median"],
            "ms",
            note=f"{one['linear']:,} + {one['quadratic']:,} multiply-adds, {one['chain']} products in a row",
        )
        for one in found["results"]
    ]
    return told + [Row(f"{NOT_WAITING}, {one['rows']} rows", one["ms"]["median"], "ms") for one in found["not_waiting"]]


def table(found: dict[str, Any]) -> str:
    """Markdown: a row for each network, a column for each length."""
    told = [["network, rows", *map(str, found["lengths"])], ["---", *["---:"] * len(found["lengths"])]]
    for network in networks():
        own = [one for one in found["results"] if (one["group"], one["form"]) == (network.group, network.form)]
        name = f"`{network.form}`" if network.group == "shipped" else network.title
        told.append([f"{name}: multiply-adds of weights", *(f"{one['linear']:,}" for one in own)])
        if any(one["quadratic"] for one in own):
            told.append([f"{name}: of tokens with tokens", *(f"{one['quadratic']:,}" for one in own)])
        told.append([f"{name}: products that wait", *(f"{one['chain']:,}" for one in own)])
        told.append([f"{name}: ms", *(f"{one['ms']['median']:.3g}" for one in own)])
    told.append(["the RNN's multiply-adds, not waiting: ms", *(f"{one['ms']['median']:.3g}" for one in found["not_waiting"])])
    return markdown(told)


def about(found: dict[str, Any]) -> str:
    """What stands above the table."""
    busy = " on cores that had other work" if found["machine"]["load"] > found["machine"]["cores"] else ""
    return (
        "One picture of n rows on one thread: multiply-adds of weights, and of tokens with tokens, products that wait for each "
        f"other, and processor time{busy}, the median of {found['rounds']} passes. `python -m bench.cost` measures it again, "
        "and writes what the page shows."
    )


def main() -> None:
    found = measured()
    write(WEIGHTS / "study" / "cost.json", found)
    write_table(table(found), ROOT / "docs/measured.md", HEADING, about(found))
    print(table(found))


if __name__ == "__main__":
    main()
