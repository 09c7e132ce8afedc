"""What the wire says of a model, from what is known of it without opening it, and what was learned by opening it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from models.measure.compound_scaling import scaling_of
from models.spec.entry import Entry

from ..core.sentence import Sentence
from .loaded_model import Anatomy, LoadedModel
from .sources import CARD_KEYS, Listing, Source
from .status import lacks_document, state_document


def model_document(source: Source, anatomy: Anatomy | None, place: Mapping[str, Any]) -> dict[str, Any]:
    """One of the models of `GET /api/models`. `place`: what the catalog knows: id, default, listed, state. `anatomy`: None for
    a model that was not opened yet."""
    listing = source.listing()
    known: Listing | Entry = anatomy.entry if anatomy else listing
    return {
        **place, "title": known.title, "family": known.family or "unknown", "tier": known.tier, "version": known.version,
        "input": (anatomy.entry.input if anatomy else listing.input).wire(),
        "labels": anatomy.entry.labels if anatomy else (),
        "scaled": anatomy is not None and scaling_of(anatomy.entry) is not None,
        **{key: listing.facts.get(key) for key in CARD_KEYS}, "note": known.note,
        "precision": asdict(anatomy.runs) if anatomy else None,
        **lacks_document(anatomy.entry.lacks if anatomy else {}),
        "scores": anatomy.entry.scores if anatomy else "softmax",
        "findings": [found.told() for found in anatomy.entry.findings] if anatomy else [],
        "points": [point.wire() for point in anatomy.points] if anatomy else [],
        "pictures": anatomy.pictures if anatomy else [],
    }  # fmt: skip


def state_of(source: Source, failure: Sentence | None, loaded: LoadedModel | None) -> dict[str, Any]:
    """`state`: ready, absent or unavailable; `reason`: why, as data; `status`: both as one English text. `failure`: why it
    could not be loaded."""
    if absence := source.absence():
        return state_document("absent", absence)
    if why := failure or source.fault() or (loaded.hangs if loaded else None):
        return state_document("unavailable", why)
    return {"status": "ready", "state": "ready", "reason": None}
