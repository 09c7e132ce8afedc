"""Real photographs, with their authors and licences in photographs/credits.json; 320 x 320."""

import json
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).with_name("photographs")


@dataclass(frozen=True)
class Credit:
    """Whose photograph it is. `source`: where this repository has it from; `link`: a page about it there."""

    author: str
    licence: str
    source: str
    link: str


@dataclass(frozen=True)
class Photograph:
    """`shows`: the classes of the photo models that are right for it."""

    file: str
    title: str
    credit: Credit
    shows: tuple[str, ...]

    def open(self) -> Image.Image:
        return Image.open(FOLDER / self.file).convert("RGB")


def photographs() -> dict[str, Photograph]:
    """Name -> photograph."""
    told = json.loads((FOLDER / "credits.json").read_text(encoding="utf-8"))
    found = [
        Photograph(
            one["file"],
            one["title"],
            Credit(*(one[key] for key in ("author", "licence", "source", "link"))),
            tuple(one["shows"]),
        )
        for one in told
    ]
    return {Path(one.file).stem: one for one in found}
