"""On which device passes run whose values are painted or told at once: the CPU, or a GPU where there is one.

What is exact, and all that takes gradients, stays on the CPU: see LoadedModel.live.
"""

import logging
from dataclasses import replace
from typing import Literal

import torch
from torch import Tensor

from models.spec.entry import Input

from ..capture.compiled import difference
from ..capture.on_device import OnDevice
from ..core.sentence import Sentence
from ..core.settings import Settings
from .compiling import Compiling
from .loaded_model import LoadedModel, normalise

log = logging.getLogger("mixscope")

Choice = Literal["auto", "cpu", "cuda", "mps"]

TOLERANCE = 5e-4
"""Of the largest value of a stage: how far a value may be from the CPU's. A painted tile has steps of 4e-3."""


class NoSuchDevice(ValueError):
    """`sentence` says which one, and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def device_of(choice: Choice) -> torch.device:
    """`auto`: the first that is there of cuda, mps and the CPU. NoSuchDevice for one that is not there."""
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if choice == "auto":
        return torch.device(next(name for name, found in there.items() if found))
    if there[choice]:
        return torch.device(choice)
    says = (
        "MIXSCOPE_DEVICE is {device}, but PyTorch {version} finds no such device on this machine. Leave the setting out, or "
        "install a PyTorch for it (GPU=1 make run)."
    )
    raise NoSuchDevice(Sentence("device-not-there", says, device=choice, version=torch.__version__))


class Placing:
    """Gives models a copy on a device; `otherwise`: what those get that stay on the CPU."""

    def __init__(self, device: torch.device, otherwise: Compiling | None = None) -> None:
        self.device, self._otherwise = device, otherwise

    def onto(self, loaded: LoadedModel) -> LoadedModel:
        """The model with its copy, and a finding that says so; without, and a finding that says why, where the copy does not
        run there or is not what the CPU computes. Slow."""
        name = loaded.entry.title
        try:
            copied = OnDevice(loaded.recorder, self.device)
            pictures = _pictures(loaded.entry.input)
            apart = max(difference(loaded.recorder, copied, some) for some in (pictures, pictures[:1]))
        except Exception as error:  # somebody's code, or a device without some operation
            says = "It does not run on {device} ({error}: {message}), so all of it runs on the CPU."
            message = " ".join(str(error).split())[:200].rstrip(".")
            why = Sentence("device-fails", says, device=self.device.type, error=type(error).__name__, message=message)
            log.warning("%s: %s", name, why)
            return self._staying(loaded, why)
        if apart > TOLERANCE:
            says = "On {device} a value is {apart} of its stage's largest off the CPU's, so all of it runs on the CPU."
            why = Sentence("device-apart", says, device=self.device.type, apart=f"{apart:.0e}")
            log.warning("%s: %s", name, why)
            return self._staying(loaded, why)
        says = (
            "While a picture is dragged it runs on {device}: values are within {apart} of their stage's largest of the "
            "CPU's, which computes all that is exact."
        )
        return replace(
            _noticed(loaded, Sentence("device-runs", says, device=self.device.type, apart=f"{apart:.0e}")), elsewhere=copied
        )

    def _staying(self, loaded: LoadedModel, why: Sentence) -> LoadedModel:
        loaded = _noticed(loaded, why)
        return loaded if self._otherwise is None else self._otherwise.onto(loaded)


def _noticed(loaded: LoadedModel, found: Sentence) -> LoadedModel:
    return replace(loaded, entry=replace(loaded.entry, findings=(*loaded.entry.findings, found)))


def _pictures(input: Input) -> Tensor:
    """As the model receives them, (2, C, H, W): noise, and an empty canvas."""
    noise = torch.rand(input.channels, input.height, input.width, generator=torch.Generator().manual_seed(0))
    return torch.cat([normalise(image, input) for image in (noise, torch.zeros_like(noise))])


def placing(settings: Settings, otherwise: Compiling | None = None) -> Placing | Compiling | None:
    """As the settings say; `otherwise` for the CPU, where everything is already. NoSuchDevice."""
    device = device_of(settings.device)
    return otherwise if device.type == "cpu" else Placing(device, otherwise)
