"""The studies: what their trainings found so far, whose networks can be looked at, and what papers have published."""

from collections import defaultdict
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from models import registry
from models.entries.study import FORMS, SEEN_AT, SIZES, snapshot_name, study_name
from models.literature.pretraining import published

from ...catalog.catalog import Catalog
from ..dependencies import Shared
from ..responses import json, problem_answers

router = APIRouter(prefix="/api", responses=problem_answers(503))

MEASURED = ("size", "shifted", "seed", "doubled", "steps", "seconds", "train", "test", "shifts")
"""What is told of each training."""


class Training(BaseModel):
    """Percent right: `train` on (the first `seen` of) the pictures it was trained on, `test` on all test pictures, `shifts` on
    every fifth of them, moved by so many pixels. `doubled`: it took twice the steps."""

    size: int
    shifted: bool
    seed: int
    doubled: bool
    steps: int
    seconds: int
    train: float
    test: float
    shifts: dict[str, float]


class Network(BaseModel):
    """`model`: under which name it is loaded, None where it is not published."""

    size: int
    shifted: bool
    model: str | None


class Snapshot(BaseModel):
    step: int
    model: str
    test: float | None
    shifts: dict[str, float] | None


class Form(BaseModel):
    """`rate`: the learning rate, and `held_out` the percentages by which it was chosen, per rate; None: not chosen yet."""

    form: str
    title: str
    family: str
    parameters: int | None
    steps: int | None
    rate: float | None
    held_out: dict[str, float]
    trainings: list[Training]
    networks: list[Network]
    snapshots: list[Snapshot]


class Figure(BaseModel):
    model: str
    imagenet: float | None
    imagenet21k: float | None
    jft: float | None


class Published(BaseModel):
    key: str
    arxiv: str
    place: str
    rows: list[Figure]


class DataStudy(BaseModel):
    planned: int
    done: int
    held_out: int
    seen: int
    sizes: list[int]
    forms: list[Form]
    published: list[Published]


class ShuffledTraining(BaseModel):
    """Percent right: `train` on the first of the pictures it was trained on, `test` on all test digits, shuffled alike."""

    way: str
    seed: int
    steps: int
    train: float
    test: float


class ShuffledForm(BaseModel):
    form: str
    title: str
    family: str
    trainings: list[ShuffledTraining]


class ShuffledStudy(BaseModel):
    """`ways`: name -> the transform that every picture of the training and of the test went through, "" for none."""

    planned: int
    done: int
    size: int
    ways: dict[str, str]
    forms: list[ShuffledForm]


@router.get("/studies/data", response_model=DataStudy)
async def data(shared: Shared) -> Response:
    """How the error of five forms falls with the number of digits, as far as the trainings are done."""
    return json(await shared.pool.call(document, shared.catalog))


@router.get("/studies/shuffled", response_model=ShuffledStudy)
async def shuffled(shared: Shared) -> Response:
    """What four forms learn of digits whose patches or pixels are all shuffled alike, as far as the trainings are done."""
    return json(await shared.pool.call(shuffled_document, shared.catalog))


def shuffled_document(catalog: Catalog) -> dict[str, Any]:
    found = registry.study("shuffled", catalog.weights)
    told = defaultdict[str, list[dict[str, Any]]](list)
    for one in found.get("results", []):
        told[one["form"]].append({key: one[key] for key in ShuffledTraining.model_fields})
    forms = [
        {"form": form, "title": title, "family": family, "trainings": told[form]}
        for form, (_, title, family, *_) in FORMS.items()
        if form in told
    ]
    counts = {key: found.get(key, 0) for key in ("planned", "done")}
    return counts | {"size": found.get("size", SIZES[-1]), "ways": found.get("ways", {}), "forms": forms}


def document(catalog: Catalog) -> dict[str, Any]:
    found = registry.study("data", catalog.weights)
    counts = {key: found.get(key, 0) for key in ("planned", "done", "held_out", "seen")}
    forms = [told(catalog, form, found) for form in FORMS]
    return counts | {"sizes": SIZES, "forms": forms, "published": published()}


def told(catalog: Catalog, form: str, found: dict[str, Any]) -> dict[str, Any]:
    """One form's trainings and networks."""
    _, title, family, *_ = FORMS[form]
    rate = next((one for one in found.get("rates", []) if one["form"] == form), None)
    networks: list[dict[str, Any]] = [
        {"size": size, "shifted": shifted, "model": name if (name := study_name(form, size, shifted)) in catalog else None}
        for size in SIZES
        for shifted in (False, True)
    ]
    first = next((one["model"] for one in networks if one["model"]), None)
    return {
        "form": form,
        "title": title,
        "family": family,
        "parameters": catalog.card(first)["parameters"] if first else None,
        "steps": found.get("steps", {}).get(form),
        "rate": rate["chosen"] if rate else None,
        "held_out": rate["held_out"] if rate else {},
        "trainings": [{key: one[key] for key in MEASURED} for one in found.get("results", []) if one["form"] == form],
        "networks": networks,
        "snapshots": snapshots(catalog, form),
    }


def snapshots(catalog: Catalog, form: str) -> list[dict[str, Any]]:
    """The network that sees all digits, shifted, over its training; at its end it is the point of the curve."""
    names = [(step, snapshot_name(form, step)) for step in SEEN_AT]
    there = [(step, name) for step, name in names if name in catalog]
    last = study_name(form, SIZES[-1], True)
    if there and last in catalog:
        there.append((catalog.card(last)["steps"], last))
    cards = [(step, name, catalog.card(name)) for step, name in there]
    return [
        {"step": step, "model": name, "test": card.get("top1"), "shifts": card.get("shift_accuracy")}
        for step, name, card in cards
    ]
