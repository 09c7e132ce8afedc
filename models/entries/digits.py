"""The digit tier's first nine entries: four families in two versions, and the CNN that the theorem describes."""

from ..architectures.circular_cnn import Circular
from ..architectures.cnn import CNN
from ..architectures.mlp import MLP
from ..architectures.mlp_mixer import Mixer
from ..architectures.vit import ViT
from ..spec.entry import DIGIT, DIGIT_CLASSES, Entry
from .points import (
    CIRCULAR_PICTURES,
    CIRCULAR_POINTS,
    CNN_PICTURES,
    CNN_POINTS,
    MIXER_PICTURES,
    MIXER_POINTS,
    MLP_PICTURES,
    MLP_POINTS,
    VIT_PICTURES,
    VIT_POINTS,
)

DIGITS: dict[str, Entry] = {
    "digits-mlp": Entry(
        MLP, "MLP", "mlp", "digits", "centred", DIGIT, DIGIT_CLASSES, MLP_POINTS, MLP_PICTURES,
        note="A weight for each pixel: a moved digit meets other weights.",
    ),
    "digits-cnn": Entry(
        CNN, "CNN", "cnn", "digits", "centred", DIGIT, DIGIT_CLASSES, CNN_POINTS, CNN_PICTURES,
        note="The same small kernels at every place of the picture.",
    ),
    "digits-vit": Entry(
        ViT, "ViT", "vit", "digits", "centred", DIGIT, DIGIT_CLASSES, VIT_POINTS, VIT_PICTURES,
        note="Each patch chooses from the picture whom it listens to.",
    ),
    "digits-mixer": Entry(
        Mixer, "Mixer", "mixer", "digits", "centred", DIGIT, DIGIT_CLASSES, MIXER_POINTS, MIXER_PICTURES,
        note="An MLP mixes the patches: same weights for every picture.",
    ),
    "digits-mlp-shifted": Entry(
        MLP, "MLP, shifted", "mlp", "digits", "shifted", DIGIT, DIGIT_CLASSES, MLP_POINTS, MLP_PICTURES,
        note="The same MLP, after practice with moved digits.",
    ),
    "digits-cnn-shifted": Entry(
        CNN, "CNN, shifted", "cnn", "digits", "shifted", DIGIT, DIGIT_CLASSES, CNN_POINTS, CNN_PICTURES,
        note="The same CNN, after practice with moved digits.",
    ),
    "digits-vit-shifted": Entry(
        ViT, "ViT, shifted", "vit", "digits", "shifted", DIGIT, DIGIT_CLASSES, VIT_POINTS, VIT_PICTURES,
        note="Training on moved digits gave what its form does not.",
    ),
    "digits-mixer-shifted": Entry(
        Mixer, "Mixer, shifted", "mixer", "digits", "shifted", DIGIT, DIGIT_CLASSES, MIXER_POINTS, MIXER_PICTURES,
        note="The same Mixer, after practice with moved digits.",
    ),
    "digits-circular": Entry(
        Circular, "CNN, circular", "cnn", "digits", "centred", DIGIT, DIGIT_CLASSES, CIRCULAR_POINTS, CIRCULAR_PICTURES,
        note="Let the digit wrap: its equivariance error is exactly zero.",
    ),
}  # fmt: skip
