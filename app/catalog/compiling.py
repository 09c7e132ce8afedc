"""Compiled forms of models (app/capture/compiled.py): made once, kept in a folder, and checked each time they are read."""

import hashlib
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import onnxruntime
import torch
from torch import Tensor

from models.spec.entry import Input

from ..capture.compiled import Compiled, Unlike, compiled, difference
from ..core.folders import cache_folder
from ..core.settings import Settings
from .loaded_model import LoadedModel, normalise, size

log = logging.getLogger("mixscope")

TOLERANCE = 5e-5
"""Of the largest value of a stage: how far a compiled form may be from what the hooks see."""

MOST_FILES = 200
"""In the folder; the oldest go. There are 44 shipped models, and a set of files for each version of torch or of the weights."""


MOST_WEIGHTS = 128 * 1024 * 1024
"""Bytes of a downloaded model's weights: in a larger one arithmetic is nearly all, and a form gains less than it takes."""

MOST_SIDE = 256
"""Pixels of a downloaded model's input, for the same reason."""


class Compiling:
    """`folder` need not exist, nor be one that can be written into: then forms are made anew, and kept in memory only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unlike: set[Path] = set()  # forms that this process has made in vain

    def onto(self, loaded: LoadedModel) -> LoadedModel:
        """The model with its compiled form; as it is where none can be made or it is not what the hooks see: the log says why.
        Slow the first time, a tenth of a second to a few."""
        if not worth(loaded):
            return loaded
        path = self._folder / f"{loaded.id}-{_key(loaded)}.onnx"
        if path in self._unlike:
            return loaded
        found = self._kept(loaded, path) or self._made(loaded, path)
        if found is None:
            self._unlike.add(path)
        return replace(loaded, compiled=found)

    def _kept(self, loaded: LoadedModel, path: Path) -> Compiled | None:
        with suppress(OSError):
            return _checked(loaded, path.read_bytes(), log.debug)
        return None

    def _made(self, loaded: LoadedModel, path: Path) -> Compiled | None:
        try:
            file = compiled(loaded.recorder, loaded.entry.input)
        except Exception as error:
            log.warning("%s is not compiled, and runs as it is: %s", loaded.id, _line(error))
            return None
        found = _checked(loaded, file, log.warning)
        if found is not None:
            self._keep(path, file)
        return found

    def _keep(self, path: Path, file: bytes) -> None:
        """All at once: another process that starts now finds nothing, or the whole file."""
        unfinished = path.with_name(f"{path.name}.{token_hex(4)}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(file)
            os.replace(unfinished, path)
            for old in sorted(self._folder.glob("*.onnx*"), key=lambda one: one.stat().st_mtime)[:-MOST_FILES]:
                old.unlink()
        except OSError as error:
            log.debug("%s is not kept: %s", path.name, error)
            with suppress(OSError):
                unfinished.unlink()


def worth(loaded: LoadedModel) -> bool:
    """Not what runs in another precision, nor own models, which may do what cannot be followed; of downloaded ones those that
    a form makes faster by more than some per cent."""
    if loaded.recorder.half or loaded.entry.tier == "own":
        return False
    shape = loaded.entry.input
    small = size(loaded.model) <= MOST_WEIGHTS and max(shape.height, shape.width) <= MOST_SIDE
    return small or loaded.entry.tier != "imagenet"


def _key(loaded: LoadedModel) -> str:
    """Another one for other weights, points, inputs, and versions of what makes and runs the graph. Other code is found out by
    the check."""
    entry = loaded.entry
    digest = hashlib.sha256(repr((torch.__version__, onnxruntime.__version__, entry.input, entry.points)).encode())
    for name, tensor in loaded.model.state_dict().items():
        digest.update(repr((name, tensor.shape, tensor.dtype)).encode())
        digest.update(tensor.contiguous().numpy())
    return digest.hexdigest()[:24]


def _checked(loaded: LoadedModel, file: bytes, tell: Callable[..., None]) -> Compiled | None:
    """None, and a line in the log by `tell`, where it cannot be read or is not what the hooks see."""
    pictures = _pictures(loaded.entry.input)
    try:
        form = Compiled(file)
        apart = max(difference(loaded.recorder, form, some) for some in (pictures, pictures[1:2]))
        if apart > TOLERANCE:
            raise Unlike(f"a value is {apart:.1e} of its stage's largest off")
    except Exception as error:
        tell("The compiled form of %s is not used: %s", loaded.id, _line(error))
        return None
    return form


def _pictures(input: Input) -> Tensor:
    """As the model receives them: an empty canvas, noise, and noise in the middle of an empty canvas."""
    noise = torch.rand(input.channels, input.height, input.width, generator=torch.Generator().manual_seed(0))
    middle = torch.zeros_like(noise)
    inside = (slice(None), slice(input.height // 4, -(input.height // 4)), slice(input.width // 4, -(input.width // 4)))
    middle[inside] = noise[inside]
    return torch.cat([normalise(image, input) for image in (torch.zeros_like(noise), noise, middle)])


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"


def compiling(settings: Settings) -> Compiling | None:
    """As the settings say; None where they switch it off."""
    if settings.compiled == "off":
        return None
    return Compiling(settings.compiled_dir.expanduser() if settings.compiled_dir else cache_folder() / "compiled")
