"""Where downloaded models stand: one folder each in timm's hub format, and the unfinished ones apart from them."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from ...core.folders import cache_folder
from ...core.settings import Settings
from ..checkpoint import CONFIG, WEIGHTS

PLAIN = re.compile(r"[a-z0-9][a-z0-9_]*([.-][a-z0-9_]+)*")
"""Names that are one plain folder everywhere: no separators, no dots in a row, nothing hidden."""

FILES = (CONFIG, WEIGHTS)
UNFINISHED = ".partial"


class Store:
    """`root` need not exist. A model is there when its folder holds both files; how it came there does not matter."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, name: str) -> Path | None:
        """The folder of the model `name` (config.json and model.safetensors), None if it is not there."""
        folder = self._inside(self.root, name)
        return folder if all((folder / file).is_file() for file in FILES) else None

    def names(self) -> list[str]:
        """The models that are there."""
        found = sorted(path.name for path in self.root.iterdir()) if self.root.is_dir() else []
        return [name for name in found if PLAIN.fullmatch(name) and self.folder(name)]

    def unfinished(self, name: str) -> Path:
        """The folder in which a download of `name` collects its files."""
        return self._inside(self.root / UNFINISHED, name)

    def install(self, name: str) -> Path:
        """Put the finished download of `name` in its place, all at once: a rename within one file system."""
        target = self._inside(self.root, name)
        for file in self.unfinished(name).iterdir():
            with file.open("rb") as written:
                os.fsync(written.fileno())  # or a power cut could leave empty files under the right name
        if self.folder(name):  # somebody else was faster
            self.discard(name)
            return target
        if target.exists():  # a folder without the files, which could not be used
            target.rename(self.unfinished(name).with_name(f"{name}.old"))
            shutil.rmtree(self.unfinished(name).with_name(f"{name}.old"))
        self.unfinished(name).rename(target)
        return target

    def discard(self, name: str) -> None:
        """Forget what has been downloaded of `name` so far."""
        shutil.rmtree(self.unfinished(name), ignore_errors=True)

    def remove(self, name: str) -> bool:
        """Take the model away; a rename first, so that it is never half there. False if it was not there."""
        folder = self.folder(name)
        if folder is None:
            return False
        self.discard(name)
        self.unfinished(name).parent.mkdir(exist_ok=True)
        folder.rename(self.unfinished(name))
        self.discard(name)
        return True

    def used(self) -> int:
        """Bytes of everything on the store, unfinished downloads included."""
        held = 0
        for folder, _, files in os.walk(self.root):  # which lets pass a folder that goes meanwhile
            for file in files:
                with suppress(FileNotFoundError):
                    held += os.stat(os.path.join(folder, file)).st_size
        return held

    def free(self) -> int:
        """Bytes that the disk has left for the store."""
        place = self.root
        while not place.exists():
            place = place.parent
        return shutil.disk_usage(place).free

    @staticmethod
    def _inside(place: Path, name: str) -> Path:
        if not PLAIN.fullmatch(name):
            raise ValueError(f"{name!r} is no plain name of a model")
        return place / name


def store_of(settings: Settings) -> Store:
    """The store that the settings name; by default in the user's cache folder, as the platform has it."""
    if settings.models_dir is not None:
        return Store(settings.models_dir.expanduser())
    return Store(cache_folder() / "models")
