"""The mechanism that everything rests on: what is recorded is what the model computed, for every model and under load."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor, nn

from app.capture.recorder import CaptureError, Place, Recorder, capture, expand
from models.registry import MODELS
from models.spec.point import Point

HIDDEN = ("unit",)


def point(pattern: str) -> Point:
    return Point(pattern, pattern, "hidden", HIDDEN, "both")


def plain_hooks(model: nn.Module, names: list[str], x: Tensor) -> dict[str, Tensor]:
    """An independent recording: the plainest hooks there are."""
    kept: dict[str, Tensor] = {}
    modules = dict(model.named_modules())
    handles = [
        modules[name].register_forward_hook(lambda m, i, out, name=name: kept.__setitem__(name, out.clone())) for name in names
    ]
    with torch.no_grad():
        kept["output"] = model(x)
    for handle in handles:
        handle.remove()
    return kept


def hook_count(model: nn.Module) -> int:
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules())


@pytest.mark.parametrize("name", MODELS)
def test_activations_equal_plain_hooks_bit_for_bit(name: str) -> None:
    torch.manual_seed(0)
    model, form = MODELS[name].build().eval(), MODELS[name].input
    for _ in range(3):
        x = torch.randn(1, form.channels, form.height, form.width)
        recording = capture(model, MODELS[name].points, x)
        expected = plain_hooks(model, list(recording.calls), x)
        assert torch.equal(recording.output, expected["output"])
        for place, tensors in recording.calls.items():
            assert len(tensors) == 1
            assert torch.equal(tensors[0], expected[place]), place
        assert torch.equal(recording[MODELS[name].points[-1].pattern], recording.output)
    assert hook_count(model) == 0


class Trap(nn.Module):
    """Writes into what its points have yielded: a layer in place after a point, and after a view of one."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.act, self.second, self.view = nn.Linear(4, 4), nn.ReLU(inplace=True), nn.Linear(4, 4), nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        x = self.act(self.first(x))
        x = self.view(self.second(x))
        x[:, :2].mul_(0).add_(7)
        return x


def test_an_operation_in_place_after_a_point_does_not_falsify_it() -> None:
    torch.manual_seed(1)
    model, x = Trap().eval(), torch.randn(3, 4)
    recording = capture(model, [point("first"), point("act"), point("second"), point("view")], x)
    with torch.no_grad():
        first = model.first(x)
        assert (first < 0).any()  # so that the ReLU in place would show
        assert torch.equal(recording["first"], first)
        assert torch.equal(recording["act"], first.relu())
        assert torch.equal(recording["second"], model.second(first.relu()))
        assert torch.equal(recording["view"], recording["second"])
    assert (recording.output[:, :2] == 7).all()


def test_the_callers_picture_is_not_written_to() -> None:
    x = torch.full((1, 4), -1.0)
    capture(nn.Sequential(nn.ReLU(inplace=True), nn.Linear(4, 2)), [point("0")], x)
    assert (x == -1).all()


def test_a_recording_does_not_change_when_the_model_runs_again() -> None:
    model = nn.Sequential(nn.Identity(), nn.Linear(4, 2))
    x = torch.randn(1, 4)
    kept = capture(model, [point("0")], x)
    x.zero_()
    capture(model, [point("0")], x)
    assert kept["0"].abs().sum() > 0


class Twice(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.shared, self.idle = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x: Tensor) -> Tensor:
        return self.shared(self.shared(x))


def test_a_module_that_runs_twice_yields_two_tensors_in_order() -> None:
    model, x = Twice(), torch.randn(2, 4)
    recording = capture(model, [point("shared")], x)
    first, second = recording.calls["shared"]
    with torch.no_grad():
        assert torch.equal(first, model.shared(x))
        assert torch.equal(second, model.shared(first))
    with pytest.raises(CaptureError, match="ran 2 times"):
        recording["shared"]


@pytest.mark.parametrize("pattern", ["nowhere", "shared.*", "*.shared", "share"])
def test_a_point_without_a_module_is_an_error_that_names_it(pattern: str) -> None:
    with pytest.raises(CaptureError, match=pattern.replace("*", r"\*").replace(".", r"\.")):
        capture(Twice(), [point(pattern)], torch.randn(1, 4))


def test_a_module_that_does_not_run_is_an_error_that_names_it() -> None:
    model = Twice()
    with pytest.raises(CaptureError, match="idle"):
        capture(model, [point("shared"), point("idle")], torch.randn(1, 4))
    assert hook_count(model) == 0


class Pair(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return x, x


class Outer(nn.Module):
    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        found = self.inner(x)
        return found[0] if isinstance(found, tuple) else found


class Boom(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("inner", "error"), [(Pair(), CaptureError), (Boom(), ZeroDivisionError), (nn.Flatten(0), CaptureError)]
)
def test_what_cannot_be_recorded_is_an_error_and_leaves_no_hooks(inner: nn.Module, error: type[Exception]) -> None:
    model = Outer(inner)
    with pytest.raises(error, match="inner" if error is CaptureError else None):
        capture(model, [point("inner")], torch.randn(2, 4))
    assert hook_count(model) == 0
    assert not any(module._forward_hooks for module in model.modules())


def test_the_lock_is_free_again_after_an_error() -> None:
    model = Outer(Boom())
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            capture(model, [point("inner")], torch.randn(1, 4))


def test_hooks_of_others_stay_and_are_respected() -> None:
    model = nn.Sequential(nn.Linear(4, 4))
    handle = model[0].register_forward_hook(lambda m, i, out: out * 0 + 3)
    recording = capture(model, [point("0")], torch.randn(1, 4))
    assert (recording["0"] == 3).all()
    assert len(model[0]._forward_hooks) == 1
    handle.remove()


def test_an_edited_pass_goes_on_with_the_edit_and_the_next_one_without() -> None:
    """Of a module that runs twice the second call alone, by its output and by what it gets; no hook stays."""
    torch.manual_seed(0)
    model, x = Twice().eval(), torch.randn(2, 4)
    recorder = Recorder(model, [point("shared")])
    with torch.inference_mode():
        once, before = model.shared(x), hook_count(model)
        for received, expected in ((False, torch.ones_like(once)), (True, model.shared(torch.ones_like(once)))):
            with recorder.edited(Place("shared", 1), torch.ones_like, received):
                found = recorder.run(x)
            assert torch.equal(found.calls["shared"][0], once)
            assert torch.equal(found.calls["shared"][1], expected)
            assert torch.equal(recorder.run(x).output, model(x))
    with pytest.raises(ZeroDivisionError), recorder.edited(Place("shared"), lambda value: 1 // 0):
        recorder.run(x)
    assert hook_count(model) == before


def test_a_star_is_one_component_and_ordinals_count_from_1() -> None:
    model = nn.Sequential(nn.Sequential(nn.Linear(4, 4), nn.ReLU()), nn.Sequential(nn.Linear(4, 4), nn.ReLU()))
    targets = expand(model, [point("*.0"), point("*")])
    assert [(target.name, target.ordinal) for target in targets] == [("0.0", 1), ("1.0", 2), ("0", 1), ("1", 2)]
    with pytest.raises(CaptureError, match=r"0\.1"):
        expand(model, [point("*.1"), point("0.*")])


@pytest.mark.parametrize("name", ["digits-cnn", "digits-vit"])
def test_threads_never_see_each_others_tensors(name: str) -> None:
    torch.manual_seed(2)
    entry = MODELS[name]
    model = entry.build().eval()
    inputs = [torch.randn(1, 1, 28, 28) for _ in range(8)]
    expected = [capture(model, entry.points, x) for x in inputs]
    own = Recorder(model, entry.points)
    barrier = threading.Barrier(len(inputs))

    def work(i: int) -> int:
        barrier.wait()
        wrong = 0
        for turn in range(25):  # through one shared recorder and through fresh ones: all share the model's lock
            recording = own.run(inputs[i]) if turn % 2 else capture(model, entry.points, inputs[i])
            wrong += any(not torch.equal(recording[place], expected[i][place]) for place in recording.calls)
        return wrong

    with ThreadPoolExecutor(len(inputs)) as pool:
        assert list(pool.map(work, range(len(inputs)))) == [0] * len(inputs)
    assert hook_count(model) == 0
