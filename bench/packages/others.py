"""Packages of many authors."""

from functools import partial
from typing import Any

from torch import Tensor, nn

from . import attention as by
from .case import CLASSES, Case, loaded


class Headed(nn.Module):
    """A model of features with a linear head: on the first token, on the mean of the tokens, or on the mean of the map."""

    def __init__(self, body: nn.Module, width: int, first: bool = True) -> None:
        super().__init__()
        self.body, self.head, self.first = body, nn.Linear(width, CLASSES), first

    def forward(self, x: Tensor) -> Tensor:
        x = self.body(x)
        x = x.mean((2, 3)) if x.ndim == 4 else x[:, 0] if self.first else x.mean(1)
        found: Tensor = self.head(x)
        return found


def cifar(name: str) -> nn.Module:
    made: nn.Module = loaded("pytorchcv.model_provider:get_model")(name)
    return made


def segmenting() -> nn.Module:
    made: nn.Module = loaded("segmentation_models_pytorch:Unet")(
        "resnet18", encoder_weights=None, decoder_channels=(32, 16, 16, 8, 8), classes=2, aux_params={"classes": CLASSES}
    )
    return made


def kornia_vit() -> nn.Module:
    return Headed(loaded("kornia.models.vit:VisionTransformer")(32, 8, 3, 48, 2, 2), 48)


def kornia_mobile() -> nn.Module:
    return Headed(loaded("kornia.models.vit_mobile:MobileViT")("xxs"), 320)


def clip_tower() -> nn.Module:
    made: nn.Module = loaded("open_clip.transformer:VisionTransformer")(
        image_size=32, patch_size=8, width=48, layers=2, heads=2, mlp_ratio=2.0, output_dim=CLASSES
    )
    return made


def hf(config: str, model: str, **given: Any) -> nn.Module:
    made: nn.Module = loaded(f"transformers:{model}")(loaded(f"transformers:{config}")(num_labels=CLASSES, **given))
    return made


HF = {
    "image_size": 32, "patch_size": 8, "hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 64,
}  # fmt: skip
MONAI = {"spatial_dims": 2, "in_channels": 3}
VISION = {
    "image_size": (32, 32), "patch_size": 8, "emb_dim": 48, "mlp_dim": 64, "num_heads": 2, "num_layers": 2,
    "num_classes": CLASSES,
}  # fmt: skip

CASES = {
    "pcv_resnet20": Case("pytorchcv", partial(cifar, "resnet20_cifar10"), "features.stage{1..3}.unit{1..3}",
    "32x32*3 16x16*3 8x8*3"),
    "pcv_diaresnet20": Case(
        "pytorchcv", partial(cifar, "diaresnet20_cifar10"), "features.stage{1..3}.unit{1..3}", "32x32*3 16x16*3 8x8*3",
        note="a cell with a memory runs through the units",
    ),
    "pcv_nin": Case(
        "pytorchcv", partial(cifar, "nin_cifar10"),
        "features.stage1.unit{1..3} features.stage2.pool2 features.stage2.unit{1..3} "
        "features.stage3.pool3 features.stage3.unit{1..2}", "32x32*3 16x16*4 8x8*3",
    ),
    "pcv_shakeshake": Case(
        "pytorchcv", partial(cifar, "shakeshakeresnet20_2x16d_cifar10"), "features.stage{1..3}.unit{1..3}",
        "32x32*3 16x16*3 8x8*3",
    ),
    "pcv_sepreresnet20": Case(
        "pytorchcv", partial(cifar, "sepreresnet20_cifar10"), "features.stage{1..3}.unit{1..3}", "32x32*3 16x16*3 8x8*3",
    ),
    "efficientnet": Case(
        "efficientnet-pytorch", "efficientnet_pytorch:EfficientNet.from_name", "_blocks.{0..15}",
        "32x32 16x16*2 8x8*2 4x4*6 2x2*5",
        {"model_name": "efficientnet-b0", "num_classes": CLASSES, "image_size": 64}, side=64,
    ),
    "geffnet": Case(
        "geffnet", "geffnet:mobilenetv3_small_075",
        "blocks.0.0 blocks.1.{0,1} blocks.2.{0..2} blocks.3.{0,1} blocks.4.{0..2} blocks.5.0",
        "16x16 8x8*2 4x4*5 2x2*4", {"pretrained": False, "num_classes": CLASSES}, side=64,
    ),
    "antialiased_resnet": Case(
        "antialiased-cnns", "antialiased_cnns:resnet18", "layer{1..4}.{0,1}", "16x16*2 8x8*2 4x4*2 2x2*2",
        {"pretrained": False, "num_classes": CLASSES}, side=64,
    ),
    "smp_unet": Case(
        "segmentation-models-pytorch", segmenting, "encoder.layer{1..4}.{0,1} decoder.blocks.{0..4}",
        "16x16*2 8x8*2 4x4*2 2x2*2 4x4 8x8 16x16 32x32 64x64", side=64, note="its masks stand beside its answer",
    ),
    "monai_vit": Case(
        "monai", "monai.networks.nets:ViT", "blocks.{0,1}", "4x4",
        {"in_channels": 3, "img_size": 32, "patch_size": 8, "hidden_size": 48, "mlp_dim": 64, "num_layers": 2, "num_heads": 2,
         "classification": True, "num_classes": CLASSES, "spatial_dims": 2, "post_activation": None}, "1", 2, by.qkv,
    ),
    "monai_densenet": Case(
        "monai", "monai.networks.nets:DenseNet", "features.denseblock1 features.transition1 features.denseblock2", "8x8 4x4*2",
        MONAI | {"out_channels": CLASSES, "init_features": 16, "growth_rate": 8, "block_config": (2, 2)},
    ),
    "monai_senet": Case(
        "monai", "monai.networks.nets:SENet", "layer{1..4}.0", "8x8 4x4 2x2 1x1",
        MONAI | {"block": "se_resnet_bottleneck", "layers": (1, 1, 1, 1), "groups": 1, "reduction": 4, "inplanes": 16,
                 "num_classes": CLASSES, "input_3x3": False},
    ),
    "monai_classifier": Case(
        "monai", "monai.networks.nets:Classifier", "net.layer_{0..2}", "16x16 8x8 4x4",
        {"in_shape": (3, 32, 32), "classes": CLASSES, "channels": (8, 16, 24), "strides": (2, 2, 2)},
    ),
    "kornia_vit": Case("kornia", kornia_vit, "body.encoder.blocks.{0,1}", "4x4", {}, "1", 2, by.qkv),
    "kornia_mobile_vit": Case(
        "kornia", kornia_mobile, "body.mv2.{0..4} body.mvit.0 body.mv2.5 body.mvit.1 body.mv2.6 body.mvit.2",
        "32x32 16x16*3 8x8*2 4x4*2 2x2*2", {}, "0", 9, None, side=64,
    ),
    "kornia_tiny_vit": Case(
        "kornia", "kornia.models.tiny_vit:TinyViT",
        "layers.0.blocks.0 layers.0.downsample layers.1.blocks.0 layers.1.downsample "
        "layers.2.blocks.0 layers.2.downsample layers.3.blocks.0", "8x8 4x4*2 2x2*2 -*2",
        {"img_size": 32, "num_classes": CLASSES, "embed_dims": (16, 24, 32, 40), "depths": (1, 1, 1, 1), "num_heads": (2, 2, 2,
        2),
         "window_sizes": (4, 4, 2, 1)}, "0", 3, None,
    ),
    "swin_pytorch": Case(
        "swin-transformer-pytorch", "swin_transformer_pytorch:SwinTransformer",
        "stage{1..3}.{patch_partition,layers.0.0,layers.0.1}", "16x16*3 8x8*3 4x4*3",
        {"hidden_dim": 16, "layers": (2, 2, 2, 2), "heads": (2, 2, 2, 2), "num_classes": CLASSES, "head_dim": 8,
        "window_size": 2},
        "0", 8, None, side=64,
    ),
    "vision_transformer": Case(
        "vision-transformer-pytorch", "vision_transformer_pytorch:VisionTransformer.from_name",
        "transformer.encoder_layers.{0,1}",
        "4x4", VISION | {"model_name": "ViT-B_16", "patch_size": (8, 8)}, "1", 2, by.general,
    ),
    "distillable": Case(
        "distillable-vision-transformer", "distillable_vision_transformer:DistillableVisionTransformer",
        "transformer.encoder_layers.{0,1}", "-", VISION, "0", 2, by.general, facts={"output": 0},
        note="a token for the distillation comes last",
    ),
    "vformer_vit": Case(
        "vformer", "vformer.models.classification:VanillaViT", "encoder.encoder.{0,1}.{0,1}", "4x4",
        {"img_size": 32, "patch_size": 8, "n_classes": CLASSES, "embedding_dim": 48, "head_dim": 12, "depth": 2, "num_heads": 2,
         "encoder_mlp_dim": 64}, "1", 2, None,
    ),
    "clip_tower": Case("open-clip-torch", clip_tower, "transformer.resblocks.{0,1}", "4x4", {}, "1", 2, by.torchs),
    "hf_vit": Case(
        "transformers", partial(hf, "ViTConfig", "ViTForImageClassification", **HF), "vit.layers.{0,1}", "4x4", {}, "1", 2,
        by.hf,
    ),
    "hf_deit": Case(
        "transformers", partial(hf, "DeiTConfig", "DeiTForImageClassification", **HF), "deit.layers.{0,1}", "4x4", {}, "2", 2,
        by.hf,
    ),
    "hf_beit": Case(
        "transformers", partial(hf, "BeitConfig", "BeitForImageClassification", **HF), "beit.layers.{0,1}", "4x4", {}, "1", 2,
        None,
    ),
    "hf_dinov2": Case(
        "transformers", partial(hf, "Dinov2Config", "Dinov2ForImageClassification", mlp_ratio=2, **HF),
        "dinov2.encoder.layer.{0,1}",
        "4x4", {}, "1", 2, by.hf,
    ),
    "hf_swin": Case(
        "transformers", partial(
            hf, "SwinConfig", "SwinForImageClassification", image_size=32, patch_size=4, embed_dim=16, depths=[2, 2],
            num_heads=[2, 2], window_size=4,
        ), "swin.encoder.layers.0.blocks.{0,1} swin.encoder.layers.0.downsample swin.encoder.layers.1.blocks.{0,1}",
        "8x8*2 4x4*3", {}, "0", 4, None,
    ),
    "hf_convnext": Case(
        "transformers", partial(
            hf, "ConvNextConfig", "ConvNextForImageClassification", image_size=32, patch_size=4, hidden_sizes=[16, 24],
            depths=[1, 1], num_stages=2,
        ),
        "convnext.encoder.stages.0.layers.0 convnext.encoder.stages.1.downsampling_layer.1 convnext.encoder.stages.1.layers.0",
        "8x8 4x4*2",
    ),
    "hf_segformer": Case(
        "transformers", partial(
            hf, "SegformerConfig", "SegformerForImageClassification", depths=[1, 1], hidden_sizes=[16, 24],
            num_encoder_blocks=2,
            num_attention_heads=[1, 2], sr_ratios=[2, 1], patch_sizes=[7, 3], strides=[4, 2], mlp_ratios=[2, 2],
        ), "segformer.stages.0.blocks.0 segformer.stages.1.{patch_embeddings,blocks.0}", "8x8 4x4*2", {}, "0", 2, None,
    ),
    "hf_resnet": Case(
        "transformers", partial(
            hf, "ResNetConfig", "ResNetForImageClassification", embedding_size=8, hidden_sizes=[16, 24], depths=[1, 1],
        ), "resnet.encoder.stages.{0,1}.layers.0", "8x8 4x4",
    ),
}  # fmt: skip
