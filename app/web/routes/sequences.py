"""One step at a time against all at once: the study on blank rows, and what a picture of n rows takes, as it was measured."""

from collections import defaultdict
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from models import registry
from models.entries.blank import BLANKS, FORMS
from models.measure.sequence_cost import SHIPPED
from models.registry import MODELS

from ...catalog.catalog import Catalog
from ..dependencies import Shared
from ..responses import json, problem_answers

router = APIRouter(prefix="/api", responses=problem_answers(503))


class BlankTraining(BaseModel):
    """A network that was trained with `blank` black rows below the digit. Percent right: `held_out`, by which its rate was
    chosen, `train` on the first pictures that it was trained on, `test` on all test digits."""

    blank: int
    seed: int
    rate: float
    held_out: float
    train: float
    test: float


class ReadsOn(BaseModel):
    """Percent right of all test digits, of a network that was trained without blank rows, when `blank` of them follow."""

    blank: int
    seed: int
    test: float


class BlankSeries(BaseModel):
    """`shuffled`: whether the rows of all pictures came in one random order. `parameters`: blank rows -> number of weights."""

    form: str
    shuffled: bool
    title: str
    family: str
    parameters: dict[str, int]
    trainings: list[BlankTraining]
    reads_on: list[ReadsOn]


class BlankStudy(BaseModel):
    """`steps` of `batch` digits. `held_out`: training pictures on which the learning rate was chosen."""

    planned: int
    done: int
    blanks: list[int]
    steps: int
    batch: int
    held_out: int
    series: list[BlankSeries]


class Spread(BaseModel):
    """Milliseconds of processor time: quartiles and median."""

    least: float
    median: float
    most: float


class Cost(BaseModel):
    """Of a picture of `rows` rows. `linear`: multiply-adds of weights, `quadratic` those of tokens with tokens. `steps`: rows
    or blocks, one after the other; `chain`: products of which each waits for the one before."""

    rows: int
    linear: int
    quadratic: int
    steps: int
    chain: int
    ms: Spread


class CostNetwork(BaseModel):
    """`group`: `alike`, much the same number of weights, with a row as a token; or `shipped`."""

    group: Literal["alike", "shipped"]
    form: str
    title: str
    family: str
    costs: list[Cost]


class NotWaiting(BaseModel):
    rows: int
    ms: Spread


class Machine(BaseModel):
    """`load`: how many programs wanted a core, its own among them, when the measurement began."""

    load: float
    cores: int
    processor: str
    vectors: str
    torch: str


class CostStudy(BaseModel):
    """`not_waiting`: the RNN's products, of all rows at once. `machine`: None where nothing was measured."""

    machine: Machine | None
    rounds: int
    lengths: list[int]
    networks: list[CostNetwork]
    not_waiting: list[NotWaiting]


@router.get("/studies/blank", response_model=BlankStudy)
async def blank(shared: Shared) -> Response:
    """What an RNN, an LSTM and a ViT make of digits that blank rows follow, as far as the trainings are done."""
    return json(await shared.pool.call(blank_document, shared.catalog))


@router.get("/studies/cost", response_model=CostStudy)
async def cost(shared: Shared) -> Response:
    """What a picture of n rows takes recurrent networks and ViTs: multiply-adds, what waits for what, milliseconds."""
    return json(await shared.pool.call(cost_document, shared.catalog))


def blank_document(catalog: Catalog) -> dict[str, Any]:
    found = registry.study("blank", catalog.weights)
    of_series = defaultdict[tuple[str, bool], list[dict[str, Any]]](list)
    for one in found.get("results", []):
        of_series[one["form"], one["shuffled"]].append(one)
    series = [
        {
            "form": form,
            "shuffled": shuffled,
            "title": FORMS[form][1],
            "family": FORMS[form][2],
            "parameters": found["parameters"][form],
            "trainings": [{key: one[key] for key in BlankTraining.model_fields} for one in trainings],
            "reads_on": [
                {"blank": int(rows), "seed": one["seed"], "test": right}
                for one in trainings
                for rows, right in one["reads_on"].items()
            ],
        }
        for (form, shuffled), trainings in of_series.items()
    ]
    counts = {key: found.get(key, 0) for key in ("planned", "done", "steps", "batch", "held_out")}
    return counts | {"blanks": found.get("blanks", BLANKS), "series": series}


def cost_document(catalog: Catalog) -> dict[str, Any]:
    found = registry.study("cost", catalog.weights)
    costs = defaultdict[tuple[str, str], list[dict[str, Any]]](list)
    for one in found.get("results", []):
        costs[one["group"], one["form"]].append({key: one[key] for key in Cost.model_fields})
    titles = {form: (title, family) for form, (_, title, family) in FORMS.items()}
    titles |= {name: (title, MODELS[name].family) for name, (_, title) in SHIPPED.items()}
    networks = [
        {"group": group, "form": form, "title": titles[form][0], "family": titles[form][1], "costs": own}
        for (group, form), own in costs.items()
    ]
    return {
        "machine": found.get("machine"),
        "rounds": found.get("rounds", 0),
        "lengths": found.get("lengths", []),
        "networks": networks,
        "not_waiting": found.get("not_waiting", []),
    }
