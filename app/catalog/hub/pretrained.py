"""The pretrained models that the page offers: what is published about each, without loading anything.

Names, licences and input sizes are those of timm's own pretrained configurations, parameters and bytes those of timm's
definitions (tests/app/catalog/hub/test_pretrained.py checks them). A fact that has no published source is left out.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from ..sources import IMAGENET, Listing
from .store import PLAIN

RESULTS = "timm, results/results-imagenet.csv"
CARD = "timm's model cards"
README = "timm's README (May 2024)"


@dataclass(frozen=True)
class Offer:
    """`id` is the model's name here, `timm` its architecture and pretrained tag there.

    `bytes`: of all weights and buffers as float32, without the file's header. `side`: pixels of the square input.
    `top1`: percent of ImageNet's validation pictures, measured with pictures of `top1_side` pixels, as `source` says.
    `classes`: 0 where the weights have no classifier.
    """

    id: str
    timm: str
    title: str
    family: Literal["cnn", "vit", "mixer"]
    licence: str
    parameters: int
    bytes: int
    side: int
    classes: int
    top1: float | None
    top1_side: int | None
    source: str | None
    note: str

    @property
    def repo(self) -> str:
        return f"timm/{self.timm}"

    @property
    def architecture(self) -> str:
        return self.timm.partition(".")[0]

    def listing(self) -> Listing:
        """As the catalog wants it."""
        facts = {
            "parameters": self.parameters, "licence": self.licence, "bytes": self.bytes, "repository": self.repo,
            "top1": self.top1, "top1_side": self.top1_side, "top1_source": self.source,
        }  # fmt: skip
        input = replace(IMAGENET, width=self.side, height=self.side)
        return Listing(self.title, self.family, self.note, input, facts=facts)


_LIST = (
    Offer(
        "resnet18", "resnet18.a1_in1k", "ResNet-18", "cnn", "apache-2.0", 11689512, 46796608, 224, 1000, 71.49, 224, CARD,
        "Two 3x3 convolutions a block, and a shortcut that adds the block's input to its output.",
    ),
    Offer(
        "resnet50", "resnet50.a1_in1k", "ResNet-50", "cnn", "apache-2.0", 25557032, 102441032, 224, 1000, 80.38, 224, CARD,
        "Bottleneck blocks: one 3x3 convolution mixes space, two 1x1 convolutions mix channels.",
    ),
    Offer(
        "resnetv2_50", "resnetv2_50.a1h_in1k", "ResNet-50, pre-activation", "cnn", "apache-2.0", 25549352, 102379560, 224, 1000,
        81.398, 288, RESULTS,
        "Norm and activation come before each convolution, so the shortcut is a plain sum from block to block.",
    ),
    Offer(
        "densenet121", "densenet121.tv_in1k", "DenseNet-121", "cnn", "apache-2.0", 7978856, 32250984, 224, 1000,
        74.764, 224, RESULTS,
        "Each layer sees the outputs of all layers before it in its block, side by side.",
    ),
    Offer(
        "seresnet50", "seresnet50.ra2_in1k", "SE-ResNet-50", "cnn", "apache-2.0", 28088024, 112565000, 224, 1000,
        80.26, 224, CARD,
        "A ResNet-50 in which every block scales its channels by what the whole picture holds.",
    ),
    Offer(
        "mobilenetv2_100", "mobilenetv2_100.ra_in1k", "MobileNetV2", "cnn", "apache-2.0", 3504872, 14156352, 224, 1000,
        72.976, 224, RESULTS,
        "Depthwise convolutions: every channel is mixed over space by itself, then 1x1 convolutions mix the channels.",
    ),
    Offer(
        "efficientnet_b0", "efficientnet_b0.ra_in1k", "EfficientNet-B0", "cnn", "apache-2.0", 5288548, 21322648, 224, 1000,
        77.694, 224, RESULTS,
        "MobileNetV2's blocks with channel scaling; depth, width and resolution were chosen together.",
    ),
    Offer(
        "convnext_atto", "convnext_atto.d2_in1k", "ConvNeXt-Atto", "cnn", "apache-2.0", 3695520, 14782080, 224, 1000,
        75.664, 224, CARD,
        "A CNN in a transformer's form: a 7x7 depthwise convolution mixes space, an MLP mixes channels.",
    ),
    Offer(
        "convnext_tiny", "convnext_tiny.fb_in1k", "ConvNeXt-T", "cnn", "apache-2.0", 28589128, 114356512, 224, 1000,
        82.066, 224, CARD,
        "ConvNeXt at the size of Swin-T and ResNet-50: compare what mixes space, with all else alike.",
    ),
    Offer(
        "convmixer_768_32", "convmixer_768_32.in1k", "ConvMixer-768/32", "cnn", "mit", 21110248, 84840872, 224, 1000,
        80.168, 224, RESULTS,
        "Patches like a ViT, but large depthwise convolutions in place of attention.",
    ),
    Offer(
        "vit_tiny_patch16_224", "vit_tiny_patch16_224.augreg_in21k_ft_in1k", "ViT-Ti/16", "vit", "apache-2.0",
        5717416, 22869664, 224, 1000, 75.454, 224, RESULTS,
        "196 patches and a class token; 3 heads a block decide from the picture who listens to whom.",
    ),
    Offer(
        "vit_small_patch16_224", "vit_small_patch16_224.augreg_in21k_ft_in1k", "ViT-S/16", "vit", "apache-2.0",
        22050664, 88202656, 224, 1000, 81.384, 224, RESULTS,
        "ViT-Ti with twice the width and 6 heads a block.",
    ),
    Offer(
        "vit_base_patch16_224", "vit_base_patch16_224.augreg2_in21k_ft_in1k", "ViT-B/16", "vit", "apache-2.0",
        86567656, 346270624, 224, 1000, 85.096, 224, RESULTS,
        "The ViT of the paper: 12 blocks of 12 heads.",
    ),
    Offer(
        "deit_small_patch16_224", "deit_small_patch16_224.fb_in1k", "DeiT-S/16", "vit", "apache-2.0",
        22050664, 88202656, 224, 1000, 79.844, 224, RESULTS,
        "ViT-S/16 trained on ImageNet-1k alone: the same form, other habits.",
    ),
    Offer(
        "deit_tiny_distilled_patch16_224", "deit_tiny_distilled_patch16_224.fb_in1k", "DeiT-Ti/16, distilled", "vit",
        "apache-2.0", 5910800, 23643200, 224, 1000, 74.5, 224, RESULTS,
        "A second token beside the class token learned to repeat the answers of a CNN.",
    ),
    Offer(
        "vit_small_patch16_224.dino", "vit_small_patch16_224.dino", "DINO ViT-S/16", "vit", "apache-2.0",
        21665664, 86662656, 224, 0, None, None, None,
        "Trained without labels: the class token's attention often outlines the object. It has no classifier.",
    ),
    Offer(
        "vit_small_patch14_reg4_dinov2", "vit_small_patch14_reg4_dinov2.lvd142m", "DINOv2 ViT-S/14, 4 registers", "vit",
        "apache-2.0", 22057344, 88229376, 518, 0, None, None, None,
        "Four register tokens hold what other ViTs park on patches of the background. No classifier; 37 x 37 patches.",
    ),
    Offer(
        "vit_wee_patch16_reg1_gap_256", "vit_wee_patch16_reg1_gap_256.sbb_in1k", "ViT-Wee/16, 1 register", "vit", "apache-2.0",
        13422568, 53690272, 256, 1000, 80.256, 256, README,
        "A register token and no class token: the answer is read off the mean over all patches.",
    ),
    Offer(
        "swin_tiny_patch4_window7_224", "swin_tiny_patch4_window7_224.ms_in1k", "Swin-T", "vit", "mit",
        28288354, 113153416, 224, 1000, 81.376, 224, RESULTS,
        "Attention inside windows of 7 x 7 patches; every second block moves the windows by half.",
    ),
    Offer(
        "pvt_v2_b0", "pvt_v2_b0.in1k", "PVT v2-B0", "vit", "apache-2.0", 3666760, 14667040, 224, 1000, 70.66, 224, RESULTS,
        "A pyramid: each patch listens to a coarser grid of the same picture.",
    ),
    Offer(
        "coatnet_nano_rw_224", "coatnet_nano_rw_224.sw_in1k", "CoAtNet-Nano", "vit", "apache-2.0",
        15141244, 60611488, 224, 1000, 81.698, 224, RESULTS,
        "A hybrid: convolutions at the fine stages, attention at the coarse ones.",
    ),
    Offer(
        "mixer_b16_224", "mixer_b16_224.goog_in21k_ft_in1k", "MLP-Mixer-B/16", "mixer", "apache-2.0",
        59880472, 239521888, 224, 1000, 76.602, 224, RESULTS,
        "An MLP over the 196 patches mixes space, the same for every channel and every picture.",
    ),
    Offer(
        "resmlp_12_224", "resmlp_12_224.fb_in1k", "ResMLP-12", "mixer", "apache-2.0", 15350872, 61403488, 224, 1000,
        76.648, 224, RESULTS,
        "A single learned matrix over the patches mixes space: it can be looked at as it is.",
    ),
    Offer(
        "gmlp_s16_224", "gmlp_s16_224.ra3_in1k", "gMLP-S/16", "mixer", "apache-2.0", 19422656, 77690624, 224, 1000,
        79.644, 224, RESULTS,
        "Half of the channels, mixed by a learned matrix over the patches, gates the other half.",
    ),
    Offer(
        "poolformerv2_s12", "poolformerv2_s12.sail_in1k", "PoolFormer v2-S12", "cnn", "apache-2.0",
        11891712, 47566848, 224, 1000, 78.004, 224, RESULTS,
        "A transformer's form with a plain 3x3 average where attention stood: nothing in the mixing is learned.",
    ),
)  # fmt: skip

OFFERS: dict[str, Offer] = {offer.id: offer for offer in _LIST}


def find(name: str) -> Offer | None:
    """The offer of that name, ours or timm's; None if there is none."""
    return OFFERS.get(name) or next((offer for offer in _LIST if offer.timm == name), None)


@lru_cache(maxsize=256)
def other(name: str) -> Offer | None:
    """Any other pretrained model of timm's, as timm describes it (takes a moment); None if there is none of that name."""
    from ..timm_models import published

    if find(name) is not None or not PLAIN.fullmatch(name) or (facts := published(name)) is None:
        return None
    return Offer(name, name, name, **facts, top1=None, top1_side=None, source=None, note="Chosen by name: not on our list.")
