"""What a call names: its picture, its models, its place. Parses and refuses; computes nothing."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from PIL import Image

from ..catalog.catalog import Catalog
from ..catalog.hub.downloads import Downloads
from ..catalog.hub.pretrained import other
from ..catalog.hub.store import store_of
from ..core.errors import Problem, quote
from ..core.settings import Settings
from ..core.worker_pool import Engine, Work
from ..frames.request import Position, Subject, Wanted
from ..frames.runner import Runner
from ..frames.tiles import SIDE
from ..images import decode as images
from ..images import samples
from ..images.preprocess import Fit
from ..images.shift import Edge
from ..images.uploads import PictureStore
from ..interpret.receptive_fields import Fields
from .live_queue import Turn
from .middleware import read_body

LIVE_BATCH = 8
"""Positions that run together: fuller batches give more frames a second, but older ones (measured with 16)."""


class Server:
    """What the routes share; lives as `app.state.server`."""

    def __init__(self, settings: Settings, catalog: Catalog) -> None:
        self.settings, self.catalog = settings, catalog
        self.engine = Engine(settings.threads, settings.queue_limit, settings.request_deadline_seconds)
        self.observatory = Runner(catalog)
        # One kind for all live positions, so that several people's run as one batch. At most one per socket waits.
        self.live_work = Work(self._live_frames, batch=LIVE_BATCH, bounded=False, alone=True)
        self.live_sockets = 0
        self.shift_maps = asyncio.Semaphore(1)
        self.downloads = Downloads(settings, store_of(settings), catalog.models_changed)
        self.fields = Fields(self.observatory)
        self.pictures = PictureStore(settings.picture_store_bytes)
        self.first_frame: str | None = None

    def offer_models(self) -> None:
        """List what can be downloaded, and where any model may be, those that have been."""
        if self.settings.downloads == "any":
            there = [offer for name in self.downloads.store.names() if (offer := other(name))]
            self.downloads.others |= {offer.id: offer for offer in there}
        for offer in self.downloads.offers():
            self.catalog.offer(offer.id, offer.listing(), self.downloads)

    def _live_frames(self, turns: Sequence[Turn]) -> list[bytes]:
        return self.observatory.frames([turn.begin() for turn in turns])

    def sample(self, name: str) -> Subject:
        return Subject(f"sample:{name}", samples.picture(name))

    def stored(self, id: str) -> Subject:
        return Subject(id, self.pictures.get(id))

    async def decode(self, data: bytes) -> Image.Image:
        return await self.engine.call(images.decode, data, self.settings)

    def place(self, models: Iterable[str], *moves: tuple[str, int]) -> tuple[str, ...]:
        """The models, if each of the moves ("dx", 3) stays within their inputs; else Problem 422."""
        names = self.catalog.names(models)
        for name in names:
            size = self.catalog.input(name)
            for axis, value in moves:
                most = size.width if axis.endswith("dx") else size.height
                if abs(value) > most:
                    detail = f"{axis} must be a whole number from {-most} to {most}: pixels of the model's input."
                    raise Problem(422, "invalid-parameter", "A parameter is not valid", detail)
        return names


def server(request: Request) -> Server:
    found: Server = request.app.state.server
    return found


Shared = Annotated[Server, Depends(server)]
SampleName = Annotated[str | None, Query(max_length=100, description="Name of a sample, see /api/samples.")]
PictureId = Annotated[str | None, Query(max_length=100, description="Id of a picture sent to /api/pictures before.")]
ModelNames = Annotated[list[str] | None, Query(description="Repeatable; none = the default models.")]
Dx = Annotated[int, Query(description="Pixels of the model's input to the right.")]
Dy = Annotated[int, Query(description="Pixels of the model's input downwards.")]


async def named_subject(request: Request, shared: Shared, sample: SampleName = None, picture: PictureId = None) -> Subject:
    """The one picture that a call names: `sample`, `picture` or the body."""
    body = await read_body(request, shared.settings) if request.method == "POST" else b""
    if sum((bool(body), sample is not None, picture is not None)) != 1:
        detail = "Name exactly one picture: its bytes as the body (Content-Type: image/…), sample=<name> or picture=<id>."
        raise Problem(422, "picture-missing", "One picture needed", detail)
    if sample is not None:
        return shared.sample(sample)
    if picture is not None:
        return shared.stored(picture)
    return Subject(hashlib.sha256(body).hexdigest(), await shared.decode(body))


NamedSubject = Annotated[Subject, Depends(named_subject)]


async def named_position(subject: NamedSubject, fit: Fit = "auto", dx: Dx = 0, dy: Dy = 0, edge: Edge = "clip") -> Position:
    return Position(subject, fit, dx, dy, edge)


NamedPosition = Annotated[Position, Depends(named_position)]


def wanted_frame(
    shared: Server, position: Position, models: Iterable[str], reference: tuple[int, int],
    tiles: int, stages: Iterable[str] | None, seq: int | None = None, side: int = SIDE,
) -> Wanted:  # fmt: skip
    """A frame to ask for; Problem 404 for unknown models or stages, 422 for moves out of range."""
    moves = (("dx", position.dx), ("dy", position.dy), ("rdx", reference[0]), ("rdy", reference[1]))
    names = shared.place(models, *moves)
    chosen = None if stages is None else frozenset(stages)
    for stage in chosen or ():
        model, _, point = stage.partition("/")
        if model not in shared.catalog or not shared.catalog.has_card(model, point):
            detail = f"There is no stage {quote(stage)}. A stage is model/point, as in digits-cnn/act1; see /api/models."
            raise Problem(404, "stage-unknown", "Stage unknown", detail)
    return Wanted(position, names, reference, tiles, side, chosen, seq)


def problem_answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a call may answer, for the OpenAPI description."""
    from .routes.schemas import ProblemDocument

    content = {"application/problem+json": {"schema": ProblemDocument.model_json_schema()}}
    return {status: {"description": "Problem", "content": content} for status in statuses}
