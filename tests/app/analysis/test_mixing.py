"""The identity table of the mixing share: in float64 to 1e-12, and in float32 to 1e-6."""

import json
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.analysis import mixing
from models.architectures.cnn import CNN
from models.architectures.mlp_mixer import Block as MixerBlock
from models.architectures.vit import Attention
from tests.support import mixing_reference as reference
from tests.support import share_measures

TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-6}
EVERY_TYPE = pytest.mark.parametrize("dtype", TOLERANCE, ids=str)


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(7)


def assert_near(got: Tensor, expected: Tensor, relative: float | None = None) -> None:
    tolerance = relative or TOLERANCE[got.dtype]
    scale = expected.abs().max().clamp(min=1)
    assert (got - expected).abs().max() <= tolerance * scale


def rows_by_autograd(function, x: Tensor, count: int) -> Tensor:
    """(N, N) energies of a token layer (1, N, D) -> (1, N, D), by jacobian_energy, one output token at a time."""
    return torch.stack([mixing.jacobian_energy(lambda z, i=i: function(z)[:, i], x).sum(-1) for i in range(count)])


def split_heads(layer: Attention) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    width = layer.qkv.in_features
    query, key, value = layer.qkv.weight.detach().reshape(3, layer.heads, width // layer.heads, width)
    biases = layer.qkv.bias.detach().reshape(3, layer.heads, -1)
    output = layer.proj.weight.detach().reshape(width, layer.heads, -1).transpose(0, 1)
    return query, key, value, output, biases


def attention_layer(heads: int, dtype: torch.dtype, width: int = 12) -> Attention:
    layer = Attention(width, heads).to(dtype).eval().requires_grad_(False)
    layer.qkv.weight.normal_(0, 0.5)
    layer.qkv.bias.normal_(0, 0.3)
    return layer


def pattern_of(layer: Attention, x: Tensor) -> Tensor:
    kept = []
    handle = layer.softmax.register_forward_hook(lambda *call: kept.append(call[-1]))
    layer(x)
    handle.remove()
    return kept[0][0]


def frozen(layer: Attention, x: Tensor):
    pattern = pattern_of(layer, x)
    _, _, value, output, biases = split_heads(layer)

    def forward(z: Tensor) -> Tensor:
        v = torch.einsum("bnd,hkd->bhnk", z, value) + biases[2][:, None]
        return torch.einsum("hij,bhjk,hdk->bid", pattern, v, output) + layer.proj.bias

    return forward


@EVERY_TYPE
def test_one_frozen_head_shares_as_its_attention_row(dtype: torch.dtype) -> None:
    layer, x = attention_layer(1, dtype), torch.randn(1, 7, 12, dtype=dtype)
    _, _, value, output, _ = split_heads(layer)
    pattern = pattern_of(layer, x)
    assert_near(mixing.share(mixing.frozen_attention_energy(pattern, value, output)), pattern[0])
    assert_near(mixing.share(rows_by_autograd(frozen(layer, x), x, 7)), pattern[0])


@EVERY_TYPE
def test_frozen_heads_share_through_the_gram_matrix(dtype: torch.dtype) -> None:
    layer, x = attention_layer(4, dtype), torch.randn(1, 7, 12, dtype=dtype)
    _, _, value, output, _ = split_heads(layer)
    closed = mixing.frozen_attention_energy(pattern_of(layer, x), value, output)
    assert_near(mixing.share(closed), mixing.share(rows_by_autograd(frozen(layer, x), x, 7)))


@EVERY_TYPE
def test_closed_jacobian_of_attention_is_the_one_of_autograd(dtype: torch.dtype) -> None:
    layer, x = attention_layer(3, dtype), torch.randn(1, 6, 12, dtype=dtype)
    query, key, value, output, biases = split_heads(layer)
    closed = reference.attention_jacobian(x[0], query, key, value, output, biases)
    exact = torch.func.jacrev(lambda z: layer(z[None])[0])(x[0]).permute(0, 2, 1, 3)  # i d j e -> i j d e
    assert_near(closed, exact)
    assert_near(mixing.share(closed.square().sum((2, 3))), mixing.share(rows_by_autograd(layer, x, 6)))


@EVERY_TYPE
def test_no_attention_no_influence_beyond_the_diagonal(dtype: torch.dtype) -> None:
    layer, x = attention_layer(1, dtype), torch.randn(1, 5, 12, dtype=dtype)
    layer.qkv.weight[12:24] *= 200  # keys so large that some attention underflows to exactly 0
    query, key, value, output, biases = split_heads(layer)
    energy = reference.attention_jacobian(x[0], query, key, value, output, biases).square().sum((2, 3))
    unheard = (pattern_of(layer, x)[0] == 0) & ~torch.eye(5, dtype=torch.bool)
    assert unheard.any()
    assert (energy[unheard] == 0).all()


@EVERY_TYPE
def test_linear_token_mixer_shares_as_its_matrix(dtype: torch.dtype) -> None:
    matrix = torch.randn(9, 9, dtype=dtype)
    x = torch.randn(1, 9, 4, dtype=dtype)
    energy = rows_by_autograd(lambda z: matrix @ z, x, 9)
    assert_near(mixing.share(energy), matrix.abs() / matrix.abs().sum(-1, keepdim=True))


@EVERY_TYPE
def test_token_mlp_is_w2_slope_w1(dtype: torch.dtype) -> None:
    layer = MixerBlock(9, 5, 6, 8).to(dtype).mlp_tokens.requires_grad_(False)
    x = torch.randn(1, 9, 5, dtype=dtype)  # tokens, channels
    before = x[0].T @ layer.fc1.weight.T + layer.fc1.bias  # C S
    kernels = mixing.token_mlp_kernels(layer.fc1.weight, layer.fc2.weight, mixing.gelu_slope(before))
    energy = rows_by_autograd(lambda z: layer(z.transpose(1, 2)).transpose(1, 2), x, 9)
    assert_near(mixing.share(kernels.square().sum(0)), mixing.share(energy))


@EVERY_TYPE
@pytest.mark.parametrize("at", [(0, 0), (2, 3), (4, 1)])
@pytest.mark.parametrize("groups", [1, 3], ids=["full", "depthwise"])
def test_convolution_shares_as_its_kernel_norms(dtype: torch.dtype, at: tuple[int, int], groups: int) -> None:
    layer = nn.Conv2d(3, 3, 3, padding=1, groups=groups, dtype=dtype).requires_grad_(False)
    x = torch.randn(1, 3, 5, 6, dtype=dtype)
    energy = mixing.jacobian_energy(lambda z: layer(z)[:, :, at[0], at[1]], x).sum(0)
    closed = reference.convolution_row(reference.kernel_energy(layer.weight), at, 1, 1, (5, 6))
    assert_near(mixing.share(closed.flatten()), mixing.share(energy.flatten()))


@EVERY_TYPE
def test_dense_layer_shares_as_its_columns(dtype: torch.dtype) -> None:
    layer = nn.Linear(12, 5, dtype=dtype).requires_grad_(False)
    energy = mixing.jacobian_energy(layer, torch.randn(1, 12, dtype=dtype))
    assert_near(energy, layer.weight.square().sum(0))


def test_global_average_listens_to_everybody_alike() -> None:
    energy = mixing.jacobian_energy(lambda z: z.mean((2, 3)), torch.randn(1, 3, 4, 4)).sum(0)
    assert_near(mixing.share(energy.flatten()), torch.full((16,), 1 / 16))


def test_layers_on_single_tokens_mix_no_tokens() -> None:
    block = MixerBlock(9, 5, 6, 8).requires_grad_(False)
    energy = rows_by_autograd(lambda z: block.mlp_channels(block.norm2(z)), torch.randn(1, 9, 5), 9)
    assert (energy[~torch.eye(9, dtype=torch.bool)] == 0).all()


def test_chunks_do_not_change_the_energy_and_can_be_stopped() -> None:
    layer, x = nn.Linear(6, 10).double().requires_grad_(False), torch.randn(1, 6, dtype=torch.double)
    assert_near(mixing.jacobian_energy(layer, x, chunk=3), mixing.jacobian_energy(layer, x, chunk=64))

    def stop(done: int, of: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        mixing.jacobian_energy(layer, x, chunk=3, between=stop)


def test_outputs_of_0_with_a_slope_count_and_those_without_take_no_pass() -> None:
    layer, x = nn.Linear(6, 9).double().requires_grad_(False), torch.randn(1, 6, dtype=torch.double)
    steep = mixing.jacobian_energy(lambda z: layer(z) - layer(x), x)  # every output is 0 at x
    assert_near(steep, layer.weight.square().sum(0))
    begun: list[tuple[int, int]] = []
    energy = mixing.jacobian_energy(lambda z: layer(z).relu(), x, 1, lambda *step: begun.append(step))
    alive = layer(x)[0] > 0
    assert 0 < (count := int(alive.sum())) < 9
    assert_near(energy, layer.weight[alive].square().sum(0))
    assert begun == [(done, count) for done in range(count)]


class OneRowOnly(torch.autograd.Function):
    """2x, with a backward pass that takes no batch of rows: it reads values, as a person's own may."""

    @staticmethod
    def forward(context: Any, x: Tensor) -> Tensor:
        return 2 * x

    @staticmethod
    def backward(context: Any, slope: Tensor) -> Tensor:
        return 2 * slope if slope.sum().item() else slope


def test_a_backward_pass_that_takes_one_row_only_answers_alike() -> None:
    layer, x = nn.Linear(6, 10).double().requires_grad_(False), torch.randn(1, 6, dtype=torch.double)
    begun: list[int] = []
    energy = mixing.jacobian_energy(lambda z: OneRowOnly.apply(layer(z)), x, 4, lambda done, of: begun.append(done))
    assert_near(energy, 4 * layer.weight.square().sum(0))
    assert begun == [0, 0, 4, 8], "by copies, after rows together were not to be had"


def test_fused_attention_is_asked_by_copies_too() -> None:
    """Its backward pass takes no batch of rows; one row after the other would take as long as all rows."""
    begun: list[int] = []
    x = torch.randn(1, 5, 8, dtype=torch.double)

    def function(z: Tensor) -> Tensor:
        return nn.functional.scaled_dot_product_attention(z, z, z)[:, 2]

    energy = mixing.jacobian_energy(function, x, 4, lambda done, of: begun.append(done))
    assert begun == [0, 0, 4]
    rows = torch.autograd.functional.jacobian(function, x)[0, :, 0]
    assert_near(energy, rows.square().sum(0))
    with mixing._together_or_not_at_all:
        mixing.jacobian_energy(function, x)
        assert not mixing.functorch._is_vmap_fallback_enabled(), "somebody else still asks"
    assert mixing.functorch._is_vmap_fallback_enabled()


@pytest.mark.parametrize("layers", [17, 20], ids=["act5", "act6"])
def test_rows_together_are_what_each_pixel_does(layers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the picture through convolutions, norms, ReLUs and max pools to one position: nearby all that is linear, so
    differences are derivatives."""
    cnn = nn.Sequential(*list(CNN(widths=(4, 6, 8)).children())[:layers]).double().eval().requires_grad_(False)
    for norm in (module for module in cnn if isinstance(module, nn.BatchNorm2d)):
        norm.bias.normal_()  # without, what hears only silent channels would stand in a ReLU's kink
    x = torch.randn(1, 1, 28, 28, dtype=torch.double)

    def function(z: Tensor) -> Tensor:
        return cnn(z)[:, :, 2, 4]

    copies = mixing.energy_by_copies(function, x, 3)
    monkeypatch.setattr(mixing, "energy_by_copies", None)  # what falls back to them is not what is meant here
    energy = mixing.jacobian_energy(function, x)
    assert (energy > 0).any()
    assert_near(energy, copies)
    step = 1e-6 * torch.eye(784, dtype=torch.double).reshape(784, 1, 28, 28)
    columns = (function(x + step) - function(x - step)) / 2e-6  # pixels, outputs
    assert_near(energy.flatten(), columns.square().sum(1), relative=1e-8)


def test_energies_add_when_cells_are_merged() -> None:
    layer, x = nn.Conv2d(1, 4, 5, padding=2).double().requires_grad_(False), torch.randn(1, 1, 8, 8, dtype=torch.double)
    energy = mixing.jacobian_energy(lambda z: layer(z)[:, :, 3, 3], x)[0]
    merged = mixing.merge(energy, 4)
    assert merged.shape == (2, 2)
    assert_near(merged[0, 1], energy[:4, 4:].sum())
    assert_near(mixing.share(merged.flatten()).sum(), torch.tensor(1.0, dtype=torch.double))
    with pytest.raises(ValueError, match="do not divide"):
        mixing.merge(energy, 3)


def test_a_dead_row_has_no_share() -> None:
    assert mixing.share(torch.zeros(4)).isnan().all()


def test_mean_distance_of_uniform_attention_is_the_reference_line() -> None:
    distance = reference.distances(14, 14, 16)
    uniform = torch.full((196, 196), 1 / 196, dtype=torch.double)
    assert reference.mean_distance(uniform, distance).mean().item() == pytest.approx(116.49, abs=0.005)
    assert reference.mean_distance(uniform, distance)[7 * 14 + 7].item() == pytest.approx(86.0, abs=0.05)
    assert reference.mean_distance(torch.eye(196), distance).abs().max() == 0
    seven = torch.full((49, 49), 1 / 49, dtype=torch.double)
    assert reference.mean_distance(seven, reference.distances(7, 7, 4)).mean().item() == pytest.approx(14.44, abs=0.005)


def test_summaries_at_their_ends() -> None:
    assert mixing.effective_sources(torch.eye(5)).tolist() == pytest.approx([1] * 5)
    assert mixing.effective_sources(torch.full((2, 8), 1 / 8)).tolist() == pytest.approx([8] * 2)
    same = torch.rand(1, 4, 6).softmax(-1).expand(5, 4, 6)
    assert_near(reference.data_dependence(same), torch.zeros(4))
    assert (reference.data_dependence(torch.eye(6)[:5, None].expand(5, 4, 6)) > 0.7).all()


def test_the_numbers_that_the_page_is_held_to_are_the_references() -> None:
    """What computes these summaries is static/js; tests/js compares it with this file."""
    held, wanted = json.loads(share_measures.FIXTURE.read_text(encoding="utf-8")), share_measures.expected()
    assert held.keys() == wanted.keys()
    for name, value in wanted.items():
        assert np.array(held[name]) == pytest.approx(np.array(value), rel=1e-12), f"run `python -m {share_measures.__name__}`"
