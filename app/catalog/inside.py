"""What is inside a loaded model, found once by passes that follow its operations, and asked by modules' paths."""

from difflib import get_close_matches

from torch import Tensor, nn

from models.spec.entry import Input

from ..capture.discovery.fused_qkv import PARTS
from ..capture.discovery.inside import MOST, Call, calls_of, ending, passed
from ..capture.discovery.inside_points import opened, refusal
from ..capture.inner import watching
from ..capture.points import ResolvedPoint
from ..capture.recorder import Recorder, Recording
from ..core.errors import NoAnswer, Problem, quote
from ..core.sentence import Sentence

Points = tuple[ResolvedPoint, ...]


class Inside:
    """The calls of a model's modules in a pass, in order. `calls`: those that are listed; `total`: all there were."""

    def __init__(self, id: str, model: nn.Module, points: Points, input: Input) -> None:
        """Slow; raises whatever the model raises on noise."""
        self._id, self._model, self._points, self._input = id, model, points, input
        found = passed(model, input)
        calls = calls_of(model, points, found)
        self.calls, self.total = tuple(calls[:MOST]), len(calls)
        self._ends = ending(points, calls, found)
        self._by_name = {call.name: call for call in self.calls}

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def call(self, name: str) -> Call:
        """Problem 404 for a name that there is not, 422 for a module that does not run."""
        if name in self._by_name:
            return self._by_name[name]
        path = name.partition("@")[0]
        times = next((call.calls for call in self.calls if call.output.path == path), 0)
        if times:
            says = "Calls of {name} in a pass of {model}: {times}. There is no {asked}."
            raise self._unknown(Sentence("inner-no-such-call", says, name=path, times=times, model=self._id, asked=quote(name)))
        if path and path in dict(self._model.named_modules()):
            says = "The module {name} of {model} does not run in a pass, so it holds nothing."
            raise NoAnswer(Sentence("inner-not-run", says, name=path, model=self._id))
        names = [point.name for point in self._points] + list(self._by_name)
        like = ", ".join(dict.fromkeys(get_close_matches(name, names, 4, 0.5)))
        if like:
            says = "{model} has no point and no module {name}. The nearest to it: {names}."
            raise self._unknown(Sentence("inner-unknown", says, model=self._id, name=quote(name), names=like))
        says = "{model} has no point and no module {name}."
        raise self._unknown(Sentence("inner-unknown-unlike", says, model=self._id, name=quote(name)))

    @staticmethod
    def _unknown(sentence: Sentence) -> Problem:
        return Problem(404, "point-unknown", "Point unknown", sentence)

    def refusal(self, call: Call) -> Sentence | None:
        return None if call.point else refusal(call)

    def point(self, call: Call) -> ResolvedPoint:
        """NoAnswer for a call that cannot be opened."""
        if call.point is not None:
            return call.point
        if (why := refusal(call)) is not None:
            raise NoAnswer(Sentence("inner-refused", "“{point}” cannot be opened. {why}", point=call.name, why=why))
        return opened(call, self._points, self._input)

    def around(self, point: ResolvedPoint) -> Points:
        """The model's points with this one among them, where it stands in the pass."""
        if point.inner is None:
            return self._points
        end = self._by_name[point.name].output.at
        after = next((at for at, one in enumerate(self._points) if self._ends[one.name] > end), len(self._points))
        return (*self._points[:after], point, *self._points[after:])


def is_inside(model: nn.Module, name: str) -> bool:
    """Whether a name may be that of an inner module, a call of one, or a part of one: without a pass."""
    modules = {path for path, _ in model.named_modules() if path}
    parent, _, last = name.rpartition(".")
    return name.partition("@")[0] in modules or (last in PARTS and parent in modules)


def recorded(recorder: Recorder, x: Tensor, places: set[str] | None, inner: Points) -> Recording:
    """A pass as `Recorder.run`, with what these inner points yield. NoAnswer where the pass does not come to one of them."""
    if not inner:
        return recorder.run(x, places)
    with watching(recorder.model, {point.name: point.place for point in inner}) as kept:
        found = recorder.run(x, places)
    for point in inner:
        if point.name not in kept:
            says = "“{point}” did not run for this picture: the model's way depends on what it sees."
            raise NoAnswer(Sentence("inner-not-this-time", says, point=point.title))
        check_form(point, kept[point.name])
    return Recording(found.calls, found.output, found.milliseconds, kept)


def check_form(point: ResolvedPoint, tensor: Tensor) -> None:
    """NoAnswer where an inner point yields another form for this picture than for the noise that its axes were found with."""
    assert point.inner is not None
    sizes = [size for size, axis in zip(point.inner.read(tensor).shape[1:], point.raw, strict=False) if axis != "one"]
    if tensor.dim() != point.place.rank or sorted(sizes) != sorted(point.shape):
        says = "“{point}” yields another form for this picture ({shape}): the model's way depends on what it sees."
        raise NoAnswer(Sentence("inner-other-form", says, point=point.title, shape=str(tuple(tensor.shape))))
