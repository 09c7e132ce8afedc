"""Why a model answers as it does: maps over the picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from torch import Tensor

from ...catalog.loaded_model import LoadedModel
from ...core.errors import invalid_parameter
from ...core.sentence import Sentence
from ...frames import codec
from ...frames.request import Position
from ...interpret.attributions import METHODS, Baseline, Explained, Method, explain
from ...interpret.stage import Between
from ..dependencies import NamedPosition, Shared, checked
from ..inference import ask
from ..responses import ARCHIVE, BODY, FRAME, TAKES_PICTURE, archive, binary, frame, problem_answers
from ..state import AppState
from .residual import Class
from .residual import checked as checked_class

Answer = TypeVar("Answer")

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 422, 503) | TAKES_PICTURE)

Against = Annotated[int | None, Query(ge=0, description="Index of the label whose logit is taken away; none = nothing is.")]
Methods = Annotated[list[Method] | None, Query(max_length=len(METHODS), description="Repeatable; none = all.")]

SAME = Sentence("why-same", "class and against must be two classes: a logit minus itself is 0 for every picture.")


@dataclass(frozen=True)
class Question:
    """What is asked of a model at a scene."""

    methods: Methods = None
    target: Class = None
    against: Against = None
    baseline: Baseline = "black"

    def check(self, loaded: LoadedModel) -> None:
        """Problem 422 for a class that the model does not know, or the same twice."""
        checked_class(loaded, self.target)
        if self.against is not None and self.against >= len(loaded.entry.labels):
            raise invalid_parameter(Sentence(
                "against-unknown", "against must be less than {classes}: {model} tells that many classes apart.",
                classes=len(loaded.entry.labels), model=loaded.id,
            ))  # fmt: skip
        if self.target is not None and self.target == self.against:
            raise invalid_parameter(SAME)


Asked = Annotated[Question, Depends()]


@router.post(
    "/attribution", response_class=Response, responses=binary(FRAME, "Array (method, row, column)"), openapi_extra=BODY
)
async def attribution(request: Request, shared: Shared, position: NamedPosition, model: str, question: Asked) -> Response:
    """A map over the picture for each method: how much each pixel speaks for the class (docs/wire.md)."""

    def answer(loaded: LoadedModel, found: Explained) -> bytes:
        values = np.stack([one.values.numpy() for one in found.maps.values()])
        more: dict[str, Any] = found.wire(loaded.entry.labels) | {"baseline": question.baseline}
        return codec.array_frame(loaded.id, ["method", "row", "column"], values, **more)

    return frame(await explained(request, shared, position, model, question, answer))


@router.post(
    "/attribution.npz", response_class=Response, responses=binary(ARCHIVE, "An array for each method"), openapi_extra=BODY
)
async def archived(request: Request, shared: Shared, position: NamedPosition, model: str, question: Asked) -> Response:
    """The same as a NumPy archive: for each method an array (row, column), `score` and `baseline_score`."""

    def answer(loaded: LoadedModel, found: Explained) -> Response:
        arrays = {method: one.values.numpy() for method, one in found.maps.items()}
        ends = {"score": np.asarray(found.score, np.float32), "baseline_score": np.asarray(found.empty, np.float32)}
        return archive("attribution.npz", arrays | ends)

    return await explained(request, shared, position, model, question, answer)


async def explained(
    request: Request, shared: AppState, position: Position, model: str, question: Question,
    answer: Callable[[LoadedModel, Explained], Answer],
) -> Answer:  # fmt: skip
    """Refuses as `asked` does."""

    def work(loaded: LoadedModel, image: Tensor, between: Between) -> Answer:
        methods = question.methods or METHODS
        found = explain(loaded, image, methods, question.target, question.against, question.baseline, between)
        return answer(loaded, found)

    return await asked(request, shared, position, model, question, work)


async def asked(
    request: Request, shared: AppState, position: Position, model: str, question: Question,
    work: Callable[[LoadedModel, Tensor, Between], Answer],
) -> Answer:  # fmt: skip
    """`work(model, image 0–1 as the model is shown it, between)`. Refuses as `ask_at`, and what the question refuses."""

    def checking(loaded: LoadedModel, between: Between) -> Answer:
        question.check(loaded)
        return work(loaded, shared.runner.image(position, loaded.entry.input), between)

    checked(shared, [model], position)
    return await ask(request, shared, model, checking)
