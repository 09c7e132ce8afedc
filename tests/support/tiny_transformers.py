"""Small image models of transformers with random weights: as functions for MIXSCOPE_MODEL, and as folders in their format."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers
from torch import nn

CLASSES = ("ant", "bee", "cow", "dog", "elk")
SIDE = 64

VIT = {"hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 96, "image_size": SIDE,
       "patch_size": 16}  # fmt: skip
STEPS = {"hidden_sizes": [16, 24, 32, 40], "depths": [1, 2, 1, 1]}
SWIN = {"embed_dim": 24, "depths": [2, 2], "num_heads": [2, 4], "window_size": 4, "image_size": SIDE, "patch_size": 4}
MOBILE = {"hidden_sizes": [32, 40, 48], "neck_hidden_sizes": [8, 16, 24, 32, 40, 48, 64], "num_attention_heads": 4,
          "image_size": SIDE}  # fmt: skip
SQUARE, CUT = {"size": {"height": SIDE, "width": SIDE}}, {"crop_size": {"height": SIDE, "width": SIDE}}
SHORT = {"size": {"shortest_edge": 72}} | CUT

TINY: dict[str, tuple[str, dict[str, Any], str, dict[str, Any]]] = {
    "vit": ("ViTForImageClassification", VIT, "ViT", SQUARE),
    "deit": ("DeiTForImageClassification", VIT, "DeiT", {"size": {"height": 72, "width": 72}} | CUT),
    "swin": ("SwinForImageClassification", SWIN, "ViT", SQUARE),
    "convnext": ("ConvNextForImageClassification", STEPS, "ConvNext", {"size": {"shortest_edge": SIDE}, "crop_pct": 0.875}),
    "beit": ("BeitForImageClassification", VIT | {"use_relative_position_bias": True}, "Beit", SQUARE),
    "resnet": ("ResNetForImageClassification", STEPS | {"embedding_size": 16}, "ConvNext", {"size": {"shortest_edge": SIDE}}),
    "mobilevit": ("MobileViTForImageClassification", MOBILE, "MobileViT", SHORT),
    "dinov2": ("Dinov2ForImageClassification", VIT, "Bit", SHORT),
    "registers": ("Dinov2WithRegistersForImageClassification", VIT | {"num_register_tokens": 4}, "Bit", SHORT),
    "siglip": ("SiglipVisionModel", VIT, "Siglip", SQUARE),
    "clip": ("CLIPVisionModelWithProjection", VIT | {"projection_dim": 32}, "CLIP", SHORT),
}
"""Class, configuration, image processor and what that is told."""

WITHOUT_SDPA = frozenset({"mobilevit", "convnext", "resnet"})
WITHOUT_CLASSES = frozenset({"siglip", "clip"})


def build(name: str, attention: str | None = None) -> nn.Module:
    """`attention`: "eager", "sdpa", or as transformers chooses."""
    kind, arguments, _, _ = TINY[name]
    made = getattr(transformers, kind)
    labels = {} if name in WITHOUT_CLASSES else {"id2label": dict(enumerate(CLASSES))}
    config = made.config_class(**arguments, **labels, attn_implementation=attention)
    torch.manual_seed(0)
    model: nn.Module = made(config).eval().requires_grad_(False)
    generator = torch.Generator().manual_seed(1)
    for parameter in model.parameters():  # what is zero or one at the start hides mistakes
        parameter += 0.05 * torch.randn(parameter.shape, generator=generator)
    return model


def processor(name: str, pillow: bool = False) -> Any:
    """`pillow`: the one that scales with Pillow, not with torch."""
    _, _, kind, arguments = TINY[name]
    return getattr(transformers, f"{kind}ImageProcessor{'Pil' if pillow else ''}")(**arguments)


def save(name: str, folder: Path, part: str = "1GB") -> nn.Module:
    """Into a folder in transformers' format, in files of at most `part`; the model as it was built."""
    model = build(name)
    model.save_pretrained(folder, max_shard_size=part)
    processor(name).save_pretrained(folder)
    return model


def __getattr__(name: str) -> Callable[[], Any]:
    """`vit_eager`, `vit_sdpa`: functions as people write them."""
    found, _, attention = name.partition("_")
    if found not in TINY or attention not in ("eager", "sdpa"):
        raise AttributeError(name)
    return lambda: (build(found, attention), {"input": processor(found)})
