"""The lineage as a timeline: which idea came when, in which paper, and the one line in which it shows in this repository."""

from dataclasses import dataclass
from typing import Literal

from ..architectures import (
    densenet,
    efficientnet,
    gmlp,
    mlp,
    mlp_mixer,
    mobilenet,
    plain_net,
    resmlp,
    resnet,
    resnet_preact,
    se_resnet,
    vit,
)
from ..layers import conv
from .source_quotes import Quote


@dataclass(frozen=True)
class Step:
    """`year` of the preprint (or article). `source`: "arXiv:…" or "doi:…". `model`: the shipped model that shows the idea.

    `stage`: the point of it that is worth a look; `seen`: the view of that stage, by its id on the page, that shows the idea.
    `parent`: the step that it changes; `before`: the parent's line that `line` takes the place of, None where one line holds
    both.
    """

    key: str
    title: str
    year: int
    paper: str
    source: str
    idea: str
    model: str
    stage: str
    seen: str
    line: Quote
    parent: str | None = None
    before: Quote | None = None


PLAIN_SUM = Quote(plain_net.Block.forward, "act2")
RESIDUAL_SUM = Quote(resnet.Block.forward, "act2")
PREACT_SUM = Quote(resnet_preact.Block.forward, "skip", last=True)
FULL_CONVOLUTION = Quote(conv.conv3x3, "Conv2d")
TOKEN_MIXING = Quote(mlp_mixer.Block.forward, "mlp_tokens")
CROSS_PATCH = Quote(resmlp.Block.forward, "linear_tokens")

TIMELINE: tuple[Step, ...] = (
    Step(
        "mlp", "MLP", 1986, "Learning representations by back-propagating errors", "doi:10.1038/323533a0",
        "Every unit has a weight for every pixel; nothing in it knows which pixels are neighbours.",
        "digits-mlp", "act1", "weights", Quote(mlp.MLP.__init__, "fc1"),
    ),
    Step(
        "stack", "Stack of 3x3 filters", 2014, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
        "arXiv:1409.1556",
        "One small filter serves every position, and many layers of them see far.",
        "digits-plain-20-nonorm", "layer1.2", "field", FULL_CONVOLUTION, "mlp", Quote(mlp.MLP.__init__, "fc1"),
    ),
    Step(
        "norm", "Batch norm", 2015, "Batch Normalization", "arXiv:1502.03167",
        "Each channel is centred and scaled by its own statistics after every convolution.",
        "digits-plain-20", "layer1.2", "distribution", Quote(plain_net.Block.__init__, "BatchNorm2d"), "stack",
    ),
    Step(
        "resnet", "ResNet", 2015, "Deep Residual Learning for Image Recognition", "arXiv:1512.03385",
        "A block learns what to add to its input; a skip connection hands the input on around it.",
        "digits-resnet-20", "layer2.1", "residual", RESIDUAL_SUM, "norm", PLAIN_SUM,
    ),
    Step(
        "preact", "Pre-activation", 2016, "Identity Mappings in Deep Residual Networks", "arXiv:1603.05027",
        "Norm and ReLU move into the branch, so that the skip connections are free from end to end.",
        "digits-preact-20", "stages.1.blocks.1", "residual", PREACT_SUM, "resnet", RESIDUAL_SUM,
    ),
    Step(
        "densenet", "DenseNet", 2016, "Densely Connected Convolutional Networks", "arXiv:1608.06993",
        "What a layer finds is not added to what was there but set beside it, for all later layers to read.",
        "digits-densenet", "features.denseblock1.denselayer3", "dense",
        Quote(densenet.DenseBlock.forward, "cat"), "preact", PREACT_SUM,
    ),
    Step(
        "se", "Squeeze-and-excitation", 2017, "Squeeze-and-Excitation Networks", "arXiv:1709.01507",
        "The whole picture decides how loud each channel is.",
        "digits-se-resnet-20", "layer2.1", "gates", Quote(se_resnet.Block.forward, "se"), "resnet",
        Quote(resnet.Block.forward, "branch"),
    ),
    Step(
        "mobilenet", "MobileNet", 2017, "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
        "arXiv:1704.04861",
        "Space and channels are mixed one after the other: a thin filter per channel, then a 1x1 convolution.",
        "digits-mobilenet", "blocks.1.1", "separable", Quote(mobilenet.Block.__init__, "conv_dw"), "norm", FULL_CONVOLUTION,
    ),
    Step(
        "efficientnet", "EfficientNet", 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
        "arXiv:1905.11946",
        "One number makes depth, width and resolution grow together.",
        "digits-efficientnet-0", "blocks.1.1", "scaling", Quote(efficientnet.EfficientNet.__init__, "MBConv"), "mobilenet",
        Quote(mobilenet.MobileNet.__init__, "Block"),
    ),
    Step(
        "vit", "ViT", 2020, "An Image is Worth 16x16 Words", "arXiv:2010.11929",
        "Patches become tokens, and each chooses from the picture which others it listens to.",
        "digits-vit", "blocks.2", "attention",
        Quote(vit.Block.forward, "attn"), "preact", Quote(resnet_preact.Block.forward, "branch"),
    ),
    Step(
        "mixer", "MLP-Mixer", 2021, "MLP-Mixer: An all-MLP Architecture for Vision", "arXiv:2105.01601",
        "An MLP across the patches takes the place of attention: the same mixing for every picture.",
        "digits-mixer", "blocks.2", "weights", TOKEN_MIXING, "vit", Quote(vit.Block.forward, "attn"),
    ),
    Step(
        "resmlp", "ResMLP", 2021, "ResMLP: Feedforward networks for image classification with data-efficient training",
        "arXiv:2105.03404",
        "One matrix is enough to mix the patches: no hidden layer, no activation function.",
        "digits-resmlp", "blocks.2", "patchmatrix", CROSS_PATCH, "mixer", TOKEN_MIXING,
    ),
    Step(
        "gmlp", "gMLP", 2021, "Pay Attention to MLPs", "arXiv:2105.08050",
        "Half of the channels, mixed over the patches, gate the other half.",
        "digits-gmlp", "blocks.2", "patchmatrix", Quote(gmlp.SpatialGatingUnit.forward, "u", last=True), "resmlp", CROSS_PATCH,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Twin:
    """One of the networks that are trained alike, layer for layer, and differ in one thing each."""

    model: str
    depth: int
    kind: Literal["plain", "residual", "pre-activation"]
    norm: bool = True


TWINS = (
    Twin("digits-plain-20-nonorm", 20, "plain", norm=False),
    Twin("digits-plain-20", 20, "plain"),
    Twin("digits-plain-56", 56, "plain"),
    Twin("digits-resnet-20", 20, "residual"),
    Twin("digits-resnet-56", 56, "residual"),
    Twin("digits-preact-20", 20, "pre-activation"),
)
"""What is told of the degradation is measured on these."""
