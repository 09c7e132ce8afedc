"""How each shipped model was trained: one table.

It stands here and not in the entries because a recipe holds what augments pictures, which only training loads.
"""

from dataclasses import dataclass, replace

from .augment_digits import Augmentation
from .augment_photos import PhotoAugmentation
from .pairs import Noise


@dataclass(frozen=True)
class Recipe:
    augmentation: Augmentation | PhotoAugmentation | Noise
    epochs: int
    batch: int = 128
    lr: float = 2e-3  # the peak
    weight_decay: float = 0.05
    warmup: float = 0.15  # share of the steps on which the rate rises; then it falls as a cosine
    smoothing: float = 0.0
    ema: float = 0.999  # decay of the moving average per step
    clip: float = 1.0  # norm of the gradient
    mix: float = 0.0  # share of batches whose pictures are mixed in pairs: half by mixup, half by cutmix
    branch_drop: float = 0.0  # stochastic depth: the last block's rate, growing with depth from 0
    patch_drop: float = 0.0  # share of a ViT's patches left out, but for the last fifth of the training
    half: bool = False  # stored in half precision
    seeds: int = 1  # trainings whose figures the card has; the first one's weights are stored
    start: str | None = None  # the model whose weights training starts from; None: from random ones


BENT = Augmentation(rotation=10, scale=0.1, shear=0.1, elastic=0.5)
MOVED = replace(BENT, shift=6)

DEEP = Recipe(BENT, epochs=4, lr=3e-3)
THIN = Recipe(BENT, epochs=4, batch=64, lr=3e-3)

# So few epochs that a picture is hardly learned by heart, hence everything that hinders that is weak.
SHORT = Recipe(PhotoAugmentation(erase=0.1), epochs=13, lr=2e-3, smoothing=0.1, mix=0.2, branch_drop=0.05, half=True)

PHOTOS: dict[str, Recipe] = {
    "photos-mlp": replace(SHORT, augmentation=PhotoAugmentation(crop=0.5), epochs=12, lr=1e-3, branch_drop=0.0),
    "photos-resnet": replace(SHORT, augmentation=PhotoAugmentation(erase=0.1, sides=(40, 48, 56, 64)), lr=3e-3),
    "photos-vit": replace(SHORT, lr=1.5e-3, patch_drop=0.5),
    "photos-mixer": replace(SHORT, epochs=9, lr=1.5e-3),
}

# Twins again: what differs is the form. Tokens and the MLP take longer.
WINDOWS = Recipe(Noise(0.1), epochs=8, batch=32, lr=1e-2, half=True, seeds=3)
NEAR = replace(WINDOWS, epochs=32)  # few windows of 7 px hold the edges of both letters
PLACES = replace(WINDOWS, epochs=10, lr=2e-3)

RECIPES: dict[str, Recipe] = {
    "digits-mlp": Recipe(BENT, epochs=20, lr=1e-3),
    "digits-cnn": Recipe(BENT, epochs=5, lr=3e-3),
    "digits-vit": Recipe(BENT, epochs=10, batch=64, lr=1.5e-3),
    "digits-mixer": Recipe(BENT, epochs=6, batch=64, lr=1.5e-3),
    "digits-mlp-shifted": Recipe(MOVED, epochs=12, lr=1e-3),
    "digits-cnn-shifted": Recipe(MOVED, epochs=2, lr=2e-3, start="digits-cnn"),
    "digits-vit-shifted": Recipe(MOVED, epochs=8, batch=64, lr=1e-3, start="digits-vit"),
    "digits-mixer-shifted": Recipe(MOVED, epochs=5, batch=64, lr=1.5e-3, start="digits-mixer"),
    "digits-circular": Recipe(BENT, epochs=4, lr=4e-3),
    # Twins are trained alike, so that what differs between them is the architecture.
    "digits-plain-20-nonorm": DEEP,
    "digits-plain-20": DEEP,
    "digits-plain-56": replace(DEEP, half=True),
    "digits-resnet-20": DEEP,
    "digits-resnet-56": replace(DEEP, half=True),
    "digits-preact-20": DEEP,
    "digits-densenet": replace(THIN, epochs=6),
    "digits-se-resnet-20": DEEP,
    "digits-mobilenet": THIN,
    "digits-efficientnet-0": THIN,
    "digits-efficientnet-1": THIN,
    "digits-efficientnet-2": THIN,
    "digits-resmlp": Recipe(BENT, epochs=6, batch=64, lr=2e-3),
    "digits-gmlp": Recipe(BENT, epochs=5, batch=64, lr=2e-3),
    "digits-resnet-20-shifted": Recipe(MOVED, epochs=2, lr=2e-3, start="digits-resnet-20"),
    "digits-resmlp-shifted": Recipe(MOVED, epochs=10, batch=64, lr=2e-3, start="digits-resmlp"),
    "digits-gmlp-shifted": Recipe(MOVED, epochs=5, batch=64, lr=1.5e-3, start="digits-gmlp"),
    "digits-rnn": Recipe(BENT, epochs=8, lr=2e-3),
    "digits-lstm": Recipe(BENT, epochs=4, lr=4e-3),
    **PHOTOS,
    "pairs-cnn-7-circular": NEAR,
    "pairs-cnn-23-circular": WINDOWS,
    "pairs-vit-bag": PLACES,
    "pairs-vit": replace(PLACES, epochs=18),
    "pairs-cnn-7-zero": NEAR,
    "pairs-cnn-7-valid": NEAR,
    "pairs-cnn-7-flatten": NEAR,
    "pairs-cnn-7-coordinates": NEAR,
    "pairs-cnn-23-zero": WINDOWS,
    "pairs-cnn-23-valid": WINDOWS,
    "pairs-mixer": PLACES,
    "pairs-mlp": PLACES,
}


def recipe_for(name: str) -> Recipe:
    """SystemExit for a model that has none, with what to add."""
    try:
        return RECIPES[name]
    except KeyError:
        raise SystemExit(
            f'{name} has no recipe: add how it is trained to RECIPES in models/training/recipes.py, as "{name}": THIN.'
        ) from None
