"""The lineage's architectures are timm's: the weights load there with strict=True, and the logits agree."""

from functools import partial

import pytest
import torch
from timm.layers import BatchNormAct2d, SEModule
from timm.models._efficientnet_builder import decode_arch_def, round_channels
from timm.models.densenet import DenseNet as TimmDenseNet
from timm.models.efficientnet import EfficientNet as TimmEfficientNet
from timm.models.mlp_mixer import Affine, GatedMlp, MlpMixer, ResBlock, SpatialGatingBlock
from timm.models.resnet import BasicBlock
from timm.models.resnet import ResNet as TimmResNet
from timm.models.resnetv2 import PreActBasic, ResNetV2
from torch import Tensor, nn

from models.architectures.densenet import DenseNet
from models.architectures.efficientnet import GROUPS, EfficientNet, Scaling
from models.architectures.gmlp import GMLP
from models.architectures.mobilenet import MobileNet
from models.architectures.plain_net import Plain
from models.architectures.resmlp import ResMLP
from models.architectures.resnet import ResNet, Shortcut
from models.architectures.resnet_preact import PreActResNet
from models.architectures.se_resnet import SEResNet
from tests.models.entries.test_lineage import X, awake


def same(ours: nn.Module, theirs: nn.Module) -> None:
    awake(ours)
    theirs.load_state_dict(ours.state_dict(), strict=True)
    expected, got = theirs.eval()(X), ours(X)
    assert expected.abs().max() > 0.05
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5)


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
    theirs = TimmDenseNet(growth_rate=12, block_config=(3, 6), in_chans=1, num_classes=10)
    theirs.features.conv0, theirs.features.pool0 = nn.Conv2d(1, 24, 3, 2, 1, bias=False), nn.Identity()
    same(DenseNet(), theirs)


def test_mobilenet_is_timms() -> None:
    blocks = decode_arch_def([["dsa_r1_k3_s1_c64"], ["dsa_r2_k3_s2_c128"], ["dsa_r3_k3_s1_c128"]])
    same(MobileNet(), TimmEfficientNet(blocks, num_classes=10, num_features=0, in_chans=1, stem_size=32))


@pytest.mark.parametrize("phi", [0, 1, 2])
def test_efficientnet_is_timms(phi: int) -> None:
    scaling = Scaling.compound(phi)
    rows = [
        [f"ir_r{scaling.blocks(count)}_k3_s{stride}_e{expansion}_c{scaling.channels(width)}_se0.25"]
        for expansion, width, count, stride in GROUPS
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
        (GMLP, SpatialGatingBlock, {"mlp_layer": GatedMlp, "mlp_ratio": 4}),
    ],
)
def test_the_mixers_heirs_are_timms(ours: type[nn.Module], block: type[nn.Module], options: dict[str, object]) -> None:
    theirs = MlpMixer(
        img_size=28, patch_size=4, in_chans=1, num_classes=10, embed_dim=64, num_blocks=6, block_layer=block, **options
    )
    same(ours(), theirs)
