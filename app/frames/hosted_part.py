"""An own model's part of a frame: asked of its process, and put into the frame as if it had been computed here."""

import math
from collections.abc import Collection, Iterator
from typing import Any

from ..catalog.own.hosted import Hosted
from . import codec
from .request import Subject, Wanted
from .tiles import Form, form_of


def forms(hosted: Hosted, stages: Collection[str] | None, details: Collection[str]) -> list[Form]:
    """Of the points that the frame shows tiles of."""
    points = [one for one in hosted.points if (one["stage"] if stages is None else one["name"] in details)]
    return [form_of(one["axes"], one["shape"], one["grid"], one["prefix"]) for one in points]


def part(hosted: Hosted, wanted: Wanted, side: int, body: codec.Body) -> dict[str, Any]:
    """The model's part of the header; its tiles are appended to `body`. The picture is left to the frame."""
    asked = message(wanted, hosted.name, side)
    data = hosted.frame(asked, lambda: [subject.file() for subject in _subjects(wanted) if subject.file is not None])
    header, arrays = codec.opened(data)
    [found] = header["models"]
    pixels = math.prod(found["input"]["shape"])
    start = pixels + -pixels % 4  # its process puts the picture first
    shift = body.append(arrays[start:]) - start
    for stage in found["stages"]:
        if "tiles" in stage:
            stage["tiles"]["at"] += shift
    return dict(found)


def _subjects(wanted: Wanted) -> Iterator[Subject]:
    yield wanted.position.subject
    if wanted.position.second is not None:
        yield wanted.position.second.subject


def message(wanted: Wanted, model: str, side: int) -> dict[str, Any]:
    """What one would ask on the socket (docs/wire.md) for this model's part of the frame."""
    at, pinned = wanted.position, wanted.reference
    stages = None if wanted.stages is None else sorted(f"{model}/{name}" for name in wanted.details(model))
    return {
        "seq": 0, "models": [model], **_named(at.subject), "fit": at.fit, "dx": at.dx, "dy": at.dy, "edge": at.edge,
        "cut": at.cut.text if at.cut else None, **_second(wanted), "transform": at.transform.text,
        "reference": pinned.first, "reference2": pinned.second, "rtransform": pinned.transform.text,
        "tiles": wanted.tiles, "side": side, "stages": stages,
        "off": [text for one in wanted.altered if one.model == model for text in one.texts],
    }  # fmt: skip


def _named(subject: Subject) -> dict[str, Any]:
    """By its key: a sample's name, or a picture's id and perhaps how its colours are read (web/state.py)."""
    kind, _, name = subject.key.partition(":")
    if kind == "sample":
        return {"sample": name}
    id, _, profile = subject.key.partition(" ")
    return {"picture": id, "profile": profile or "convert"}


def _second(wanted: Wanted) -> dict[str, Any]:
    second = wanted.position.second
    if second is None:
        return {}
    named = {f"{key}2": value for key, value in _named(second.subject).items() if key != "profile"}
    cut = second.cut.text if second.cut else None
    return {**named, "fit2": second.fit, "cut2": cut, "dx2": second.dx, "dy2": second.dy}
