"""The page of the families: published figures with their sources, beside what was measured here. GET /families"""

import json
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from models import registry
from models.spec.errors import WeightsError

from .pages import ROOT, templates
from .state import Server, Shared

router = APIRouter(include_in_schema=False)


@lru_cache(maxsize=1)
def published() -> dict[str, Any]:
    """{note, families: [{family, idea, ours: [model], rows: [{model, top1, parameters, macs, …}]}]}, from families.json.

    `top1` percent, `parameters` millions, `macs` milliards of multiply-adds (absent: not stated by the source), `arxiv` the
    paper's number, `place` where in it, `data` what else it was trained on.
    """
    found: dict[str, Any] = json.loads((ROOT / "models" / "literature" / "families.json").read_text(encoding="utf-8"))
    return found


def measured(shared: Server) -> list[dict[str, Any]]:
    """Each family with its published rows and, of our own models, (value, text) of each figure; None without a card."""
    found = []
    for family in published()["families"]:
        ours = [_own(shared, name) for name in family["ours"] if name in shared.catalog.entries]
        found.append(family | {"ours": ours})
    return found


def photographs(shared: Server) -> list[dict[str, Any]]:
    """The models of the photo tier with (value, text) of each figure, the best first."""
    found = [_own(shared, name, "top5") for name, entry in shared.catalog.entries.items() if entry.tier == "photos"]
    return sorted(found, key=lambda one: one["cells"][2][0] or 0, reverse=True)


def _own(shared: Server, name: str, *shares: str) -> dict[str, Any]:
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
        "note": published()["note"],
        "families": await shared.engine.call(measured, shared),
        "photographs": await shared.engine.call(photographs, shared),
        "plotly_url": "",  # no chart on this page
    }
    return templates.TemplateResponse(request, "families.html", context, headers={"Cache-Control": "no-cache"})
