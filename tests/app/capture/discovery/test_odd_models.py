"""What is found in models as people have them: order, axes, and what each answers at its stages."""

from functools import cache

import pytest
import torch

from app.capture.points import ResolvedPoint
from app.catalog.loaded_model import LoadedModel
from app.catalog.own.source import Own
from app.core.errors import NoAnswer, Problem
from app.interpret import gradients
from app.interpret.mixing_matrices import raw_attention
from app.interpret.mixing_queries import Query, row
from app.interpret.stage import Stage

X = torch.randn(1, 3, 32, 32, generator=torch.Generator().manual_seed(0))


FILES = {"odd_blocks": ("beside", "rerolled"), "odd_weights": ("vector_between", "masked")}


@cache
def opened(name: str) -> LoadedModel:
    file = next((file for file, names in FILES.items() if name in names), "odd_models")
    entry, model = Own(f"tests.support.{file}:{name}").open()
    return LoadedModel.of(name, entry, model, [])


def stages(loaded: LoadedModel) -> list[ResolvedPoint]:
    return [point for point in loaded.points if point.stage]


def asked(name: str, point: ResolvedPoint, level) -> dict:
    query = Query(row=point.grid[0] // 2, column=point.grid[1] // 2) if point.grid else Query()
    loaded = opened(name)
    return row(Stage(loaded.recorder, loaded.points, point), X, query, level, lambda done, of: None)


def test_calls_come_in_their_order_each_with_its_own_form() -> None:
    loaded = opened("tutorial")
    names = [point.name for point in loaded.points]
    assert names.index("conv1") < names.index("pool") < names.index("conv2") < names.index("pool@2") < names.index("fc1")
    assert loaded.point("pool").title == "pool 1"
    assert loaded.point("pool@2").shape == (8, 5, 5)
    assert names[-1] == "model_output"  # a head may be called output
    for point in stages(loaded):
        for level in ("operator", "block", "input"):
            assert sum(map(len, [asked("tutorial", point, level)["values"]])), point.name


def test_a_block_that_runs_three_times_answers_for_each_call() -> None:
    loaded = opened("looped")
    kept = loaded.recorder.run(X).calls["block.self_attn.softmax"]
    for call, name in enumerate(("block", "block@2", "block@3")):
        stage = Stage(loaded.recorder, loaded.points, loaded.point(name))
        assert torch.equal(raw_attention(stage, X).values, kept[call][0])
        assert asked("looped", loaded.point(name), "block")["grid"] == (4, 4)
    assert not torch.equal(kept[0], kept[2])


def test_a_width_that_is_a_square_is_not_taken_for_places() -> None:
    for name in ("block", "block@2"):
        point = opened("looped").point(name)
        assert (point.axes, point.shape, point.grid, point.prefix) == (("token", "channel"), (17, 64), (4, 4), 1)
    first = opened("looped").points[0]
    assert (first.title, first.phase, first.grid) == ("patches", "embed", (4, 4))


def test_sums_in_place_are_stages() -> None:
    loaded = opened("in_place")
    assert [point.title for point in stages(loaded)][:4] == ["stem", "block 1", "block 2", "block 3"]
    for point in stages(loaded)[:4]:
        assert asked("in_place", point, "block")["summary"]


def test_nothing_mixes_space_is_said_only_where_it_was_shown() -> None:
    loaded = opened("token_mixing")
    mixes, apart = loaded.point("3.0"), loaded.point("3.1")
    assert (loaded.entry.family, mixes.phase, apart.phase) == ("mixer", "both", "channel")
    with pytest.raises(NoAnswer, match=r"What mixes space in “block 1” was not recognised\. The level “block” shows"):
        asked("token_mixing", mixes, "operator")
    with pytest.raises(NoAnswer, match="Nothing mixes space in “block 2”"):
        asked("token_mixing", apart, "operator")
    assert asked("token_mixing", mixes, "block")["summary"]["effective_sources"] > 4
    assert asked("token_mixing", apart, "block")["summary"]["effective_sources"] == pytest.approx(1, abs=1e-4)


def test_what_is_made_inside_a_layer_or_brings_places_together_is_not_said_to_mix_nothing() -> None:
    loaded = opened("beside")
    maps = next(point for point in loaded.points if point.spec.role == "attention")
    with pytest.raises(NoAnswer, match=f"“{maps.title}” is made inside a layer: ask about the block around it"):
        asked("beside", maps, "operator")
    with pytest.raises(NoAnswer, match="What mixes space in “logits” was not recognised"):  # a mean over the tokens
        asked("beside", loaded.point("head"), "operator")
    assert asked("beside", loaded.point("head"), "block")["summary"]["effective_sources"] > 2
    assert [point.name for point in stages(loaded)] == ["cut", "block"]  # though it returns three tensors
    tokens = loaded.model.cut(X).flatten(2).transpose(1, 2)
    assert torch.equal(loaded.recorder.run(X)["block"], loaded.model.block(tokens)[0])
    assert asked("beside", loaded.point("block"), "operator")["summary"]["effective_sources"] > 4


def test_a_model_that_keeps_another_order_says_why_there_is_no_grid() -> None:
    patches, block = stages(opened("rerolled"))
    assert (patches.grid, patches.no_grid) == ((4, 4), None)
    assert block.grid is None
    assert block.no_grid is not None
    assert block.no_grid.key == "lacks-places"


def test_a_branch_beside_another_is_asked_from_the_picture() -> None:
    right = opened("two_branches").point("right")
    block, picture = asked("two_branches", right, "block"), asked("two_branches", right, "input")
    assert block["values"] == picture["values"]
    assert "no earlier stage leads" in block["means"]


def test_a_model_without_gradients_says_so() -> None:
    loaded = opened("without_gradients")
    for ask in (
        lambda: asked("without_gradients", stages(loaded)[0], "input"),
        lambda: asked("without_gradients", stages(loaded)[1], "block"),
        lambda: gradients.gradients(None, loaded, X, "trained", 0),  # type: ignore[arg-type]
    ):
        with pytest.raises((NoAnswer, Problem), match="computes without gradients"):
            ask()


def test_what_is_recorded_of_other_number_types_is_float32() -> None:
    loaded = opened("casts_itself")
    recording = loaded.recorder.run(X)
    assert {tensor.dtype for calls in recording.calls.values() for tensor in calls} == {torch.float32}
    assert gradients.gradients(None, loaded, X, "trained", None)["loss"] > 0  # type: ignore[arg-type]
    assert asked("casts_itself", stages(loaded)[1], "block")["summary"]


def test_a_model_that_writes_into_its_weights_answers_alike_each_time() -> None:
    entry, model = Own("tests.support.odd_weights:writes_into_its_weights").open()
    loaded = LoadedModel.of("writes", entry, model, [])
    assert [finding.key for finding in entry.findings] == ["own-writes-weights"]
    once, again = loaded.recorder.run(X), loaded.recorder.run(X)
    assert torch.equal(once.output, again.output)
    features = model.hidden(X).mean((2, 3))
    _, kept = model.forward.weights[0]  # the token as it was built
    assert torch.equal(once.output, model.head(kept + features))


def test_a_vector_between_two_maps_is_a_stage_and_the_next_is_asked_about() -> None:
    loaded = opened("vector_between")
    assert [(point.name, point.axes) for point in stages(loaded)][:3] == [
        ("stem", ("channel", "row", "column")), ("vector", ("channel",)), ("last", ("channel", "row", "column")),
    ]  # fmt: skip
    assert loaded.point("last").spec.unseen  # a vector says nothing of places


def test_a_mask_of_infinity_among_the_weights_is_no_fault() -> None:
    assert float(opened("masked").recorder.run(X).output[0, 1]) == -100
