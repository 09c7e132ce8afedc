"""Random networks whose axes, order and places are known by construction: what is found is that, or "not known"."""

import math
from collections import defaultdict

import pytest
import torch
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from app.capture.discovery.inside import Call
from app.capture.points import ResolvedPoint
from app.catalog.inside import recorded
from app.catalog.loaded_model import LoadedModel
from app.catalog.own.source import Own
from tests.support.every_call import answers
from tests.support.random_networks import CHOICES, Known, build, name_of
from tests.support.thorough import ALL

HERE = "tests.support.random_networks"

networks = st.tuples(*(st.integers(0, len(values) - 1) for values in CHOICES.values())).map(name_of)


def opened(name: str) -> tuple[LoadedModel, Known]:
    entry, model = Own(f"{HERE}:{name}").open()
    return LoadedModel.of(name, entry, model, []), build(name)[0].known


def first(output: object) -> Tensor:
    return output if isinstance(output, Tensor) else output[0]  # type: ignore[index]


def plainly(model: nn.Module, x: Tensor) -> tuple[dict[str, list[Tensor]], list[tuple[str, int]]]:
    """What the plainest hooks see of a pass, and in which order the calls end."""
    seen: dict[str, list[Tensor]] = defaultdict(list)
    order: list[tuple[str, int]] = []

    def see(name: str, output: object) -> None:
        order.append((name, len(seen[name])))
        seen[name].append(first(output).clone())

    hooks = [
        module.register_forward_hook(lambda module, given, output, name=name: see(name, output))
        for name, module in model.named_modules()
    ]
    with torch.inference_mode():
        model(x.clone())
    for hook in hooks:
        hook.remove()
    return seen, order


@given(networks)
@settings(max_examples=400 if ALL else 15, derandomize=not ALL)
def test_axes_order_and_places_are_those_that_were_built_or_not_known(name: str) -> None:
    loaded, known = opened(name)
    x = torch.randn(1, 3, loaded.entry.input.height, loaded.entry.input.width, generator=torch.Generator().manual_seed(1))
    seen, order = plainly(loaded.model, x)
    calls = loaded.recorder.run(x).calls
    stages = [point for point in loaded.points if point.stage]
    for point in stages:
        assert torch.equal(calls[point.module][point.call], seen[point.module][point.call]), point.name
    times = [order.index((point.module, point.call)) for point in stages]
    assert times == sorted(times)
    blocks = [point for point in stages if point.module in known.orders]
    whole = {CHOICES[key][int(name[4 + place])] for place, key in enumerate(CHOICES) if key in ("one", "two")}
    if "nested" not in whole:  # its parts are stages
        assert [point.module for point in blocks] == list(known.runs)
    for point in blocks:
        if loaded.model.answer.in_features == known.count:
            continue  # a square of tokens and channels looks the same turned over
        assert point.raw == known.orders[point.module], point.name
        assert dict(zip(point.axes, point.shape, strict=True))["token"] == known.count
    for point in loaded.points:
        placed_rightly(point, known)
    for call in loaded.inside.calls:
        if loaded.inside.refusal(call) is None:
            inner_is_plain(loaded, call, seen, x)
            placed_rightly(loaded.opened(call.name), known)


def inner_is_plain(loaded: LoadedModel, call: Call, seen: dict[str, list[Tensor]], x: Tensor) -> None:
    """An inner module's output is that of plain hooks; and which axis is which, where a norm or a dense layer tells it."""
    point = loaded.opened(call.name)
    expected = seen[call.output.path][call.number - 1]
    if point.inner is not None:
        found = recorded(loaded.recorder, x, set(), (point,)).inside[point.name]
        assert torch.equal(found, point.place.cut(expected)), call.name
        if isinstance(loaded.model.get_submodule(call.output.path), nn.LayerNorm):
            assert point.raw[-1] == "channel", call.name


def placed_rightly(point: ResolvedPoint, known: Known) -> None:
    sizes = dict(zip(point.axes, point.shape, strict=True))
    if not {"token", "key"} & set(sizes):
        return
    count = sizes.get("token") or sizes["key"]
    patches = math.prod(known.grid)
    assert count in (patches, known.count), point.name
    if point.grid is not None:
        assert known.in_order, f"{point.name} lies column by column"
        assert point.grid == known.grid
        assert point.prefix == (known.prefix if count > patches else 0), point.name
        assert point.no_grid is None
        return
    if not point.stage:
        return
    assert point.no_grid is not None
    if point.no_grid.key == "no-grid-order":
        assert not known.in_order
    elif point.no_grid.key == "no-grid-trailing":
        assert (known.in_order, known.prefix, point.no_grid.values) == (True, 0, {"extra": known.count - patches})


@pytest.mark.timeout(1200 if ALL else 120)
@given(networks)
@example("net_021013611")
@settings(max_examples=40, phases=[*Phase] if ALL else [Phase.explicit])
def test_no_call_ends_in_a_fault(name: str) -> None:
    assert set(answers(Own(f"{HERE}:{name}"))) <= {200, 422}
