"""What mixes space on the way to a stage, and which weights read as pictures."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from app.capture.axes import Prefixes
from app.capture.discovery.call_trace import CallTrace, trace_calls
from app.capture.discovery.operators import family, operator, phase, weight_pictures
from app.capture.discovery.stages import StageCall, StageFinder
from models.spec.entry import ACROSS, MAP, TOKENS, Input
from models.spec.point import Operator, Point
from tests.support.tiny_timm import Opened

INPUT = Input(16, 16, 3, (0.0,) * 3, (1.0,) * 3)
Open = Callable[[str], Opened]


def traced(model: nn.Module) -> tuple[CallTrace, list[StageCall]]:
    trace = trace_calls(model.eval(), torch.zeros(1, 3, 16, 16))
    return trace, StageFinder(trace, INPUT, Prefixes(None, frozenset())).find()


def head() -> tuple[nn.Module, ...]:
    return nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)


def operators(model: nn.Module) -> list[Operator | None]:
    trace, stages = traced(model)
    return [operator(trace, stage, INPUT) for stage in stages]


def test_convolutions_mix_their_cells_and_dense_layers_pixels_or_units() -> None:
    conv, wide = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)
    cnn = nn.Sequential(conv, nn.ReLU(), wide, nn.MaxPool2d(2), *head())
    assert operators(cnn) == [
        Operator("0", MAP, MAP), Operator("2", MAP, MAP), Operator("3", MAP, MAP), Operator("5", MAP, ("channel",)),
    ]  # fmt: skip
    mlp = nn.Sequential(nn.Flatten(), nn.Linear(768, 12), nn.ReLU(), nn.Linear(12, 6), nn.ReLU(), nn.Linear(6, 10))
    assert operators(mlp) == [Operator("1", ("pixel",), ("unit",)), Operator("3", ("unit",), ("unit",))]


def test_a_convolution_of_single_cells_mixes_no_space() -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 1), *head())
    assert operators(model)[1] is None


@pytest.mark.parametrize(
    ("name", "point", "expected"),
    [
        ("vit", "blocks.1", ("blocks.1.attn", TOKENS, TOKENS)),
        ("mixer", "blocks.1", ("blocks.1.mlp_tokens", ACROSS, ACROSS)),
        ("resmlp", "blocks.1", ("blocks.1.linear_tokens", ACROSS, ACROSS)),
    ],
)
def test_attention_and_token_mixing_are_named_as_the_layers_that_they_are(
    opened: Open, name: str, point: str, expected: tuple[str, tuple[str, ...], tuple[str, ...]]
) -> None:
    mixes = opened(name).loaded.point(point).spec.operator
    assert mixes is not None
    assert (mixes.pattern, mixes.takes, mixes.gives) == expected


def test_a_stage_mixes_what_its_kind_says() -> None:
    _, stages = traced(nn.Sequential(nn.Conv2d(3, 8, 4, stride=4), *head()))
    assert [phase(stage, mixes=True) for stage in stages] == ["embed", "pool"]
    trace, [first, second, _] = traced(
        nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
        )
    )
    assert phase(first, mixes=True) == "embed"
    assert (phase(second, mixes=True), phase(second, mixes=False)) == ("both", "channel")
    assert weight_pictures(trace, [first, second], [], INPUT, Prefixes(None, frozenset()))[0].parameter == "0.weight"


def test_a_parameter_is_shown_once_by_the_first_that_offers_it() -> None:
    trace, stages = traced(
        nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))
    )
    points = [Point("0", "first", "feature_map", MAP, "embed", operator=Operator("0", MAP, MAP))]
    (shown,) = weight_pictures(trace, stages, points, INPUT, Prefixes(None, frozenset()))
    assert (shown.parameter, shown.title) == ("0.weight", "first kernels")


@pytest.mark.parametrize(
    ("takes", "role", "expected"),
    [(TOKENS, "attention", "vit"), (ACROSS, "hidden", "mixer"), (MAP, "feature_map", "cnn"), (("unit",), "hidden", "mlp")],
)
def test_the_family_is_what_mixes_space(takes: tuple[str, ...], role: str, expected: str) -> None:
    point = Point("x", "x", role, takes, "both", operator=Operator("x", takes, takes))  # type: ignore[arg-type]
    assert family([point]) == expected
