"""The lineage's architectures: counts by formula, the same function in timm, and the identity that makes each of them what it is."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from timm.layers import BatchNormAct2d, SEModule
from timm.models._efficientnet_builder import decode_arch_def, round_channels
from timm.models.densenet import DenseNet as TimmDenseNet
from timm.models.efficientnet import EfficientNet as TimmEfficientNet
from timm.models.mlp_mixer import Affine, GatedMlp, MlpMixer, ResBlock, SpatialGatingBlock
from timm.models.resnet import BasicBlock
from timm.models.resnet import ResNet as TimmResNet
from timm.models.resnetv2 import PreActBasic, ResNetV2
from torch import Tensor, nn

from models.densenet import DenseNet
from models.efficientnet import ALPHA, BETA, GAMMA, STAGES, EfficientNet, Scaling
from models.evaluate import macs
from models.gmlp import GMLP
from models.mobilenet import MobileNet
from models.plain import Plain
from models.preact import PreActResNet
from models.registry import DIGIT
from models.resmlp import ResMLP
from models.resnet import ResNet, Shortcut
from models.se_resnet import SEResNet

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


def same(ours: nn.Module, theirs: nn.Module) -> None:
    awake(ours)
    theirs.load_state_dict(ours.state_dict(), strict=True)
    expected, got = theirs.eval()(X), ours(X)
    assert expected.abs().max() > 0.05
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5)


# -- the same function in timm


def timm_resnet(depth: int, skip: bool = True, **block: object) -> TimmResNet:
    """timm's class with a small stem, and option A for the shortcuts (or no way around at all)."""
    model = TimmResNet(BasicBlock, (1, 1, 1, 1), in_chans=1, num_classes=10)
    model.conv1, model.bn1, model.maxpool = nn.Conv2d(1, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.Identity()
    fan_in = 16
    for number, (width, stride) in enumerate(((16, 1), (32, 2), (64, 1)), start=1):
        blocks = []
        for i in range(depth // 6):
            around = Shortcut(fan_in, width, stride) if i == 0 and fan_in != width else None
            blocks.append(BasicBlock(fan_in, width, 1 if i else stride, around if skip else Nothing(), **block))
            fan_in = width
        setattr(model, f"layer{number}", nn.Sequential(*blocks))
    model.layer4 = nn.Identity()
    model.fc = nn.Linear(64, 10)
    return model


class Nothing(nn.Module):
    def forward(self, x: Tensor) -> float:
        return 0.0


class Quarter(SEModule):
    def __init__(self, channels: int, **rest: object) -> None:
        super().__init__(channels, rd_channels=channels // 4, **rest)


@pytest.mark.parametrize("depth", [20, 56])
def test_resnet_and_its_plain_twin_are_timms(depth: int) -> None:
    same(ResNet(depth), timm_resnet(depth))
    same(Plain(depth), timm_resnet(depth, skip=False))


def test_se_resnet_is_timms() -> None:
    same(SEResNet(20), timm_resnet(20, attn_layer=Quarter))


def test_preact_is_timms() -> None:
    class OptionA(Shortcut):
        def __init__(self, fan_in: int, fan_out: int, stride: int, **rest: object) -> None:
            super().__init__(fan_in, fan_out, stride)

    convolution = partial(nn.Conv2d, bias=False, padding=1)
    theirs = ResNetV2((3, 3, 3), (16, 32, 64), 10, 1, stem_chs=16, basic=True, norm_layer=nn.BatchNorm2d)
    fan_in = 16
    for stage, (width, stride) in zip(theirs.stages, ((16, 1), (32, 2), (64, 1)), strict=True):
        blocks = []
        for i in range(3):
            blocks.append(
                PreActBasic(fan_in, width, stride=1 if i else stride, conv_layer=convolution, norm_layer=BatchNormAct2d,
                            proj_layer=OptionA if fan_in != width else None)
            )  # fmt: skip
            fan_in = width
        stage.blocks = nn.Sequential(*blocks)
    theirs.stem = nn.Sequential()
    theirs.stem.add_module("conv", convolution(1, 16, 3, stride=2))
    same(PreActResNet(20), theirs)


def test_densenet_is_timms() -> None:
    theirs = TimmDenseNet(growth_rate=12, block_config=(5, 5), in_chans=1, num_classes=10)
    theirs.features.conv0, theirs.features.pool0 = nn.Conv2d(1, 24, 3, 2, 1, bias=False), nn.Identity()
    same(DenseNet(), theirs)


def test_mobilenet_is_timms() -> None:
    blocks = decode_arch_def([["dsa_r1_k3_s1_c32"], ["dsa_r2_k3_s2_c64"], ["dsa_r3_k3_s1_c128"]])
    same(MobileNet(), TimmEfficientNet(blocks, num_classes=10, num_features=0, in_chans=1, stem_size=16))


@pytest.mark.parametrize("phi", [0, 1, 2])
def test_efficientnet_is_timms(phi: int) -> None:
    scaling = Scaling.compound(phi)
    rows = [
        [f"ir_r{scaling.blocks(count)}_k3_s{stride}_e{expansion}_c{scaling.channels(width)}_se0.25"]
        for expansion, width, count, stride in STAGES
    ]
    theirs = TimmEfficientNet(
        decode_arch_def(rows), num_classes=10, num_features=scaling.channels(160), in_chans=1, stem_size=scaling.channels(16),
        act_layer=nn.SiLU, round_chs_fn=partial(round_channels, divisor=4),
    )  # fmt: skip
    ours = EfficientNet(scaling)
    forward, theirs.forward = theirs.forward, lambda x: forward(ours.resized(x))  # timm takes the picture at any size
    same(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "block", "options"),
    [
        (ResMLP, ResBlock, {"norm_layer": Affine, "mlp_ratio": 4}),
        (GMLP, SpatialGatingBlock, {"mlp_layer": GatedMlp, "mlp_ratio": 6}),
    ],
)
def test_the_mixers_heirs_are_timms(ours: type[nn.Module], block: type[nn.Module], options: dict[str, object]) -> None:
    theirs = MlpMixer(
        img_size=28, patch_size=4, in_chans=1, num_classes=10, embed_dim=64, num_blocks=6, block_layer=block, **options
    )
    same(ours(), theirs)


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
    positions = [16 * 14**2, 2 * n * 16**2 * 14**2, (16 * 32 + (2 * n - 1) * 32**2) * 7**2, (32 * 64 + (2 * n - 1) * 64**2) * 7**2]
    assert macs(model, DIGIT) == 9 * sum(positions) + 640


def test_a_depth_that_cannot_be_built_is_refused() -> None:
    with pytest.raises(ValueError, match="6n"):
        Plain(34)


def test_gates_cost_two_r_ths_of_the_squares() -> None:
    weights = sum(parameter.numel() for name, parameter in SEResNet(20).named_parameters() if ".se." in name and parameter.ndim > 1)
    assert weights == 2 / 4 * 3 * (16**2 + 32**2 + 64**2)


def test_dense_widths_grow_by_k_and_a_transition_halves_them() -> None:
    model = DenseNet()
    widths = {name: module.num_features for name, module in model.features.named_modules() if isinstance(module, nn.BatchNorm2d)}
    first = [widths[f"denseblock1.denselayer{i + 1}.norm1"] for i in range(5)]
    second = [widths[f"denseblock2.denselayer{i + 1}.norm1"] for i in range(5)]
    assert first == [24 + 12 * i for i in range(5)]
    assert (widths["transition1.norm"], second) == (84, [42 + 12 * i for i in range(5)])
    assert widths["norm5"] == 102


def test_compound_scaling_by_the_papers_numbers() -> None:
    assert ALPHA * BETA**2 * GAMMA**2 == pytest.approx(1.92027)
    sizes = {
        phi: (scaling.side(), [scaling.channels(width) for _, width, _, _ in STAGES], [scaling.blocks(n) for _, _, n, _ in STAGES])
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
    assert all(1.6 < after / before < 2.3 for before, after in zip(costs, costs[1:], strict=False)), costs


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
    x = torch.randn(2, 64, 7, 7, dtype=torch.float64)
    thin, columns = block.conv_dw.weight, block.conv_pw.weight
    full = columns * thin.transpose(0, 1)  # K[n, m] = P[n, m] · D[m]
    assert full.shape == (64, 64, 3, 3)
    torch.testing.assert_close(block.conv_pw(block.conv_dw(x)), F.conv2d(x, full, padding=1), rtol=0, atol=1e-12)
    assert (thin.numel() + columns.numel()) / full.numel() == pytest.approx(1 / 64 + 1 / 9)


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
    z1, z2 = inside[..., :192], inside[..., 192:]
    z2 = F.layer_norm(z2, (192,), w["mlp_channels.gate.norm.weight"], w["mlp_channels.gate.norm.bias"])
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


