"""What a call names: its picture, its models, its place. Parses and refuses; computes nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.requests import ClientDisconnect

from ..analysis.equivariance import Edge
from ..core.errors import Problem, invalid_parameter, quote
from ..core.sentence import Sentence
from ..core.settings import Settings
from ..frames.request import Pinned, Position, Second, Subject, Wanted
from ..frames.tiles import SIDE
from ..images.formats.profiles import Profile
from ..images.preprocess import Fit
from ..images.scene.patterns import read_cut
from ..images.scene.transform import read_transform, refusal
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
CutText = Annotated[str | None, Query(max_length=100, description="left,top,width,height: the part that is there.")]
TransformText = Annotated[str, Query(max_length=500, description="What is done to the whole picture, as patches:4:7.")]


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
    return await shared.stored(picture, profile) if picture is not None else shared.sent(body, profile)


NamedSubject = Annotated[Subject, Depends(named_subject)]


@dataclass(frozen=True)
class SecondAsked:
    """How a call names a second pattern: `sample2`, `picture2`, or `cut2` alone, a cut of the first one's picture."""

    sample2: SampleName = None
    picture2: PictureId = None
    fit2: Annotated[Fit | None, Query(description="As fit, of the second pattern; of a cut of the first one, the first's.")] = (
        None
    )
    cut2: CutText = None
    dx2: Dx = 0
    dy2: Dy = 0

    async def found(self, shared: AppState, first: Subject, fit: Fit, profile: Profile) -> Second | None:
        """None where no second pattern is named. Problem 404 for an unknown one, 422 for two at once or a place of none."""
        if self.sample2 is not None and self.picture2 is not None:
            raise Problem(422, "picture-missing", "One picture needed", TWO_SECONDS)
        if self.sample2 is None and self.picture2 is None and self.cut2 is None:
            if self != SecondAsked():
                raise Problem(422, "picture-missing", "One picture needed", NO_SECOND)
            return None
        subject, usual = first, fit
        if self.sample2 is not None:
            subject, usual = shared.sample(self.sample2), "auto"
        elif self.picture2 is not None:
            subject, usual = await shared.stored(self.picture2, profile), "auto"
        return Second(subject, self.fit2 or usual, None if self.cut2 is None else read_cut(self.cut2), self.dx2, self.dy2)


TWO_SECONDS = Sentence("second-twice", "Name one second pattern: sample2=<name> or picture2=<id>.")
NO_SECOND = Sentence(
    "second-missing",
    "dx2, dy2 and fit2 are of a second pattern: name it with sample2=<name>, picture2=<id> or, as a part of the first one's "
    "picture, cut2=<left,top,width,height>.",
)


async def named_position(
    shared: Shared,
    subject: NamedSubject,
    second: Annotated[SecondAsked, Depends()],
    fit: Fit = "auto",
    dx: Dx = 0,
    dy: Dy = 0,
    edge: Edge = "clip",
    cut: CutText = None,
    transform: TransformText = "",
    profile: ColourProfile = "convert",
) -> Position:
    """The scene that a call names."""
    there = await second.found(shared, subject, fit, profile)
    return Position(subject, fit, dx, dy, edge, None if cut is None else read_cut(cut), there, read_transform(transform))


NamedPosition = Annotated[Position, Depends(named_position)]


async def named_pinned(rdx: Dx = 0, rdy: Dy = 0, rdx2: Dx = 0, rdy2: Dy = 0, rtransform: TransformText = "") -> Pinned:
    """The scene that a frame compares with."""
    return Pinned((rdx, rdy), (rdx2, rdy2), read_transform(rtransform))


NamedPinned = Annotated[Pinned, Depends(named_pinned)]


def checked(shared: AppState, models: Iterable[str], position: Position, *moves: tuple[str, int]) -> tuple[str, ...]:
    """The models, if the scene fits the input of each of them, and all moves ("rdx", 3) stay within it; else Problem 422; 404
    for an unknown model."""
    names = shared.catalog.names(models)
    second = (("dx2", position.second.dx), ("dy2", position.second.dy)) if position.second else ()
    for name in names:
        size = shared.catalog.input(name)
        for axis, value in (("dx", position.dx), ("dy", position.dy), *second, *moves):
            most = size.width if "dx" in axis else size.height
            if abs(value) > most:
                raise invalid_parameter(Sentence(
                    "move-too-far", "{axis} must be a whole number from {least} to {most}: pixels of the model's input.",
                    axis=axis, least=-most, most=most,
                ))  # fmt: skip
        if why := refusal(position.transform, size.width, size.height):
            raise invalid_parameter(why)
    return names


def wanted_frame(
    shared: AppState, position: Position, models: Iterable[str], reference: Pinned,
    tiles: int, stages: Iterable[str] | None, seq: int | None = None, side: int = SIDE, off: Collection[str] = (),
) -> Wanted:  # fmt: skip
    """A frame to ask for; Problem 404 for unknown models or stages, 422 for a scene that does not fit, and for what cannot be
    switched off as far as that is known before a model is loaded."""
    moves = zip(("rdx", "rdy", "rdx2", "rdy2"), (*reference.first, *reference.second), strict=True)
    names = checked(shared, models, position, *moves)
    checked(shared, models, replace(position, transform=reference.transform))
    chosen, parts = None if stages is None else frozenset(stages), shared.switched_off.read(off)
    for stage in [*(chosen or ()), *(f"{one.model}/{one.point}" for one in parts)]:
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
    return Wanted(position, names, reference, tiles, side, chosen, seq, shared.switched_off.altered(parts, names))
