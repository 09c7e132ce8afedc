"""Which samples of photographs come first: python -m app.images.photo_samples.choose [--write]

Prints what each photo model says of each sample. First come those that the best of them, the ResNet, names rightly, the one it
is surest of at the front; the page says that they were chosen so. To be done anew whenever its weights change.
"""

import json
import sys

import torch

from models.entries.photos import PHOTOS
from models.registry import card, load
from models.spec.normalise import normalise

from ..original import Original
from ..preprocess import prepare
from ..samples import CHOSEN, SAMPLES, Chosen, Sample, picture

CHOOSER = "photos-resnet"
MOST = 5

Answer = tuple[str, float, bool]
"""Class, calibrated share, and whether the model is sure enough to name it."""


def answers(name: str) -> dict[str, Answer]:
    """What the model says of each sample of photographs."""
    entry, known = PHOTOS[name], card(name)["calibration"]
    samples = [sample for sample in SAMPLES.values() if sample.kind == entry.input.kind]
    images = torch.stack([torch.from_numpy(prepare(Original(picture(one.name)), entry.input, "auto").image) for one in samples])
    with torch.inference_mode():
        shares, found = (load(name)(normalise(images, entry.input)) / known["temperature"]).softmax(1).max(1)
    least = known["unsure_below"]
    return {
        sample.name: (entry.labels[index], share, least is not None and share >= least)
        for sample, share, index in zip(samples, shares.tolist(), found.tolist(), strict=True)
    }


def right(sample: Sample, answer: Answer) -> bool:
    label, _, sure = answer
    return sure and label in sample.shows


def chosen(said: dict[str, Answer]) -> list[str]:
    """The samples that come first, for what the chooser says."""
    named = [name for name, answer in said.items() if right(SAMPLES[name], answer)]
    return sorted(named, key=lambda name: -said[name][1])[:MOST]


def table(said: dict[str, dict[str, Answer]]) -> str:
    lines = []
    for name in next(iter(said.values())):
        words = [f"{name} ({', '.join(SAMPLES[name].shows) or 'none of the classes'})"]
        for model, told in said.items():
            label, share, sure = told[name]
            words.append(f"{model}: {'' if sure else 'unsure, perhaps '}{label} {100 * share:.0f} %")
        lines.append("\n    ".join(words))
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    said = {name: answers(name) for name in PHOTOS}
    first = chosen(said[CHOOSER])
    print(table(said))
    print(f"First: {', '.join(first)}")
    if arguments == ["--write"]:
        document: Chosen = {"model": CHOOSER, "first": first}
        CHOSEN.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
