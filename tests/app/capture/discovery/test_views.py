"""The views' questions put to timm's models: mixing shares, attention's descendants, weights, and honest refusals."""

from collections.abc import Callable

import pytest
import torch

from app.analysis import mixing
from app.catalog.loaded_model import Anatomy
from app.core.errors import NoAnswer
from app.interpret.attention_entry import entry
from app.interpret.mixing_matrices import MATRICES, attention_wall
from app.interpret.mixing_shares import Ask, block_row, input_row, operator_row, positions
from tests.support.tiny_timm import Opened

Open = Callable[[str], Opened]


def quiet(done: int, of: int) -> None:
    """Nobody watches the progress."""


@pytest.mark.parametrize(("name", "block"), [("vit", "blocks.1"), ("deit", "blocks.1"), ("registers", "blocks.1")])
@pytest.mark.parametrize("kind", ["attention", "rollout", "contribution", "share"])
def test_transformers_answer_every_kind(opened: Open, name: str, block: str, kind: str) -> None:
    one = opened(name)
    found = MATRICES[kind](one.stage(block), one.x).values  # type: ignore[index]
    tokens = one.loaded.point(block).shape[0]
    assert found.shape[-2:] == (tokens, tokens)
    if kind != "contribution":
        assert torch.allclose(found.sum(-1), torch.ones(found.shape[:-1]), atol=1e-5)


def test_contributions_are_the_norms_of_what_each_token_adds(opened: Open) -> None:
    one = opened("vit")
    stage = one.stage("blocks.1")
    layer, received = stage.module, stage.received(one.x)
    pattern = MATRICES["attention"](stage, one.x).values
    value = layer.qkv(received)[0, :, 96:].reshape(17, 3, 16)  # token, head, width of a head
    parts = torch.einsum("hij,jhk->ijhk", pattern, value).flatten(2) @ layer.proj.weight.T
    norms = MATRICES["contribution"](stage, one.x).values
    assert torch.allclose(norms, parts.norm(dim=-1), atol=1e-6)


def test_one_weight_is_taken_apart(opened: Open) -> None:
    one = opened("registers")
    found = entry(one.stage("blocks.0"), one.x, head=1, query=7, key=0)
    assert torch.allclose(torch.softmax(found.scale * found.dots, -1), found.weights, atol=1e-5)


@pytest.mark.parametrize(("name", "kinds"), [("mixer", ("share", "effective", "weights")), ("resmlp", ("share", "weights"))])
def test_token_mixing_answers(opened: Open, name: str, kinds: tuple[str, ...]) -> None:
    one = opened(name)
    stage = one.stage("blocks.3")
    for kind in kinds:
        values = MATRICES[kind](stage, one.x).values  # type: ignore[index]
        assert values.isfinite().all()
        assert values.abs().sum() > 0
    shares = MATRICES["share"](stage, one.x).values
    assert torch.allclose(operator_row(stage, one.x, 5, quiet).shares, shares[5], atol=1e-5)


def test_resmlps_share_is_its_matrix(opened: Open) -> None:
    one = opened("resmlp")
    stage = one.stage("blocks.3")
    matrix = one.model.blocks[3].linear_tokens.weight.abs()
    assert torch.allclose(MATRICES["share"](stage, one.x).values, matrix / matrix.sum(-1, keepdim=True), atol=1e-6)


def test_gmlps_gate_is_its_operator(opened: Open) -> None:
    stage = opened("gmlp").stage("blocks.3")
    assert stage.operator.takes == ("channel", "token")
    assert tuple(stage.module.weight.shape) == (16, 16)  # type: ignore[union-attr, arg-type]


@pytest.mark.parametrize(
    ("name", "stage"), [("swin", "layers.1.blocks.1"), ("resnet", "layer2.0"), ("pvt", "stages.3.blocks.0")]
)
def test_block_and_input_levels_exist_for_every_family(opened: Open, name: str, stage: str) -> None:
    one = opened(name)
    for row in (block_row(one.stage(stage), one.x, 3, quiet), input_row(one.stage(stage), one.x, 3, 8, quiet)):
        assert float(row.shares.sum()) == pytest.approx(1, abs=1e-4)
        assert row.grid is not None
        assert len(row.shares) == row.prefix + row.grid[0] * row.grid[1]


def test_what_cannot_be_answered_is_refused_with_a_reason(opened: Open) -> None:
    swin = opened("swin")
    with pytest.raises(NoAnswer, match="windows"):
        attention_wall(swin.stage("layers.0.blocks.0"), swin.x)
    with pytest.raises(NoAnswer, match="Rollout"):
        MATRICES["rollout"](swin.stage("layers.0.blocks.1"), swin.x)
    assert MATRICES["attention"](swin.stage("layers.0.blocks.0"), swin.x).axes[0] == "window"
    pvt = opened("pvt")
    with pytest.raises(NoAnswer, match="more than its input"):
        operator_row(pvt.stage("stages.0.blocks.0"), pvt.x, 0, quiet)
    with pytest.raises(NoAnswer, match="inside a layer"):
        block_row(opened("vit").stage("blocks.0.attn.softmax"), opened("vit").x, 0, quiet)


def test_probes_come_close_to_the_exact_shares_and_say_how_close(opened: Open) -> None:
    one = opened("vit")
    stage = one.stage("blocks.2")
    segment = one.loaded.recorder.segment(one.x, None, "blocks.2")

    def function(z: torch.Tensor) -> torch.Tensor:
        return positions(segment(z), ("token", "channel"), 6)

    def merged(energy: torch.Tensor) -> torch.Tensor:
        return mixing.merge(energy.sum(0), 16).flatten()

    exact, none = Ask(quiet, cells=1, outputs=1).shares(function, one.x, merged)
    guessed, estimate = Ask(quiet, cells=10**9, outputs=64).shares(function, one.x, merged)
    assert none is None
    assert estimate is not None
    assert estimate.probes == 8
    off = mixing.total_variation(exact, guessed)
    assert 0 < off < 0.05
    assert estimate.error / 4 < off < 4 * estimate.error
    again, _ = Ask(quiet, cells=10**9, outputs=64).shares(function, one.x, merged)
    assert torch.equal(guessed, again)
    assert stage.operator_name == "blocks.2.attn"


def test_the_number_of_probes_depends_on_the_size_alone() -> None:
    numbers = [Ask(quiet, cells=10**power, outputs=10**6).probes for power in range(5, 10)]
    assert numbers == sorted(numbers, reverse=True)
    assert (numbers[0], numbers[-1]) == (64, 8)
    assert all(number % 8 == 0 for number in numbers)


@pytest.mark.timeout(300)
def test_the_stated_range_covers_the_true_error_in_nine_of_ten_cases(opened: Open) -> None:
    one = opened("vit")
    inside = []
    for name in ("blocks.0", "blocks.2"):
        segment = one.loaded.recorder.segment(one.x, None, name)
        for place in range(1, 17):
            inside.append(covered(one.x, lambda z, f=segment, at=place: positions(f(z), ("token", "channel"), at)))
    assert sum(inside) >= 0.9 * len(inside)


def covered(x: torch.Tensor, function: Callable[[torch.Tensor], torch.Tensor]) -> bool:
    def merged(energy: torch.Tensor) -> torch.Tensor:
        return mixing.merge(energy.sum(0), 8).flatten()

    exact, _ = Ask(quiet, cells=1, outputs=1).shares(function, x, merged)
    guessed, estimate = Ask(quiet, cells=10**9, outputs=64).shares(function, x, merged)
    assert estimate is not None
    return estimate.least <= mixing.total_variation(exact, guessed) <= estimate.most


def test_the_probes_stop_when_the_caller_leaves(opened: Open) -> None:
    class Left(Exception):
        pass

    def leave(done: int, of: int) -> None:
        if done == 2:
            raise Left

    one = opened("vit")
    with pytest.raises(Left):
        Ask(leave, cells=10**9, outputs=64).shares(lambda z: z.flatten(1)[:, :8], one.x, lambda energy: energy.flatten())


def test_weights_read_as_pictures(opened: Open) -> None:
    kinds = {}
    for name in ("vit", "registers", "wide", "mixer", "resmlp", "resnet"):
        one = opened(name)
        pictures = Anatomy.of(one.entry, one.model, one.loaded.points).pictures
        kinds[name] = {picture["kind"] for picture in pictures}
        stages = {point.name for point in one.loaded.points}
        assert all(picture["stage"] in stages for picture in pictures)
    assert kinds["vit"] == kinds["registers"] == kinds["wide"] == {"kernels", "positions"}
    assert kinds["mixer"] == kinds["resmlp"] == {"kernels", "tokens"}
    assert kinds["resnet"] == {"kernels"}
