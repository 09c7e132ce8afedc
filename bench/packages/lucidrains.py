"""vit-pytorch and the packages of the same author: blocks are lists [attention, dense layer], whose branches F(x) are modules
while the states x + F(x) are none."""

import torch
from torch import Tensor, nn

from . import attention as by
from .case import CLASSES, Case, loaded

PATCHES = {"image_size": 32, "patch_size": 8, "num_classes": CLASSES}
VIT = PATCHES | {"dim": 64, "depth": 2, "heads": 2, "mlp_dim": 96, "dim_head": 16}
LAYERS = "transformer.layers.{0,1}.{0,1}"
MOBILE = {
    "image_size": (64, 64), "dims": (16, 20, 24), "num_classes": CLASSES, "depths": (1, 1, 1), "expansion": 2,
    "channels": (8, 8, 12, 12, 16, 16, 20, 20, 24, 24, 32),
}  # fmt: skip
TWINS = {"num_classes": CLASSES} | {
    f"s{stage}_{name}": value
    for stage in (1, 2, 3, 4)
    for name, value in (("emb_dim", 8 * stage), ("local_patch_size", 2), ("global_k", 2 if stage < 4 else 1), ("depth", 1))
}
CVT = {"num_classes": CLASSES} | {
    f"s{stage}_{name}": value
    for stage in (1, 2, 3)
    for name, value in (("emb_dim", 16 * stage), ("heads", 2), ("depth", 1), ("mlp_mult", 2))
}


class ChannelsLast(nn.Module):
    """For models that take (batch, row, column, channel)."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.model(x.permute(0, 2, 3, 1))
        return found


def perceiver() -> nn.Module:
    return ChannelsLast(loaded("perceiver_pytorch:Perceiver")(
        num_freq_bands=4, depth=2, max_freq=10.0, num_latents=24, latent_dim=32, latent_heads=2, cross_dim_head=16,
        latent_dim_head=16, num_classes=CLASSES,
    ))  # fmt: skip


def x_transformer() -> nn.Module:
    layers = loaded("x_transformers:Encoder")(dim=48, depth=2, heads=2, attn_dim_head=16)
    made: nn.Module = loaded("x_transformers:ViTransformerWrapper")(
        image_size=32, patch_size=8, num_classes=CLASSES, attn_layers=layers
    )
    return made


def of_maps(*layers: nn.Module, channels: int) -> nn.Module:
    """A stem, layers that take and give (batch, channel, row, column), and a head."""
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES))
    return nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(), *layers, *head)


def lambdas() -> nn.Module:
    layer = loaded("lambda_networks:LambdaLayer")
    return of_maps(*(layer(16, dim_k=8, r=5, heads=4) for _ in range(2)), channels=16)


def halos() -> nn.Module:
    layer = loaded("halonet_pytorch:HaloAttention")
    return of_maps(*(layer(dim=16, block_size=4, halo_size=2, dim_head=8, heads=2) for _ in range(2)), channels=16)


def bottlenecks() -> nn.Module:
    torch.manual_seed(0)
    stack = loaded("bottleneck_transformer_pytorch:BottleStack")
    return of_maps(
        stack(dim=16, fmap_size=16, dim_out=64, num_layers=2, heads=2, dim_head=8, rel_pos_emb=True), channels=64
    )  # fmt: skip


CASES = {
    "vit": Case("vit-pytorch", "vit_pytorch:ViT", LAYERS, "4x4", VIT, "1", 2, by.to_qkv),
    "simple_vit": Case("vit-pytorch", "vit_pytorch.simple_vit:SimpleViT", LAYERS, "4x4", VIT, "0", 2, by.to_qkv),
    "simple_vit_registers": Case(
        "vit-pytorch", "vit_pytorch.simple_vit_with_register_tokens:SimpleViT", LAYERS, "-", VIT, "0", 2, by.to_qkv,
        note="its registers come last",
    ),
    "deepvit": Case("vit-pytorch", "vit_pytorch.deepvit:DeepViT", LAYERS, "4x4", VIT, "1", 2, by.re_attention),
    "cait": Case(
        "vit-pytorch", "vit_pytorch.cait:CaiT", "patch_transformer.layers.{0,1}.{0,1} cls_transformer.layers.0.{0,1}",
        "4x4*4 -*2", VIT | {"cls_depth": 1}, "0", 3, by.cait,
    ),
    "cct": Case(
        "vit-pytorch", "vit_pytorch.cct:CCT", "classifier.blocks.{0,1}", "8x8",
        {"img_size": 32, "embedding_dim": 48, "num_layers": 2, "num_heads": 2, "mlp_ratio": 2, "num_classes": CLASSES}, "0", 2,
        by.qkv,
    ),
    "cross_vit": Case(
        "vit-pytorch", "vit_pytorch.cross_vit:CrossViT",
        "multi_scale_encoder.layers.0.{0,1,2.layers.0.0,2.layers.0.1}", "8x8 4x4 -*2",
        {"image_size": 32, "num_classes": CLASSES, "sm_dim": 24, "lg_dim": 36, "sm_patch_size": 4, "lg_patch_size": 8,
         "depth": 1, "lg_enc_depth": 1, "cross_attn_depth": 1} | {
            f"{kind}_{name}": value for kind in ("sm_enc", "lg_enc") for name, value in
            (("heads", 2), ("mlp_dim", 48), ("dim_head", 8))
        }, "1*2 0*2", 4, by.cross,
    ),
    "pit": Case(
        "vit-pytorch", "vit_pytorch.pit:PiT", "layers.{0..2}", "7x7 4x4*2",
        VIT | {"depth": (1, 1)}, "1", 2, by.to_qkv, note="its patches overlap",
    ),
    "levit": Case(
        "vit-pytorch", "vit_pytorch.levit:LeViT", "backbone.{0..2}", "4x4 2x2*2",
        {"image_size": 64, "num_classes": CLASSES, "stages": 2, "dim": (24, 32), "depth": 1, "heads": 2, "mlp_mult": 2,
         "dim_key": 8, "dim_value": 8}, "0", 3, by.levit, side=64,
    ),
    "cvt": Case(
        "vit-pytorch", "vit_pytorch.cvt:CvT", "layers.0.2 layers.{1,2}.{1,2}", "16x16 8x8*2 4x4*2", CVT, "0", 3, by.cvt,
        side=64,
        note="a patch embedding is a convolution with a norm",
    ),
    "twins_svt": Case(
        "vit-pytorch", "vit_pytorch.twins_svt:TwinsSVT",
        " ".join(f"layers.{i}.{{0,1.layers.0.0,1.layers.0.1,1.layers.0.2,1.layers.0.3,2,3.layers.0.0,3.layers.0.1,"
                 "3.layers.0.2,3.layers.0.3}" for i in range(3))
        + " layers.3.{0,1.layers.0.2,1.layers.0.3,2,3.layers.0.2,3.layers.0.3}",
        "16x16*10 8x8*10 4x4*10 2x2*6", TWINS, "0", 14, by.twins, side=64,
    ),
    "max_vit": Case(
        "vit-pytorch", "vit_pytorch.max_vit:MaxViT", "layers.{0,1}", "8x8 4x4",
        {"num_classes": CLASSES, "dim": 16, "depth": (1, 1), "dim_head": 8, "window_size": 4}, "0", 4, by.max_vit,
    ),
    "nest": Case(
        "vit-pytorch", "vit_pytorch.nest:NesT", "layers.0.1 layers.1.0", "4x4",
        PATCHES | {"patch_size": 4, "dim": 16, "heads": 2, "num_hierarchies": 2, "block_repeats": 1}, "0", 2, by.nest,
        note="inside, blocks of the picture are its batch",
    ),
    "mobile_vit": Case(
        "vit-pytorch", "vit_pytorch.mobile_vit:MobileViT", "stem.{0..3} trunk.{0,1,2}.{0,1}", "32x32 16x16*3 8x8*2 4x4*2 2x2*2",
        MOBILE, "0", 3, by.to_qkv, side=64,
    ),
    "xcit": Case(
        "vit-pytorch", "vit_pytorch.xcit:XCiT", "xcit_transformer.layers.{0,1}.{0,1,2} cls_transformer.layers.0.{0,1}",
        "4x4*6 -*2", VIT | {"cls_depth": 1}, "0", 1, None,
    ),
    "t2t": Case(
        "vit-pytorch", "vit_pytorch.t2t:T2TViT", "to_patch_embedding.{3,8} transformer.layers.{0,1}.{0,1}",
        "8x8 4x4*5", {key: value for key, value in VIT.items() if key != "patch_size"} | {"t2t_layers": ((7, 4), (3, 2))},
        "0*2 1*4", 3, by.to_qkv,
    ),
    "parallel_vit": Case(
        "vit-pytorch", "vit_pytorch.parallel_vit:ViT", LAYERS, "4x4", VIT, "1", 4, by.to_qkv,
    ),
    "patch_merger": Case(
        "vit-pytorch", "vit_pytorch.vit_with_patch_merger:ViT", "transformer.layers.0.{0,1} transformer.patch_merger "
        "transformer.layers.1.{0,1}", "4x4*2 -*3", VIT | {"patch_merge_num_tokens": 6}, "0", 3, by.merger,
    ),
    "small_dataset": Case(
        "vit-pytorch", "vit_pytorch.vit_for_small_dataset:ViT", LAYERS, "4x4", VIT, "1", 2, by.lsa,
    ),
    "rvt": Case("vit-pytorch", "vit_pytorch.rvt:RvT", LAYERS, "4x4", VIT, "1", 2, None),
    "looped_vit": Case(
        "vit-pytorch", "vit_pytorch.looped_vit:LoopedViT", "pre_loop looped looped@2 post_loop", "4x4",
        {"image_size": 32, "patch_size": 8, "num_classes": CLASSES, "dim": 64, "pre_loop_depth": 1, "num_looped_blocks": 1,
         "post_loop_depth": 1, "loop_depth": 2, "heads": 2, "dim_head": 16, "mlp_dim": 96}, "1", 4, by.to_qkv,
    ),
    "mixer": Case(
        "mlp-mixer-pytorch", "mlp_mixer_pytorch:MLPMixer", "{2,3}.{0,1}", "4x4",
        PATCHES | {"channels": 3, "dim": 48, "depth": 2},
    ),
    "gmlp": Case(
        "g-mlp-pytorch", "g_mlp_pytorch:gMLPVision", "layers.{0,1}", "4x4", PATCHES | {"dim": 48, "depth": 2, "ff_mult": 2},
    ),
    "amlp": Case(
        "g-mlp-pytorch", "g_mlp_pytorch:gMLPVision", "layers.{0,1}", "4x4",
        PATCHES | {"dim": 48, "depth": 2, "ff_mult": 2, "attn_dim": 16}, "0", 2, by.amlp,
    ),
    "resmlp": Case("res-mlp-pytorch", "res_mlp_pytorch:ResMLP", "{2,3}.{0,1}", "4x4", PATCHES | {"dim": 48, "depth": 2}),
    "tnt": Case(
        "transformer-in-transformer", "transformer_in_transformer:TNT", "layers.{0,1}.{3,4}", "4x4",
        {"image_size": 32, "patch_size": 8, "patch_dim": 48, "pixel_dim": 12, "pixel_size": 2, "depth": 2, "heads": 2,
         "dim_head": 8, "num_classes": CLASSES}, "1", 4, by.tnt,
         note="its pixels' tokens have patches as batch; it writes into its weights",
    ),
    "perceiver": Case("perceiver-pytorch", perceiver, "model.layers.{0,1}", "-", {}, "0", 4, None),
    "x_vit": Case("x-transformers", x_transformer, "attn_layers.layers.{0..3}.1", "4x4", {}, "0", 2, None),
    "lambda": Case("lambda-networks", lambdas, "{3,4}", "16x16"),
    "halo": Case("halonet-pytorch", halos, "{3,4}", "16x16", {}, "0", 2, None),
    "botnet": Case("bottleneck-transformer-pytorch", bottlenecks, "3.net.{0,1}", "8x8", {}, "0", 2, None),
}  # fmt: skip
