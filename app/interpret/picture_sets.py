"""Pictures that a unit is asked about: the page's samples, generated ones, test pictures, and those that the caller sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from models.spec.entry import Entry, Input
from models.spec.glyph_pairs import ROWS, drawn, layouts
from models.spec.glyphs import GAPS

from ..core.cache import Cache
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from ..images import generated_digits, samples
from ..images.original import Original
from ..images.preprocess import Fit, prepare

SetName = Literal["samples", "generated", "test", "own"]
ORDER: tuple[SetName, ...] = get_args(SetName)
"""In which their pictures are numbered: of equal values the earlier comes first."""

TEST_PICTURES = 1000
"""The first so many of the data set's, in its own order: those that layers are compared on, too."""

TEST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Picture:
    """`name`: of a sample, the id of a caller's own, None of those that have a number only."""

    open: Callable[[], Original]
    fit: Fit
    name: str | None = None

    def image(self, input: Input) -> Float[Tensor, "C H W"]:
        """What a model of that input is shown, 0–1, before normalising: where it stands at first. Slow."""
        return torch.from_numpy(prepare(self.open(), input, self.fit).image)


@dataclass(frozen=True)
class PictureSet:
    """`key`: equal for sets of equal pictures."""

    name: SetName
    key: tuple[object, ...]
    pictures: Sequence[Picture]


@dataclass(frozen=True)
class Lacking:
    """A set that a model has not, and why."""

    name: SetName
    why: Sentence


class PictureSets:
    """The sets of every model. `data`: MIXSCOPE_DATA. Slow where test pictures are read: belongs on a worker."""

    def __init__(self, data: Path | None) -> None:
        self.data = data
        self._test: Cache[Tensor] = Cache(TEST_BYTES, lambda pixels: pixels.nbytes)

    def of(self, entry: Entry, own: Sequence[Picture], wanted: Sequence[SetName]) -> tuple[list[PictureSet], list[Lacking]]:
        """Those of `wanted` that the model has, in their order. `own`: the caller's pictures."""
        found: list[PictureSet] = []
        lacking: list[Lacking] = []
        for name in ORDER:
            if name not in wanted:
                continue
            try:
                found.append(self._one(name, entry, own))
            except NoAnswer as refusal:
                lacking.append(Lacking(name, refusal.sentence))
        return found, lacking

    def names(self, own: Sequence[Picture]) -> list[SetName]:
        """What is asked where nothing is chosen: all that the caller and the server have at all."""
        there = {"samples": True, "generated": True, "test": self.data is not None, "own": bool(own)}
        return [name for name in ORDER if there[name]]

    def offered(self, entry: Entry, own: Sequence[Picture]) -> list[SetName]:
        """What can be chosen for a model, as far as that is known without reading anything."""
        lacks = {"generated": entry.input.kind == "crop", "test": _test_tier(entry) is None}
        return [name for name in self.names(own) if not lacks.get(name)]

    def _one(self, name: SetName, entry: Entry, own: Sequence[Picture]) -> PictureSet:
        """NoAnswer where there is none."""
        if name == "own":
            if not own:
                raise NoAnswer(Sentence("strongest-no-own", "No picture of your own was named: own=<id>, repeatable."))
            return PictureSet(name, (name, *((one.name, one.fit) for one in own)), own)
        if name == "samples":
            return PictureSet(name, (name, entry.input), _samples(entry.input))
        made = _generated(entry) if name == "generated" else self._tested(entry)
        return PictureSet(name, (name, entry.input, entry.tier), made)

    def _tested(self, entry: Entry) -> list[Picture]:
        tier = _test_tier(entry)
        if tier is None:
            raise NoAnswer(Sentence("strongest-no-test", "There are no test pictures for {model}.", model=entry.title))
        if self.data is None:
            says = "This server has no test pictures: it was started without MIXSCOPE_DATA."
            raise NoAnswer(Sentence("strongest-no-data", says))
        try:
            from models.training.datasets import DATA_SETS, DataError, read_folder  # late: few servers have data for it
        except ImportError:
            says = "The image has nothing that reads test pictures: start Mixscope from its repository, with MIXSCOPE_DATA."
            raise NoAnswer(Sentence("strongest-no-reader", says)) from None
        folder, data = self.data, DATA_SETS[tier]
        try:
            pixels = self._test.get(tier, lambda: read_folder(data, folder, "test", TEST_PICTURES)[0])
        except (DataError, ImportError, OSError, ValueError, KeyError):
            says = "The test pictures cannot be read: MIXSCOPE_DATA must be a folder with {file}, and Python needs pyarrow."
            raise NoAnswer(Sentence("strongest-data-unread", says, file=f"{data.folder}/{data.held_out}.parquet")) from None
        return _of_pixels(pixels, "none" if tier == "digits" else "auto")


def _test_tier(entry: Entry) -> str | None:
    """Whose data set's pictures are of the kind that the model receives."""
    if entry.input.kind == "digits":
        return "digits"
    return entry.tier if entry.tier == "photos" else None


def _samples(input: Input) -> list[Picture]:
    def opening(name: str) -> Callable[[], Original]:
        return lambda: Original(samples.picture(name))

    return [Picture(opening(name), "auto", name) for name, one in samples.SAMPLES.items() if one.kind == input.kind]


def _generated(entry: Entry) -> list[Picture]:
    if entry.input.kind == "glyphs":
        return _of_pixels(_pairs(), "none")
    if entry.input.kind == "crop":
        says = "No pictures are generated for {model}: photographs are what it is asked about, the samples among them."
        raise NoAnswer(Sentence("strongest-none-generated", says, model=entry.title))

    def drawing(number: int) -> Callable[[], Original]:
        return lambda: Original(generated_digits.generated_digit(number))

    return [Picture(drawing(number), "none") for number in range(generated_digits.COUNT)]


def _pairs() -> Tensor:
    """All pairs of A and B in one row, in the rows of the training and in the others (n, 1, H, W), uint8."""
    return torch.cat([drawn(layouts(gap, rows)) for gap in GAPS for rows in ROWS])


def _of_pixels(pixels: Tensor, fit: Fit) -> list[Picture]:
    def opening(one: Tensor) -> Callable[[], Original]:
        return lambda: Original(Image.fromarray(one.permute(1, 2, 0).squeeze(-1).numpy()))

    return [Picture(opening(one), fit) for one in pixels]
