"""The networks of the study on data: five forms, each trained on 100 to 60,000 digits, with and without shifts.

They stand in no list: a link names them, as a point of the study's curve does.
"""

from collections.abc import Callable
from functools import partial

from torch import nn

from ..architectures.cnn import CNN
from ..architectures.mlp import MLP
from ..architectures.mlp_mixer import Mixer
from ..architectures.resmlp import ResMLP
from ..architectures.vit import ViT
from ..spec.entry import DIGIT, DIGIT_CLASSES, Entry, Family
from ..spec.point import Point, WeightPicture
from .lineage_points import RESMLP_PICTURES, RESMLP_POINTS
from .points import CNN_PICTURES, CNN_POINTS, MIXER_PICTURES, MIXER_POINTS, MLP_PICTURES, MLP_POINTS, VIT_PICTURES, VIT_POINTS

Form = tuple[Callable[[], nn.Module], str, Family, tuple[Point, ...], tuple[WeightPicture, ...]]

FORMS: dict[str, Form] = {
    "mlp": (partial(MLP, units=(256, 128)), "MLP", "mlp", MLP_POINTS, MLP_PICTURES),
    "cnn": (partial(CNN, widths=(8, 16, 32)), "CNN", "cnn", CNN_POINTS, CNN_PICTURES),
    "vit": (partial(ViT, width=32, heads=2, hidden=64, depth=4), "ViT", "vit", VIT_POINTS, VIT_PICTURES),
    "mixer": (
        partial(Mixer, width=32, token_hidden=32, channel_hidden=64, depth=4),
        "Mixer",
        "mixer",
        MIXER_POINTS,
        MIXER_PICTURES,
    ),
    "resmlp": (partial(ResMLP, width=32, hidden=64, depth=4), "ResMLP", "mixer", RESMLP_POINTS, RESMLP_PICTURES),
}
"""What is compared, each small enough to be trained two hundred times."""

SIZES = (100, 300, 1_000, 3_000, 10_000, 60_000)
"""How many digits; the last is all of MNIST's training pictures."""


SEEN_AT = (0, 100, 300, 1_000, 2_000, 4_000, 6_000)
"""Steps after which one network of each form is kept, to be looked at: the one that sees all digits, shifted."""


def study_name(form: str, size: int, shifted: bool) -> str:
    return f"data-{form}-{size}{'-shifted' if shifted else ''}"


def snapshot_name(form: str, step: int) -> str:
    """Of the network that sees all digits, shifted, after so many steps of its training."""
    return f"{study_name(form, SIZES[-1], True)}-after-{step}"


def _entry(form: str, size: int, shifted: bool, step: int | None = None) -> Entry:
    build, title, family, points, pictures = FORMS[form]
    parts = [title, f"{size:,} digits", "shifted" if shifted else "", "" if step is None else f"after {step:,} steps"]
    return Entry(
        build, ", ".join(part for part in parts if part), family, "digits", "shifted" if shifted else "centred",
        DIGIT, DIGIT_CLASSES, points, pictures, note="",
    )  # fmt: skip


NETWORKS: dict[str, Entry] = {
    study_name(form, size, shifted): _entry(form, size, shifted)
    for form in FORMS
    for size in SIZES
    for shifted in (False, True)
}
"""A network for each point of the curves."""

SNAPSHOTS: dict[str, Entry] = {
    snapshot_name(form, step): _entry(form, SIZES[-1], True, step) for form in FORMS for step in SEEN_AT
}
"""One network of each form while it was trained."""

STUDY: dict[str, Entry] = {**NETWORKS, **SNAPSHOTS}
