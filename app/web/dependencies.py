"""What a call names: its picture, its models, its place. Parses and refuses; computes nothing."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.requests import ClientDisconnect

from ..analysis.equivariance import Edge
from ..core.errors import Problem, quote
from ..core.sentence import Sentence
from ..core.settings import Settings
from ..frames.request import Position, Subject, Wanted
from ..frames.tiles import SIDE
from ..images.formats.profiles import Profile
from ..images.preprocess import Fit
from .state import AppState


def app_state(request: Request) -> AppState:
    found: AppState = request.app.state.shared
    return found


Shared = Annotated[AppState, Depends(app_state)]
SampleName = Annotated[str | None, Query(max_length=100, description="Name of a sample, see /api/samples.")]
PictureId = Annotated[str | None, Query(max_length=100, description="Id of a picture sent to /api/pictures before.")]
ColourProfile = Annotated[Profile, Query(description="Whether a colour profile in the file is followed or left out.")]
ModelNames = Annotated[list[str] | None, Query(description="Repeatable; none = the default models.")]
Dx = Annotated[int, Query(description="Pixels of the model's input to the right.")]
Dy = Annotated[int, Query(description="Pixels of the model's input downwards.")]


async def read_body(request: Request, settings: Settings) -> bytes:
    """The picture in the body of `request`, b"" if it has none.

    Raises Problem 415 for a body that is not declared as a picture: `image/*` is no type that a foreign page may send
    without asking first. BodyLimit bounds size and time.
    """
    try:
        body = await request.body()
    except ClientDisconnect:
        gone = Sentence("body-client-gone", "The connection broke before the whole picture had arrived. Send it again.")
        raise Problem(400, "client-gone", "Client gone", gone) from None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and not kind.startswith("image/"):
        detail = Sentence(
            "content-type",
            "Send the picture itself as the body, with its type in the header, for example Content-Type: image/png.",
        )
        raise Problem(415, "content-type", "Not declared as a picture", detail)
    return body


async def named_subject(
    request: Request, shared: Shared, sample: SampleName = None, picture: PictureId = None, profile: ColourProfile = "convert"
) -> Subject:
    """The one picture that a call names: `sample`, `picture` or the body."""
    body = await read_body(request, shared.settings) if request.method == "POST" else b""
    if sum((bool(body), sample is not None, picture is not None)) != 1:
        detail = Sentence(
            "picture-missing",
            "Name exactly one picture: its bytes as the body (Content-Type: image/…), sample=<name> or picture=<id>.",
        )
        raise Problem(422, "picture-missing", "One picture needed", detail)
    if sample is not None:
        return shared.sample(sample)
    return shared.stored(picture, profile) if picture is not None else shared.sent(body, profile)


NamedSubject = Annotated[Subject, Depends(named_subject)]


async def named_position(subject: NamedSubject, fit: Fit = "auto", dx: Dx = 0, dy: Dy = 0, edge: Edge = "clip") -> Position:
    return Position(subject, fit, dx, dy, edge)


NamedPosition = Annotated[Position, Depends(named_position)]


def checked_moves(shared: AppState, models: Iterable[str], *moves: tuple[str, int]) -> tuple[str, ...]:
    """The models, if each of the moves ("dx", 3) stays within their inputs; else Problem 422; 404 for an unknown model."""
    names = shared.catalog.names(models)
    for name in names:
        size = shared.catalog.input(name)
        for axis, value in moves:
            most = size.width if axis.endswith("dx") else size.height
            if abs(value) > most:
                detail = Sentence(
                    "move-too-far", "{axis} must be a whole number from {least} to {most}: pixels of the model's input.",
                    axis=axis, least=-most, most=most,
                )  # fmt: skip
                raise Problem(422, "invalid-parameter", "A parameter is not valid", detail)
    return names


def wanted_frame(
    shared: AppState, position: Position, models: Iterable[str], reference: tuple[int, int],
    tiles: int, stages: Iterable[str] | None, seq: int | None = None, side: int = SIDE,
) -> Wanted:  # fmt: skip
    """A frame to ask for; Problem 404 for unknown models or stages, 422 for moves out of range."""
    moves = (("dx", position.dx), ("dy", position.dy), ("rdx", reference[0]), ("rdy", reference[1]))
    names = checked_moves(shared, models, *moves)
    chosen = None if stages is None else frozenset(stages)
    for stage in chosen or ():
        model, _, point = stage.partition("/")
        if model not in shared.catalog or not shared.catalog.has_card(model, point):
            detail = Sentence(
                "stage-unknown",
                "There is no stage {stage}. A stage is model/point, as in digits-cnn/act1; see /api/models.",
                stage=quote(stage),
            )
            raise Problem(404, "stage-unknown", "Stage unknown", detail)
    if chosen is not None:
        chosen = frozenset(stage for stage in chosen if stage.partition("/")[0] in names)
    return Wanted(position, names, reference, tiles, side, chosen, seq)
