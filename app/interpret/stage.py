"""One stage of one model, with what a question about it needs: its operator, what that receives, and the stage before."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor, nn

from models.spec.point import STAGE_ROLES, Operator

from ..capture.matching import filled
from ..capture.points import ResolvedPoint
from ..capture.recorder import NotAlone, Place, Recorder
from ..core.errors import NoAnswer
from ..core.sentence import Sentence

INSIDE = "“{point}” is made inside a layer: ask about the block around it."

NO_BATCH = (
    "The first axis of “{point}” does not count the pictures, so a gradient for each of its values is not asked for here: ask "
    "about the stage around it."
)

Between = Callable[[int, int], None]
"""Called as between(done, of) while rows of a Jacobian are computed; may raise to stop the work."""


def check_batch(point: ResolvedPoint) -> None:
    """NoAnswer for an inner module whose output is not the pictures' one after the other: no gradient is asked for then."""
    if point.inner is not None and point.inner.batch != 0:
        raise NoAnswer(Sentence("mixing-inner-batch", NO_BATCH, point=point.title))


@dataclass(frozen=True)
class Stage:
    """A stage with what is needed to ask about it: all points of its model in order of execution, and its own operator."""

    recorder: Recorder
    points: tuple[ResolvedPoint, ...]
    point: ResolvedPoint

    @property
    def operator(self) -> Operator:
        """NoAnswer where nothing mixes space."""
        operator = self.point.spec.operator
        if operator is None:
            raise NoAnswer(self._without_operator())
        return operator

    def _without_operator(self) -> Sentence:
        title = self.point.title
        if self.point.spec.role not in (*STAGE_ROLES, "logits"):  # what it is part of may well mix space
            return Sentence("mixing-inside-layer", INSIDE, point=title)
        if self.point.spec.unseen:
            says = "What mixes space in “{point}” was not recognised. The level “block” shows from where it takes."
            return Sentence("mixing-unrecognised", says, point=title)
        return Sentence("mixing-nothing", "Nothing mixes space in “{point}”: choose another stage.", point=title)

    @property
    def operator_name(self) -> str:
        """The operator's module path: what the stars of the point's pattern stand for goes in for its own, in order."""
        return filled(self.operator.pattern, self.point.spec.pattern, self.point.module)

    @property
    def module(self) -> nn.Module:
        """The operator's module."""
        return self.recorder.model.get_submodule(self.operator_name)

    @property
    def before(self) -> ResolvedPoint | None:
        """The stage before this one, None for the first: it starts from the picture."""
        return next(iter(self.earlier), None)

    @property
    def earlier(self) -> list[ResolvedPoint]:
        """The stages before this one, the nearest first."""
        return [point for point in reversed(self.points[: self.points.index(self.point)]) if point.stage]

    @property
    def target(self) -> Place:
        """The output that is asked about. NoAnswer for what is no module's output."""
        if self.point.spec.tap != "output" or self.point.role == "attention":
            raise NoAnswer(Sentence("mixing-inside-layer", INSIDE, point=self.point.title))
        check_batch(self.point)
        return self.point.place

    @property
    def features(self) -> int:
        """Numbers that one position holds."""
        return dict(zip(self.point.axes, self.point.shape, strict=True)).get("channel", 1)

    def upto(self, x: Tensor) -> int:
        """Numbers that a pass from the picture to this stage is known to make."""
        earlier = self.points[: self.points.index(self.point) + 1]
        return x.numel() + sum(math.prod(point.shape) for point in earlier)

    def alone(self) -> Callable[[Tensor], Tensor]:
        """The operator by itself, as a function. NoAnswer where it needs more than one tensor."""
        function = self.recorder.alone(self.module, self.operator.yields)

        def operator(z: Tensor) -> Tensor:
            try:
                return function(z)
            except NotAlone:
                raise NoAnswer(
                    Sentence(
                        "mixing-not-alone",
                        "What mixes space here needs more than its input (sizes, positions) and is not asked by itself. Ask "
                        "about the block instead.",
                    )
                ) from None

        return operator

    def received(self, x: Tensor) -> Tensor:
        """What the operator gets when the model sees x (1, …), batch first."""
        return self.recorder.received(x, self.operator_name, self.point.place)
