"""The lineage's architectures: counts by formula, and the identity that makes each of them what it is."""

from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.architectures.densenet import DenseNet
from models.architectures.efficientnet import ALPHA, BETA, GAMMA, GROUPS, EfficientNet, Scaling
from models.architectures.gmlp import GMLP
from models.architectures.mobilenet import MobileNet
from models.architectures.plain_net import Plain
from models.architectures.resmlp import ResMLP
from models.architectures.resnet import ResNet
from models.architectures.resnet_preact import PreActResNet
from models.architectures.se_resnet import SEResNet
from models.measure.macs import macs
from models.spec.entry import DIGIT, Input

X = torch.randn(3, 1, 28, 28, generator=torch.Generator().manual_seed(4))


def awake(model: nn.Module) -> nn.Module:
    """Every parameter and statistic random, so that no part can hide behind a zero or a one."""
    generator = torch.Generator().manual_seed(6)
    for name, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            noise = torch.randn(tensor.shape, generator=generator)
            tensor.copy_(noise.abs() + 0.5 if name.endswith("running_var") else noise / max(1, tensor[0].numel()) ** 0.5)
    return model.eval().requires_grad_(False)


def count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


# -- counts


def test_twins_have_the_same_weights() -> None:
    for depth in (20, 56):
        plain, residual = (model.state_dict() for model in (Plain(depth), ResNet(depth)))
        assert {key: value.shape for key, value in plain.items()} == {key: value.shape for key, value in residual.items()}
    assert count(PreActResNet(20)) == count(ResNet(20)), "the norm at the end is the one that the stem no longer has"


@pytest.mark.parametrize("depth", [20, 56])
def test_a_stack_has_6n_plus_2_layers_and_their_parameters(depth: int) -> None:
    n = depth // 6
    model = ResNet(depth)
    layers = [module for module in model.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    assert len(layers) == depth
    kernels = 9 * (16 + 2 * n * 16**2 + 16 * 32 + (2 * n - 1) * 32**2 + 32 * 64 + (2 * n - 1) * 64**2)
    norms = 2 * (16 + 2 * n * (16 + 32 + 64))
    assert count(model) == kernels + norms + 64 * 10 + 10
    positions = [
        16 * 14**2,
        2 * n * 16**2 * 14**2,
        (16 * 32 + (2 * n - 1) * 32**2) * 7**2,
        (32 * 64 + (2 * n - 1) * 64**2) * 7**2,
    ]
    assert macs(model, DIGIT) == 9 * sum(positions) + 640


def test_a_depth_that_cannot_be_built_is_refused() -> None:
    with pytest.raises(ValueError, match="6n"):
        Plain(34)


def test_gates_cost_two_r_ths_of_the_squares() -> None:
    weights = sum(
        parameter.numel() for name, parameter in SEResNet(20).named_parameters() if ".se." in name and parameter.ndim > 1
    )
    assert weights == 2 / 4 * 3 * (16**2 + 32**2 + 64**2)


def test_dense_widths_grow_by_k_and_a_transition_halves_them() -> None:
    model = DenseNet()
    widths = {
        name: module.num_features for name, module in model.features.named_modules() if isinstance(module, nn.BatchNorm2d)
    }
    first = [widths[f"denseblock1.denselayer{i + 1}.norm1"] for i in range(3)]
    second = [widths[f"denseblock2.denselayer{i + 1}.norm1"] for i in range(6)]
    assert first == [24 + 12 * i for i in range(3)]
    assert (widths["transition1.norm"], second) == (60, [30 + 12 * i for i in range(6)])
    assert widths["norm5"] == 102


def test_compound_scaling_by_the_papers_numbers() -> None:
    cost = ALPHA * BETA**2 * GAMMA**2
    assert cost == pytest.approx(1.92027)
    sizes = {
        phi: (
            scaling.side(),
            [scaling.channels(width) for _, width, _, _ in GROUPS],
            [scaling.blocks(n) for _, _, n, _ in GROUPS],
        )
        for phi, scaling in ((phi, Scaling.compound(phi)) for phi in (0, 1, 2))
    }
    assert sizes == {
        0: (21, [16, 24, 40], [1, 2, 3]),
        1: (24, [16, 28, 44], [2, 3, 4]),
        2: (28, [20, 28, 48], [2, 3, 5]),
    }
    for phi, (side, widths, depths) in sizes.items():
        assert side == round(21 * 1.15**phi)
        assert all(abs(width - base * 1.1**phi) <= 2 for width, base in zip(widths, (16, 24, 40), strict=True))
        assert all(0 <= depth - base * 1.2**phi < 1 for depth, base in zip(depths, (1, 2, 3), strict=True))
    costs = [macs(EfficientNet(Scaling.compound(phi)), DIGIT) for phi in (0, 1, 2)]
    assert all(1.6 < after / before < 2.3 for before, after in pairwise(costs)), costs


# -- what makes each of them what it is


def branches(model: nn.Module, x: Tensor, name: str = "branch") -> tuple[list[Tensor], list[Tensor]]:
    """F(x) of every block, and the blocks' inputs and last output: what hooks on `branch` and its parent see."""
    added: list[Tensor] = []
    states: list[Tensor] = []
    handles = []
    for path, module in model.named_modules():
        if path.endswith(f".{name}"):
            handles.append(module.register_forward_hook(lambda _m, _i, out: added.append(out)))
            parent = model.get_submodule(path.rpartition(".")[0])
            handles.append(parent.register_forward_pre_hook(lambda _m, given: states.append(given[0])))
            handles.append(parent.register_forward_hook(lambda _m, _i, out: states.append(out)))
    model(x)
    for handle in handles:
        handle.remove()
    return added, states


def test_preact_the_last_state_is_the_first_plus_all_that_was_added() -> None:
    model = awake(PreActResNet(20)).double()
    added, states = branches(model, X.double())
    for number in range(3):  # within each stage; the first block of the two later ones changes size
        first = 3 * number + (number > 0)
        start, end = states[2 * first], states[2 * (3 * number + 2) + 1]
        total = sum(added[first : 3 * number + 3], torch.zeros_like(start))
        torch.testing.assert_close(end - start, total, rtol=0, atol=1e-12)
        assert total.abs().max() > 0.1


def switched_off(model: nn.Module) -> nn.Module:
    for path, module in model.named_modules():
        if path.rpartition(".")[2] in ("branch", "branch1", "branch2"):
            module.register_forward_hook(lambda _m, _i, out: out * 0)
    return model


def test_with_every_branch_off_a_block_is_the_identity() -> None:
    model = switched_off(awake(PreActResNet(20)))
    x = torch.randn(2, 64, 7, 7)
    assert torch.equal(model.stages[2].blocks[1:](x), x)
    post = switched_off(awake(ResNet(20)))
    assert torch.equal(post.layer3[1:](x), x.relu()), "after the sum comes a ReLU: the identity on what is not negative"
    for build in (ResMLP, GMLP):
        tokens = torch.randn(2, 49, 64)
        assert torch.equal(switched_off(awake(build())).blocks(tokens), tokens)


def test_a_separable_convolution_is_a_full_one_with_a_product_kernel() -> None:
    block = awake(MobileNet()).blocks[1][1].double()
    x = torch.randn(2, 128, 7, 7, dtype=torch.float64)
    thin, columns = block.conv_dw.weight, block.conv_pw.weight
    full = columns * thin.transpose(0, 1)  # K[n, m] = P[n, m] · D[m]
    assert full.shape == (128, 128, 3, 3)
    torch.testing.assert_close(block.conv_pw(block.conv_dw(x)), F.conv2d(x, full, padding=1), rtol=0, atol=1e-12)
    assert (thin.numel() + columns.numel()) / full.numel() == pytest.approx(1 / 128 + 1 / 9)


def test_t6_a_separable_convolution_of_512_channels_costs_a_ninth_of_a_full_one() -> None:
    """Counted in real layers, not by the formula 1/N + 1/k²."""
    form = Input(14, 14, 512, (0.0,), (1.0,))
    halves = nn.Sequential(nn.Conv2d(512, 512, 3, padding=1, groups=512, bias=False), nn.Conv2d(512, 512, 1, bias=False))
    full = nn.Conv2d(512, 512, 3, padding=1, bias=False)
    assert macs(halves, form) / macs(full, form) == pytest.approx(0.11306, abs=5e-6)


def test_a_gate_by_its_formula() -> None:
    block = awake(SEResNet(20)).layer2[1]
    u, w = torch.randn(2, 32, 7, 7), dict(block.se.named_parameters())
    z = u.mean((2, 3))
    hidden = (z @ w["fc1.weight"][:, :, 0, 0].T + w["fc1.bias"]).clamp(min=0)
    s = 1 / (1 + (-(hidden @ w["fc2.weight"][:, :, 0, 0].T + w["fc2.bias"])).exp())
    torch.testing.assert_close(block.se(u), u * s[:, :, None, None])
    assert s.std() > 0.01


def test_a_dense_block_overwrites_nothing() -> None:
    block = awake(DenseNet()).features.denseblock1
    x = torch.randn(2, 24, 14, 14)
    out = block(x)
    assert torch.equal(out[:, :24], x)
    for i, layer in enumerate(block.values()):
        torch.testing.assert_close(out[:, 24 + 12 * i : 36 + 12 * i], layer(out[:, : 24 + 12 * i]))


def test_resmlp_written_out() -> None:
    """Z = X + γ1 (A Aff(X)), Y = Z + γ2 C GELU(B Aff(Z)), with A applied as a plain matrix on the left."""
    block = awake(ResMLP()).blocks[2]
    x, w = torch.randn(2, 49, 64), dict(block.named_parameters())
    aff1 = x * w["norm1.alpha"] + w["norm1.beta"]
    z = x + w["ls1"] * (w["linear_tokens.weight"] @ aff1 + w["linear_tokens.bias"][:, None])
    aff2 = z * w["norm2.alpha"] + w["norm2.beta"]
    hidden = F.gelu(aff2 @ w["mlp_channels.fc1.weight"].T + w["mlp_channels.fc1.bias"])
    y = z + w["ls2"] * (hidden @ w["mlp_channels.fc2.weight"].T + w["mlp_channels.fc2.bias"])
    torch.testing.assert_close(block(x), y)


def test_gmlp_written_out() -> None:
    """s(Z) = Z1 ⊙ (W LN(Z2) + b), Y = X + s(GELU(LN(X) U)) V."""
    block = awake(GMLP()).blocks[2]
    x, w = torch.randn(2, 49, 64), dict(block.named_parameters())
    normed = F.layer_norm(x, (64,), w["norm.weight"], w["norm.bias"], 1e-6)
    inside = F.gelu(normed @ w["mlp_channels.fc1.weight"].T + w["mlp_channels.fc1.bias"])
    z1, z2 = inside[..., :128], inside[..., 128:]
    z2 = F.layer_norm(z2, (128,), w["mlp_channels.gate.norm.weight"], w["mlp_channels.gate.norm.bias"])
    gated = z1 * (w["mlp_channels.gate.proj.weight"] @ z2 + w["mlp_channels.gate.proj.bias"][:, None])
    torch.testing.assert_close(block(x), x + gated @ w["mlp_channels.fc2.weight"].T + w["mlp_channels.fc2.bias"])


def test_gmlp_begins_without_mixing() -> None:
    block = GMLP().blocks[0].eval()
    x = torch.randn(1, 49, 64)
    other = x.clone()
    other[0, 7] += 1
    changed = (block(other) - block(x)).abs().amax(-1)[0]
    assert changed[7] > 0.1
    assert changed[torch.arange(49) != 7].max() < 1e-3
