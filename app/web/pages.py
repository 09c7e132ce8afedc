"""The pages: the first one with its first picture inside, the families in figures."""

import base64
import json
from functools import lru_cache
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from models import registry
from models.spec.errors import WeightsError

from ..frames.request import Position, Wanted
from ..images.samples import samples_document
from .adding import refusal
from .assets import FOREVER, ROOT, plotly_url, preloads, static_url, styles_url
from .dependencies import Shared
from .inference import one_frame
from .state import AppState

FIRST_SAMPLE = "seven"

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(ROOT / "templates")


def embedded(document: Any) -> Markup:
    """JSON that may stand inside a script element: no `<` that could end it."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def version() -> str:
    """Of the program; a checkout that is not installed has its own in pyproject.toml."""
    import tomllib

    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


@router.get("/", response_class=HTMLResponse)
async def index(request: Request, shared: Shared) -> Response:
    context = {
        "models": embedded(await shared.pool.call(_models, shared)),
        "samples": embedded(samples_document()),
        "frame": await first_frame(shared),
        "static": static_url(),
        "styles": styles_url("index"),
        "preloads": preloads(),
        "plotly_url": plotly_url(),
        "version": version(),
        "adds": refusal(request, shared.settings) is None,
        "most_bytes": shared.settings.max_body_bytes,
    }
    return templates.TemplateResponse(request, "index.html", context, headers={"Cache-Control": "no-cache"})


def _models(shared: AppState) -> dict[str, Any]:
    """As /api/models, without what the page asks for when an offered model is chosen: a thousand class names, its stages."""
    document = shared.catalog.document()
    left_out: dict[str, Any] = {"points": [], "pictures": [], "labels": []}
    return document | {"models": [one | left_out if one["bytes"] else one for one in document["models"]]}


async def first_frame(shared: AppState) -> str:
    """Base64 of the default frame; computed once."""
    if shared.first_frame is None:
        wanted = Wanted(Position(shared.sample(FIRST_SAMPLE)), shared.catalog.names(()))
        data = await shared.pool.call(one_frame, shared, wanted)
        if not shared.catalog.ready:
            return base64.b64encode(data).decode()
        shared.first_frame = base64.b64encode(data).decode()
    return shared.first_frame


@router.get("/favicon.ico")
async def no_icon() -> Response:
    return Response(status_code=204, headers=FOREVER)


@lru_cache(maxsize=1)
def published() -> dict[str, Any]:
    """{note, families: [{family, idea, ours: [model], rows: [{model, top1, parameters, macs, …}]}]}, from families.json.

    `top1` percent, `parameters` millions, `macs` milliards of multiply-adds (absent: not stated by the source), `arxiv` the
    paper's number, `place` where in it, `data` what else it was trained on.
    """
    found: dict[str, Any] = json.loads((ROOT / "models" / "literature" / "families.json").read_text(encoding="utf-8"))
    return found


def measured(shared: AppState) -> list[dict[str, Any]]:
    """Each family with its published rows and, of our own models, (value, text) of each figure; None without a card."""
    found = []
    for family in published()["families"]:
        ours = [_own(shared, name) for name in family["ours"] if name in shared.catalog.entries]
        found.append(family | {"ours": ours})
    return found


def photographs(shared: AppState) -> list[dict[str, Any]]:
    """The models of the photo tier with (value, text) of each figure, the best first."""
    found = [_own(shared, name, "top5") for name, entry in shared.catalog.entries.items() if entry.tier == "photos"]
    return sorted(found, key=lambda one: one["cells"][2][0] or 0, reverse=True)


def classes(shared: AppState) -> dict[str, Any]:
    """The photo models' classes with (value, text) of how many of each one's held-out pictures each model names rightly."""
    cards = _photo_cards(shared)
    entries = shared.catalog.entries
    labels = next((entries[name].labels for name in cards), ())
    shares = [card.get("per_class", [None] * len(labels)) for card in cards.values()]
    rows = [{"label": label, "cells": [_percent(one[i]) for one in shares]} for i, label in enumerate(labels)]
    return {"titles": [entries[name].title for name in cards], "rows": rows}


def certainty(shared: AppState) -> list[dict[str, Any]]:
    """The photo models whose cards say how far they can be believed, with (value, text) of each figure."""
    found = []
    for name, card in _photo_cards(shared).items():
        if known := card.get("calibration"):
            least, fits = known["unsure_below"], [(known[key]["softmax"], known[key]["calibrated"]) for key in ("nll", "ece")]
            cells = [(known["temperature"], f"{known['temperature']:.2f}")]
            cells += [(after, f"{before:.2f} → {after:.2f}") for before, after in fits]
            cells += [(None, "–") if least is None else (least, f"{100 * least:.0f} %")]
            cells += [_percent(known["named"]), _percent(known["right"])]
            unsure = {one["kind"]: one["unsure"] for one in known["foreign"]}
            cells += [_percent(unsure.get(kind)) for kind in ("photographs", "patterns", "digits")]
            found.append({"id": name, "title": shared.catalog.entries[name].title, "cells": cells})
    return found


def _photo_cards(shared: AppState) -> dict[str, dict[str, Any]]:
    return {name: shared.catalog.card(name) for name, entry in shared.catalog.entries.items() if entry.tier == "photos"}


def _percent(value: float | None) -> tuple[float | None, str]:
    return (value, "–" if value is None else f"{value:.1f}")


def _own(shared: AppState, name: str, *shares: str) -> dict[str, Any]:
    """Parameters, multiply-adds, percent right, further shares of the card, and percent right when moved by 4 pixels."""
    try:
        card = registry.card(name, shared.catalog.weights)
    except WeightsError:
        card = {}
    right = (card.get("top1"), *(card.get(share) for share in shares), card.get("shift_accuracy", {}).get("4"))
    cells = [(value, "–" if value is None else f"{value:,}") for value in (card.get("parameters"), card.get("macs"))]
    cells += [(value, "–" if value is None else f"{value:.2f}") for value in right]
    return {"id": name, "title": shared.catalog.entries[name].title, "cells": cells}


@router.get("/families", response_class=HTMLResponse)
async def families(request: Request, shared: Shared) -> Response:
    context = {
        "static": static_url(),
        "styles": styles_url("families"),
        "note": published()["note"],
        "families": await shared.pool.call(measured, shared),
        "photographs": await shared.pool.call(photographs, shared),
        "classes": await shared.pool.call(classes, shared),
        "certainty": await shared.pool.call(certainty, shared),
        "plotly_url": "",  # no chart on this page
    }
    return templates.TemplateResponse(request, "families.html", context, headers={"Cache-Control": "no-cache"})


@router.get("/room", response_class=HTMLResponse)
async def room(request: Request) -> Response:
    """Opens or joins a room; looking at it opens none."""
    context = {"plotly_url": "", "static": static_url(), "styles": styles_url("room")}
    return templates.TemplateResponse(request, "room.html", context, headers={"Cache-Control": "no-cache"})


@router.get("/{page}/")
async def slash_too_many(page: Literal["families", "room", "docs"]) -> Response:
    """The pages name everything relative to themselves."""
    return RedirectResponse(f"../{page}", 308)
