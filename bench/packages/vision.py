"""torchvision's families, small."""

from functools import partial
from typing import Any

from torch import nn

from . import attention as by
from .case import CLASSES, Case, loaded

TV = "torchvision.models"
OF = {"num_classes": CLASSES}


def dense() -> nn.Module:
    made: nn.Module = loaded(f"{TV}:DenseNet")(8, (2, 2), 16, num_classes=CLASSES)
    return made


def convnext() -> nn.Module:
    blocks = [loaded(f"{TV}.convnext:CNBlockConfig")(*one) for one in ((16, 32, 2), (32, None, 2))]
    made: nn.Module = loaded(f"{TV}:ConvNeXt")(blocks, layer_scale=0.5, num_classes=CLASSES)
    return made


def swin(second: bool) -> nn.Module:
    parts: dict[str, Any] = {}
    if second:
        parts = {
            "block": loaded(f"{TV}.swin_transformer:SwinTransformerBlockV2"),
            "downsample_layer": loaded(f"{TV}.swin_transformer:PatchMergingV2"),
        }
    made: nn.Module = loaded(f"{TV}:SwinTransformer")([4, 4], 24, [2, 2], [2, 4], [4, 4], num_classes=CLASSES, **parts)
    return made


def maxvit() -> nn.Module:
    made: nn.Module = loaded(f"{TV}:MaxVit")(
        (64, 64), 16, 4, [16, 32], [1, 1], 8, stochastic_depth_prob=0.0, num_classes=CLASSES
    )
    return made


VIT = {"image_size": 32, "patch_size": 8, "num_layers": 2, "num_heads": 2, "hidden_dim": 48, "mlp_dim": 64} | OF

INVERTED = "features.1.0 features.2.{0,1} features.3.{0,1} features.4.{0..2} features.5.{0..2} features.6.{0..3} features.7.0"

CASES = {
    "tv_alexnet": Case("torchvision", f"{TV}:alexnet", "features.{1,2,4,5,7,9,11,12}", "23x23 11x11*2 5x5*4 2x2", OF, side=96),
    "tv_resnet18": Case("torchvision", f"{TV}:resnet18", "layer{1..4}.{0,1}", "16x16*2 8x8*2 4x4*2 2x2*2", OF, side=64),
    "tv_densenet": Case(
        "torchvision", dense, "features.denseblock1 features.transition1 features.denseblock2", "8x8 4x4*2",
    ),
    "tv_googlenet": Case(
        "torchvision", f"{TV}:googlenet", "inception{3a,3b} maxpool3 inception{4a,4b,4c,4d,4e} maxpool4 inception{5a,5b}",
        "8x8*2 4x4*6 2x2*3", OF | {"aux_logits": False, "init_weights": False}, side=64,
    ),
    "tv_squeezenet": Case(
        "torchvision", f"{TV}:squeezenet1_1", "features.{3..12}", "15x15*2 7x7*3 3x3*5", OF, side=64,
    ),
    "tv_mobilenet_v2": Case(
        "torchvision", f"{TV}:mobilenet_v2", "features.{1..17}", "32x32 16x16*2 8x8*3 4x4*7 2x2*4",
        OF | {"width_mult": 0.25}, side=64,
    ),
    "tv_mobilenet_v3": Case(
        "torchvision", f"{TV}:mobilenet_v3_small", "features.{1..11}", "16x16 8x8*2 4x4*5 2x2*3", OF, side=64,
    ),
    "tv_mnasnet": Case(
        "torchvision", f"{TV}:mnasnet0_5", "layers.8.{0..2} layers.9.{0..2} layers.10.{0..2} layers.11.{0,1} layers.12.{0..3} "
        "layers.13.0", "16x16*3 8x8*3 4x4*5 2x2*5", OF, side=64,
    ),
    "tv_shufflenet": Case(
        "torchvision", f"{TV}:shufflenet_v2_x0_5", "stage2.{0..3} stage3.{0..7} stage4.{0..3}", "8x8*4 4x4*8 2x2*4", OF,
        side=64,
    ),
    "tv_efficientnet": Case(
        "torchvision", f"{TV}:efficientnet_b0", INVERTED, "32x32 16x16*2 8x8*2 4x4*6 2x2*5", OF, side=64,
    ),
    "tv_regnet": Case(
        "torchvision", f"{TV}:regnet_y_400mf", "trunk_output.block1.block1-0 trunk_output.block2.block2-{0..2} "
        "trunk_output.block3.block3-{0..5} trunk_output.block4.block4-{0..5}", "16x16 8x8*3 4x4*6 2x2*6", OF, side=64,
    ),
    "tv_convnext": Case("torchvision", convnext, "features.1.{0,1} features.2 features.3.{0,1}", "8x8*2 4x4*3"),
    "tv_vit": Case(
        "torchvision", f"{TV}:VisionTransformer", "encoder.layers.encoder_layer_{0,1}", "4x4", VIT, "1", 2, by.torchs,
    ),
    "tv_swin": Case(
        "torchvision", partial(swin, False), "features.1.{0,1} features.2 features.3.{0,1}", "8x8*2 4x4*3", {}, "0", 4, None,
    ),
    "tv_swin_v2": Case(
        "torchvision", partial(swin, True), "features.1.{0,1} features.2 features.3.{0,1}", "8x8*2 4x4*3", {}, "0", 4, None,
    ),
    "tv_maxvit": Case(
        "torchvision", maxvit, "blocks.{0,1}.layers.0.layers.{MBconv,window_attention,grid_attention}", "16x16*3 8x8*3", {},
        "0", 4,
        None, side=64,
    ),
}  # fmt: skip
