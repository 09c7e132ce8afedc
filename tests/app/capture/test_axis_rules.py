"""What axes mean, followed through operations: against constructions and the shipped models' declared points."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.capture.axis_names import Axis, name, names_of, start
from app.capture.axis_rules import AxisNames
from app.capture.discovery.inside import calls_of, passed
from app.capture.discovery.inside_points import opened, refusal
from app.capture.points import resolve
from app.capture.recorder import Recorder
from models.registry import MODELS
from tests.support.thorough import some

PICTURE = torch.randn(1, 3, 8, 12, generator=torch.Generator().manual_seed(0))


def kinds(tensor: Tensor) -> list[str] | None:
    names = names_of(tensor)
    return None if names is None else [axis.kind for axis in names]


WINDOWS = (1, 2, 4, 3, 4, 3)  # (batch, rows of windows, row in one, columns of windows, column in one, channel)

CASES: list[tuple[str, Callable[[Tensor], Tensor], list[str] | None]] = [
    (
        "patches",
        lambda x: F.conv2d(x, torch.ones(5, 3, 4, 4), stride=4).flatten(2).transpose(1, 2),
        ["batch", "token", "channel"],
    ),
    ("last", lambda x: x.permute(0, 2, 3, 1), ["batch", "row", "column", "channel"]),
    ("pooled", lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1), ["batch", "channel"]),
    ("kept", lambda x: x.mean((2, 3), keepdim=True), ["batch", "channel", "one", "one"]),
    ("flat", lambda x: x.flatten(1), ["batch", "unit"]),
    ("dense", lambda x: F.linear(x.flatten(1), torch.ones(7, 288)), ["batch", "unit"]),
    (
        "rearranged",
        lambda x: x.reshape(1, 3, 2, 4, 3, 4).permute(0, 2, 4, 3, 5, 1).reshape(1, 6, 48),
        ["batch", "token", "channel"],
    ),
    (
        "windows",
        lambda x: x.permute(0, 2, 3, 1).reshape(WINDOWS).permute(0, 1, 3, 2, 4, 5).reshape(6, 16, 3),
        ["", "within", "channel"],
    ),
    ("mixed", lambda x: F.linear(x.flatten(2), torch.ones(9, 96)), ["batch", "channel", "mixed"]),
    (
        "gated",
        lambda x: x * F.linear(x.mean((2, 3)), torch.ones(3, 3)).sigmoid()[..., None, None],
        ["batch", "channel", "row", "column"],
    ),
    ("unknown", lambda x: torch.fft.fft2(x).real, None),
    ("rolled", lambda x: x.roll(1, 2), None),
    ("picked", lambda x: x.flatten(2)[:, :, torch.arange(95, -1, -1)], None),
]


@pytest.mark.parametrize(("what", "function", "expected"), CASES, ids=[case[0] for case in CASES])
def test_an_axis_is_what_was_done_to_it(what: str, function: Callable[[Tensor], Tensor], expected: list[str] | None) -> None:
    with AxisNames():
        assert kinds(function(start(PICTURE.clone()))) == expected


def test_tokens_know_how_many_come_before_them_and_where_they_lie() -> None:
    with AxisNames():
        tokens = start(PICTURE.clone()).flatten(2).transpose(1, 2)
        both = torch.cat((torch.zeros(1, 2, 3), tokens, torch.zeros(1, 1, 3)), 1)
        parts = names_of(both), names_of(both[:, 1:-1]), names_of(both[:, 4:]), names_of(both.split([2, 96, 1], 1)[1])
        column_by_column = names_of(start(PICTURE.clone()).transpose(2, 3).flatten(2))
    found = [None if names is None else (names[1].kind, names[1].before, names[1].after, names[1].grid) for names in parts]
    assert found == [("token", 2, 1, (8, 12)), ("token", 1, 0, (8, 12)), ("", 0, 0, None), ("token", 0, 0, (8, 12))]
    assert column_by_column is not None
    assert (column_by_column[2].kind, column_by_column[2].grid) == ("token", None)


def test_what_is_added_to_tokens_lies_as_they_do() -> None:
    """A layer over the tokens makes numbers without a place, until they are added to what has places."""
    with AxisNames():
        tokens = start(PICTURE.clone()).flatten(2)
        mixed = F.linear(tokens, torch.ones(96, 96))
        before = kinds(mixed)
        _ = tokens + mixed
    assert (before, kinds(mixed)) == (["batch", "channel", "mixed"], ["batch", "channel", "token"])


def test_the_same_numbers_the_other_way_round_do_not_agree() -> None:
    with AxisNames():
        tokens = start(torch.randn(1, 9, 3, 3)).flatten(2)  # 9 channels, 9 places
        assert kinds(tokens + tokens.transpose(1, 2)) == ["batch", "", ""]


def test_a_rule_that_does_not_know_the_arguments_ends_nothing() -> None:
    with AxisNames():
        x = start(PICTURE.clone())
        assert names_of(torch.cat((torch.zeros(3), torch.ones(2)))) is None
        assert names_of(x.movedim((0, 1), (1, 0))) is None
        name(x, [Axis()])  # not one for each
        assert names_of(x) is None


SHIPPED = [
    "digits-vit",
    "digits-mixer",
    "digits-cnn",
    "digits-mlp",
    *(one for one in MODELS if "rnn" not in one and "lstm" not in one),
]


@pytest.mark.parametrize("model", some(SHIPPED, first=4))
def test_the_axes_of_shipped_stages_are_those_that_are_declared(model: str) -> None:
    entry = MODELS[model]
    module: nn.Module = entry.build().eval()
    points = resolve(Recorder(module, entry.points), entry.input)
    calls = calls_of(module, points, passed(module, entry.input))
    stages = {call.point.name: (call, call.point) for call in calls if call.point is not None and call.point.stage}
    assert set(stages) == {point.name for point in points if point.stage}
    for call, point in stages.values():
        assert refusal(call) is None
        found = opened(call, (), entry.input)  # from the operations alone
        assert (found.axes, found.shape, found.grid, found.prefix) == (point.axes, point.shape, point.grid, point.prefix), (
            call.name
        )
