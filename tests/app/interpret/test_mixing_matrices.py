"""Matrices over all queries: each against a slower or independent way to the same numbers."""

import pytest
import torch

from app.analysis import mixing
from app.capture.points import resolve
from app.capture.recorder import Recorder
from app.core.errors import NoAnswer
from app.interpret.mixing_matrices import MATRICES, Kind
from app.interpret.mixing_shares import operator_row
from app.interpret.stage import Stage
from models.registry import MODELS
from tests.support.mixing_reference import data_dependence

PICTURE = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(5))


def stage(model: str, name: str) -> Stage:
    torch.manual_seed(3)
    entry = MODELS[model]
    recorder = Recorder(entry.build().eval().requires_grad_(False), entry.points)
    points = resolve(recorder, entry.input)
    return Stage(recorder, points, next(point for point in points if point.name == name))


def values(kind: Kind, model: str, name: str) -> torch.Tensor:
    return MATRICES[kind](stage(model, name), PICTURE).values


@pytest.mark.parametrize("name", ["blocks.2", "blocks.2.attn.softmax"])
def test_attention_is_what_was_recorded_and_its_rows_sum_to_one(name: str) -> None:
    one = stage("digits-vit", name)
    got = MATRICES["attention"](one, PICTURE).values
    assert got.shape == (4, 50, 50)
    assert torch.equal(got, one.recorder.run(PICTURE)["blocks.2.attn.softmax"][0])
    assert torch.allclose(got.sum(-1), torch.ones(4, 50), atol=1e-6)


def test_rollout_of_the_first_block_is_half_itself() -> None:
    raw, rolled = values("attention", "digits-vit", "blocks.0"), values("rollout", "digits-vit", "blocks.0")
    assert torch.allclose(rolled, (raw.mean(0) + torch.eye(50)) / 2, atol=1e-6)


def test_contributions_come_from_the_layers_own_values() -> None:
    one = stage("digits-vit", "blocks.1")
    norms = MATRICES["contribution"](one, PICTURE).values
    layer, received = one.module, one.received(PICTURE)
    pattern = values("attention", "digits-vit", "blocks.1")
    value = layer.qkv(received)[0, :, 128:].reshape(50, 4, 16)  # token, head, width of a head
    parts = torch.einsum("hij,jhk->ijhk", pattern, value).flatten(2) @ layer.proj.weight.T  # query, key, channel
    assert torch.allclose(norms, parts.norm(dim=-1), atol=1e-6)
    assert torch.allclose(parts.sum(1) + layer.proj.bias, layer(received)[0], atol=1e-6)


def test_the_mixers_shares_are_those_of_single_rows() -> None:
    one = stage("digits-mixer", "blocks.4")
    matrix = MATRICES["share"](one, PICTURE).values
    for query in (0, 24, 48):
        row = operator_row(one, PICTURE, query, lambda done, of: None).shares
        assert torch.allclose(matrix[query], row, atol=1e-6)


def test_effective_mixing_moves_the_output_as_its_jacobian_says() -> None:
    one = stage("digits-mixer", "blocks.0")
    received = one.received(PICTURE).double()
    one.recorder.model.double()
    kernels = MATRICES["effective"](one, PICTURE.double()).values
    nudge = torch.zeros_like(received)
    nudge[0, 5, 11] = 1e-6  # channel 5 of token 11
    moved = (one.module(received + nudge) - one.module(received - nudge))[0, 5] / 2e-6
    assert torch.allclose(moved, kernels[5, :, 11], atol=1e-8)


def test_the_mixers_weights_are_parameters_and_the_same_for_every_picture() -> None:
    one = stage("digits-mixer", "blocks.0")
    first, second = MATRICES["weights"](one, PICTURE).values
    assert torch.equal(first, one.module.fc1.weight)
    assert torch.equal(second, one.module.fc2.weight.T)
    assert torch.equal(MATRICES["weights"](one, PICTURE * 0).values[0], first)


def test_frozen_shares_differ_between_pictures_for_attention() -> None:
    one = stage("digits-vit", "blocks.0")
    shares = torch.stack([MATRICES["share"](one, PICTURE * scale).values for scale in (0.0, 0.5, 1.0)])
    assert torch.allclose(shares.sum(-1), torch.ones(3, 50), atol=1e-5)
    assert data_dependence(shares).max() > 0


@pytest.mark.parametrize(
    ("kind", "model", "name"),
    [
        ("attention", "digits-mixer", "blocks.0"),
        ("rollout", "digits-cnn", "act3"),
        ("contribution", "digits-mlp", "act1"),
        ("effective", "digits-vit", "blocks.0"),
        ("weights", "digits-cnn", "act1"),
        ("share", "digits-vit", "pos_drop"),
        ("attention", "digits-vit", "pos_drop"),
    ],
)
def test_a_model_without_the_thing_says_so(kind: Kind, model: str, name: str) -> None:
    with pytest.raises(NoAnswer, match=r"\w+ \w+"):
        values(kind, model, name)


HEIRS = {"digits-resmlp": "linear_tokens", "digits-gmlp": "mlp_channels.gate.proj"}


@pytest.mark.parametrize("model", HEIRS)
def test_a_linear_token_mixers_share_is_the_size_of_its_weights(model: str) -> None:
    """a_ij = |A_ij| / Σ_k |A_ik|, by the matrix and by the Jacobian of the layer, in float64."""
    one = stage(model, "blocks.3")
    one.recorder.model.double()
    for parameter in one.recorder.model.parameters():
        parameter.data += torch.randn_like(parameter) / 10  # gMLP's matrices start at zero
    x = PICTURE.double()
    weight = one.recorder.model.get_submodule(f"blocks.3.{HEIRS[model]}").weight
    expected = weight.abs() / weight.abs().sum(1, keepdim=True)
    found = MATRICES["share"](one, x)
    assert (found.values - expected).abs().max() <= 1e-12
    for query in (0, 17, 48):
        row = operator_row(one, x, query, lambda done, of: None).shares
        assert (row - expected[query]).abs().max() <= 1e-12
    assert torch.equal(MATRICES["weights"](one, x).values, weight)
    assert torch.equal(MATRICES["effective"](one, x * 0).values, weight)
    assert ("gates" in MATRICES["weights"](one, x).means) == (model == "digits-gmlp")


def test_gating_leaves_the_shares_as_they_are() -> None:
    """J_ij = diag(u_i) W_ij for y_i = u_i ⊙ (W v + b)_i with u held fixed: the factor is the whole row's."""
    one = stage("digits-gmlp", "blocks.2")
    one.recorder.model.double()
    layer = one.module
    torch.nn.init.normal_(layer.weight)
    u = torch.randn(1, 128, 49, dtype=torch.double)
    v = torch.randn(1, 128, 49, dtype=torch.double)
    energy = mixing.jacobian_energy(lambda z: (u * layer(z))[:, :, 30], v)
    assert (mixing.share(energy.sum(0)) - MATRICES["share"](one, PICTURE.double()).values[30]).abs().max() <= 1e-12
