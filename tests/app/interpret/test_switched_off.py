"""Rows with parts switched off: what is read, altered frames against passes of the tests' own, and what is refused."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from app.core.errors import Problem
from app.core.settings import Settings
from app.frames.request import Pinned, Position, Wanted
from app.frames.runner import Runner
from app.interpret.switched_off import Off, SwitchedOff, read_off
from app.main import create_app
from app.web.dependencies import wanted_frame
from app.web.state import AppState
from models.registry import load
from tests.support.decoding import decode_frame

MODELS = ("digits-mlp", "digits-cnn", "digits-vit", "digits-mixer")
HEAD = "digits-vit/blocks.3:head.1.zero"


@pytest.fixture(scope="module")
def eager() -> AppState:
    """All frames by the hooks, as those of altered models always are."""
    found: AppState = create_app(Settings(compiled="off")).state.shared
    return found


@pytest.fixture(scope="module")
def compiled() -> AppState:
    found: AppState = create_app(Settings(compiled="on")).state.shared
    return found


def frame(shared: AppState, *off: str, models: tuple[str, ...] = MODELS, seq: int = 1, **at: Any) -> dict[str, dict[str, Any]]:
    """Model -> its part of a frame, whose tiles are bytes in the place of where they are."""
    position = Position(shared.sample("seven"), **at)
    wanted = wanted_frame(shared, position, models, Pinned(), 16, None, seq, off=off)
    header, body = decode_frame(Runner(shared.catalog).draw([wanted])[0].frame(seq))
    for model in header["models"]:
        model.pop("milliseconds")
        model["input"].pop("at")
        for stage in model["stages"]:
            tiles = stage["tiles"]
            at_byte = tiles.pop("at")
            stage["tiles"] = tiles, bytes(body[at_byte : at_byte + tiles["count"] * (8 + tiles["rows"] * tiles["columns"])])
    return {model["id"]: model for model in header["models"]}


def logits(model: dict[str, Any], of: str = "predictions") -> list[float]:
    return [one["logit"] for one in sorted(model[of], key=lambda one: one["index"])]


@pytest.mark.parametrize("text", [
    "digits-vit/blocks.3:head.0-3.of-seven", "digits-vit/blocks.2:branch.0_1.of-seven", "digits-vit/blocks.0:whole.0.of-seven",
    "digits-vit/blocks.4:position.0-49.of-seven", "digits-vit/patch_embed:channel.3.of-seven",
])  # fmt: skip
def test_its_own_value_changes_nothing_bit_for_bit(eager: AppState, text: str) -> None:
    """All numbers of the frame, and all bytes of its maps, are those of the eager path, wherever the picture is."""
    for at in ({}, {"dx": 3, "dy": -2}):
        plain, altered = frame(eager, **at), frame(eager, text, **at)
        vit = altered.pop("digits-vit")
        assert vit.pop("off") == [text]
        assert vit.pop("untouched") == vit["predictions"]
        assert {**altered, "digits-vit": vit} == plain


def test_only_the_model_of_which_something_is_off_is_another(compiled: AppState) -> None:
    """The others keep their compiled form, alone or in one batch with altered ones."""
    plain, altered = frame(compiled, dx=2), frame(compiled, HEAD, dx=2)
    assert {name for name in MODELS if plain[name] != altered[name]} == {"digits-vit"}
    assert not {"off", "untouched"} & plain["digits-vit"].keys()
    runner, at = Runner(compiled.catalog), Position(compiled.sample("seven"), dx=2)
    off = compiled.switched_off.altered([read_off(HEAD)], MODELS)
    two = [Wanted(at, ("digits-vit",)), Wanted(at, ("digits-vit",), altered=off), Wanted(at, ("digits-vit",))]
    together = [decode_frame(data)[0]["models"][0] for data in runner.frames(two)]
    assert [len(one.get("off", [])) for one in together] == [0, 1, 0]
    assert logits(together[1]) == logits(altered["digits-vit"])
    assert logits(together[0]) == logits(plain["digits-vit"])
    assert runner.remembered(two[0]) != runner.remembered(two[1])


def hooked(x: torch.Tensor, *blocks: int, head: int = 1) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Logits and the states after all blocks, with that head's columns zero in front of these blocks' projections."""
    model, states = load("digits-vit"), []
    width = model.blocks[0].attn.proj.in_features // 4
    keep = torch.ones(4 * width)
    keep[head * width : (head + 1) * width] = 0
    for block in blocks:
        model.blocks[block].attn.proj.register_forward_pre_hook(lambda module, inputs: (inputs[0] * keep,))
    for block in model.blocks:
        block.register_forward_hook(lambda *call: states.append(call[-1].clone()))
    with torch.no_grad():
        return model(x)[0], states


def test_the_maps_and_their_numbers_are_those_of_the_altered_pass(compiled: AppState) -> None:
    """Against the pinned scene as the model is; the answer beside it is that of this very scene."""
    runner, seven = Runner(compiled.catalog), compiled.sample("seven")
    here, there = (runner.look(Position(seven, dx=dx), "digits-vit") for dx in (4, 0))
    after, states = hooked(here.x, 1, 3)
    plain, _ = hooked(here.x)
    _, pinned = hooked(there.x)
    found = frame(compiled, "digits-vit/blocks.1:head.1.zero", HEAD, models=("digits-vit",), dx=4)["digits-vit"]
    assert logits(found) == pytest.approx(after.tolist(), abs=1e-4)
    assert logits(found, "untouched") == pytest.approx(plain.tolist(), abs=1e-3)
    stages = {stage["name"]: stage for stage in found["stages"]}
    for i, (state, pin) in enumerate(zip(states, pinned, strict=True)):
        stage = stages[f"blocks.{i}"]
        assert stage["max"] == pytest.approx(state.max().item(), rel=1e-4)
        assert stage["change"]["invariance"] == pytest.approx(((state - pin).norm() / state.norm()).item(), abs=1e-4)
    at_the_pin = frame(compiled, HEAD, models=("digits-vit",))["digits-vit"]
    changes = {stage["name"]: stage["change"]["invariance"] for stage in at_the_pin["stages"]}
    assert changes["blocks.2"] == 0, "nothing is altered before the head"
    assert changes["blocks.3"] > 0


def test_branches_of_two_blocks_at_once(compiled: AppState) -> None:
    model = load("digits-vit")
    for block in (1, 4):
        for parameter in model.blocks[block].attn.proj.parameters():
            parameter.data.zero_()
    x = Runner(compiled.catalog).look(Position(compiled.sample("seven")), "digits-vit").x
    found = frame(compiled, *(f"digits-vit/blocks.{block}:branch.0.zero" for block in (1, 4)), models=("digits-vit",))
    with torch.no_grad():
        assert logits(found["digits-vit"]) == pytest.approx(model(x)[0].tolist(), abs=1e-4)


def test_a_mean_is_taken_once_and_a_sample_stands_where_the_picture_does(compiled: AppState) -> None:
    home, loaded = SwitchedOff(compiled.runner), compiled.catalog.get("digits-cnn")
    passes: list[int] = []
    off = [read_off("digits-cnn/act4:channel.9.mean")]
    [altered] = home.altered(off, ("digits-cnn",))
    run = loaded.recorder.run
    loaded.recorder.run = lambda x, *more, **named: (passes.append(len(x)), run(x, *more, **named))[1]  # type: ignore[method-assign]
    try:
        for dx in range(3):
            altered.run(loaded, Position(compiled.sample("seven"), dx=dx), ())
    finally:
        del loaded.recorder.run
    assert len(passes) == len(compiled.catalog.images(loaded.entry)) + 3
    [altered] = home.altered([read_off("digits-cnn/act4:channel.9.of-two")], ("digits-cnn",))
    values = altered.run(loaded, Position(compiled.sample("seven"), dx=2), {"act4"})["act4"][0, 9]
    two = compiled.runner.look(Position(compiled.sample("two"), dx=2), "digits-cnn").recording["act4"][0, 9]
    assert torch.equal(values, two)


@pytest.mark.parametrize("value", ["zero", "mean", "of-two"])
def test_sixteen_branches_take_no_more_operations_than_one(compiled: AppState, value: str) -> None:
    """Each look at the sums that lay inside another doubled what every operation of a pass takes: sixteen filled the memory."""
    operations: list[int] = []
    for count in (1, 16):
        seen: list[str] = []
        off = [f"digits-resnet-56/layer{1 + at // 9}.{at % 9}:branch.0.{value}" for at in range(count)]
        [altered] = SwitchedOff(compiled.runner).altered(map(read_off, off), ("digits-resnet-56",))
        with watched(seen):
            altered.run(compiled.catalog.get("digits-resnet-56"), Position(compiled.sample("seven"), dx=count), ())
        operations.append(len(seen))
    assert operations[1] < 1.5 * operations[0]


@contextmanager
def watched(seen: list[str]) -> Iterator[None]:
    """Inside, the names of all operations that this thread computes are added."""

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            seen.append(str(function))
            return function(*args, **kwargs or {})

    with Watch():  # type: ignore[no-untyped-call]
        yield


def test_what_is_written_is_read() -> None:
    runs = ((0, 1), (3, 3))
    assert read_off("digits-vit/blocks.3:head.3_0-1.mean") == Off("digits-vit", "blocks.3", "head", runs, "mean", None, "")
    assert read_off("digits-vit/blocks.3:head.3_0-1_1.mean").numbers == (0, 1, 3)
    assert read_off("a/b:channel.9_2_4-7_5-6_8_7-2.zero").runs == ((2, 2), (4, 9))
    assert read_off("a/b@2:whole.0.of-four-on-paper").source == "four-on-paper"


UNREADABLE = (
    "digits-vit/blocks.3", "digits-vit/blocks.3:head..zero", "digits-vit/blocks.3:tail.0.zero", "digits-vit/gap:head.0.one",
    "digits-vit/blocks.3:head.-1.zero", "digits-vit/blocks.3:head." + "1_" * 999 + "1.zero",
)  # fmt: skip
REFUSED = {
    **dict.fromkeys(UNREADABLE, "ablation-off-unreadable"),
    "digits-vit/blocks.3:head.0-99999.zero": "ablation-off-numbers",
    "digits-vit/blocks.3:head.0.of-eleven": "sample-unknown",
    "digits-vit/blocks.9:head.0.zero": "stage-unknown",
    "nobody/blocks.3:head.0.zero": "stage-unknown",
    "digits-vit/blocks.3:head.4.zero": "ablation-none-such",
    "digits-vit/blocks.3:unit.0.zero": "ablation-lacks",
    "digits-vit/blocks.3.attn.softmax:head.0.zero": "ablation-no-stage",
    "digits-cnn/act1:head.0.zero": "mixing-no-attention",
}


@pytest.mark.parametrize(("text", "key"), REFUSED.items())
def test_what_cannot_be_switched_off_is_refused_in_words(compiled: AppState, text: str, key: str) -> None:
    compiled.catalog.get("digits-vit")  # whose stages are known before a frame is asked for
    with pytest.raises(Problem) as refused:
        frame(compiled, text)
    assert refused.value.sentence.key == key
    assert refused.value.status in (404, 422)
    assert len(refused.value.detail.split()) > 5


def test_reading_takes_as_long_as_the_text_not_as_what_it_repeats(compiled: AppState) -> None:
    """The event loop reads everybody's positions: 16 texts that each named 4,096 numbers 270 times held it for seconds."""
    texts = [f"digits-vit/blocks.{i % 6}:channel.{'_'.join(['0-4095'] * 270)}.zero" for i in range(16)]
    steps = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return count

    sys.settrace(count)
    try:
        read = compiled.switched_off.read(texts)
    finally:
        sys.settrace(None)
    assert [one.runs for one in read] == [((0, 4095),)] * 16
    assert steps < 40 * sum(text.count("_") for text in texts)


def test_too_many_stages_are_refused(compiled: AppState) -> None:
    with pytest.raises(Problem, match="at most 16 stages"):
        frame(compiled, *[HEAD] * 17)


def test_a_row_that_is_not_asked_for_is_not_altered(compiled: AppState) -> None:
    assert "off" not in frame(compiled, HEAD, models=("digits-cnn",))["digits-cnn"]
    values = [np.float32(one) for one in logits(frame(compiled, HEAD, models=("digits-cnn",))["digits-cnn"])]
    assert values == [np.float32(one) for one in logits(frame(compiled, models=("digits-cnn",))["digits-cnn"])]
