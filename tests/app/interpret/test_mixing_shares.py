"""Mixing shares of whole models at the three levels, held against closed forms and receptive fields."""

import pytest
import torch
from torch import Tensor

from app.analysis import mixing
from app.core.errors import NoAnswer
from app.interpret.mixing_shares import block_row, input_row, operator_row, positions
from models.registry import MODELS
from tests.support import mixing_reference as reference
from tests.support.shipped import Case, case, near, quiet
from tests.support.thorough import across, some


def ask(case: Case, name: str, query: int | None) -> Tensor:
    return operator_row(case.stage(name), case.x, query, quiet).shares


def test_attention_answers_as_its_closed_jacobian() -> None:
    vit = case("digits-vit")
    layer = vit.model.get_submodule("blocks.2.attn")
    z = vit.recorder.received(vit.x, "blocks.2.attn")[0]
    width, heads = z.shape[1], layer.heads
    query, key, value = layer.qkv.weight.reshape(3, heads, width // heads, width)
    output = layer.proj.weight.reshape(width, heads, -1).transpose(0, 1)
    jacobian = reference.attention_jacobian(z, query, key, value, output, layer.qkv.bias.reshape(3, heads, -1))
    assert near(ask(vit, "blocks.2", 10), mixing.share(jacobian.square().sum((2, 3)))[10])


def test_token_mixing_answers_as_w2_slope_w1() -> None:
    mixer = case("digits-mixer")
    layer = mixer.model.get_submodule("blocks.3.mlp_tokens")
    z = mixer.recorder.received(mixer.x, "blocks.3.mlp_tokens")[0]  # channel, token
    slope = mixing.gelu_slope(z @ layer.fc1.weight.T + layer.fc1.bias)
    energy = mixing.token_mlp_kernels(layer.fc1.weight, layer.fc2.weight, slope).square().sum(0)
    assert near(ask(mixer, "blocks.3", 24), mixing.share(energy)[24])


def test_convolution_answers_as_its_kernel() -> None:
    cnn = case("digits-cnn")
    closed = reference.convolution_row(reference.kernel_energy(cnn.model.conv3.weight), (0, 5), 1, 1, (14, 14))
    assert near(ask(cnn, "act3", 5), mixing.share(closed.flatten()))


def test_dense_layer_answers_as_its_weights() -> None:
    mlp = case("digits-mlp")
    assert near(ask(mlp, "act1", 7), mixing.share(mlp.model.fc1.weight[7].square()))
    assert near(ask(mlp, "act1", None), mixing.share(mlp.model.fc1.weight.square().sum(0)))


def test_average_listens_to_all_alike() -> None:
    assert near(ask(case("digits-cnn"), "gap", None), torch.full((49,), 1 / 49, dtype=torch.double))


SIMPLEST = [name for name in MODELS if "-" not in name.removeprefix("digits-")]


@pytest.mark.parametrize("name", [*SIMPLEST, *some(["digits-efficientnet-0", "digits-preact-20"])])
def test_every_stage_of_every_family_answers_at_every_level(name: str) -> None:
    one = case(name)
    for point in across([point for point in one.points.values() if point.stage], 4):
        stage, query = one.stage(point.name), None if point.grid is None else point.prefix + 3
        rows = [block_row(stage, one.x, query, quiet), input_row(stage, one.x, query, 4, quiet)]
        if point.spec.operator:
            rows.append(operator_row(stage, one.x, query, quiet))
        for row in rows:
            assert (row.shares >= 0).all()
            assert row.shares.sum().item() == pytest.approx(1)
            places = row.grid[0] * row.grid[1] if row.grid else len(row.shares) - row.prefix
            assert len(row.shares) == row.prefix + places


RECEPTIVE = {"act1": 3, "act2": 5, "pool1": 6, "act3": 10, "act4": 14, "pool2": 16, "act5": 24, "act6": 32}
"""Side of the theoretical receptive field in pixels: r += (k − 1)·j, j *= s."""


@pytest.mark.parametrize("name", RECEPTIVE)
def test_a_convolution_hears_nothing_beyond_its_receptive_field(name: str) -> None:
    cnn = case("digits-cnn")
    point = cnn.points[name]
    assert point.grid is not None
    rows, columns = point.grid
    row = input_row(cnn.stage(name), cnn.x, (rows // 2) * columns + columns // 2, 1, quiet)
    heard = row.shares.reshape(28, 28) > 0
    for axis in (0, 1):
        span = heard.any(axis).nonzero().flatten()
        assert span.max() - span.min() + 1 <= RECEPTIVE[name]


def test_one_block_of_attention_hears_the_whole_picture() -> None:
    vit = case("digits-vit")
    assert (input_row(vit.stage("blocks.0"), vit.x, 1, 4, quiet).shares > 0).all()
    alone = input_row(vit.stage("pos_drop"), vit.x, 1, 4, quiet).shares
    assert alone[0] == 1  # before the first block a token knows its own patch and nothing else
    assert alone[1:].max() == 0


def test_a_residual_block_is_asked_for_its_branch_alone() -> None:
    """Two 3x3 kernels hear 5x5 cells; the way around would make a spike of the middle one."""
    plain, residual = case("digits-plain-20"), case("digits-resnet-20")
    residual.model.load_state_dict(plain.model.state_dict())
    closed = []
    for one in (plain, residual):
        z = one.recorder.received(one.x, "layer3.1")
        block = one.model.get_submodule("layer3.1")
        energy = mixing.jacobian_energy(lambda z, b=block: b.bn2(b.conv2(b.act1(b.bn1(b.conv1(z)))))[:, :, 3, 3], z).sum(0)
        closed.append(mixing.share(energy.flatten()))
        assert near(ask(one, "layer3.1", 24), closed[-1])
        heard = (closed[-1] > 0).reshape(7, 7)
        assert heard[1:6, 1:6].all()
        assert heard.sum() == 25
    assert not near(*closed), "the same weights, but the blocks before gave them something else to work on"


def test_a_gate_lets_a_block_hear_the_whole_picture() -> None:
    """Convolutions reach 5x5 cells; the gate adds the same global term for every cell of the input."""
    se = case("digits-se-resnet-20")
    assert (ask(se, "layer3.1", 24) > 0).all()
    z = se.recorder.received(se.x, "layer3.1.se")
    gate = se.model.get_submodule("layer3.1.se")
    jacobian = torch.func.jacrev(lambda u: gate(u)[0, :, 3, 3])(z)[:, 0].flatten(2)  # C C positions, of the middle cell
    elsewhere = jacobian[:, :, 0]
    assert torch.linalg.matrix_rank(elsewhere) <= 16, "it goes through the squeezed channels"
    s = gate.gate(gate.fc2(gate.act(gate.fc1(z.mean((2, 3), keepdim=True)))))[0]
    own = jacobian[:, :, 24] - elsewhere
    assert near(own, torch.diag(s)), "what the middle cell adds to that is its own gated value"


def test_a_stage_where_nothing_mixes_space_says_so() -> None:
    with pytest.raises(NoAnswer, match="position"):
        ask(case("digits-vit"), "pos_drop", 1)


def test_positions_pick_one_cell_of_every_layout() -> None:
    maps = torch.arange(24.0).reshape(1, 2, 3, 4)
    assert positions(maps, ("channel", "row", "column"), 5).tolist() == [[5, 17]]
    tokens = torch.arange(6.0).reshape(1, 3, 2)
    assert positions(tokens, ("token", "channel"), 1).tolist() == [[2, 3]]
    assert positions(tokens, ("channel", "token"), 1).tolist() == [[1, 3, 5]]
    assert positions(torch.arange(4.0)[None], ("unit",), 2).tolist() == [[2]]
    assert positions(tokens, ("token", "channel"), None).shape == (1, 6)
