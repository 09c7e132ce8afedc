"""What a model can do, measured: accuracy, and accuracy under shifts."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ..spec.entry import Input
from ..spec.normalise import normalise
from .augment_digits import move

SHIFTS = (0, 1, 2, 4, 6, 8)


def shift_protocol(form: Input, held_out: str) -> str:
    return (
        f"every fifth of the {held_out}, moved by that many pixels right, left, down and up, clipped at the edge of the "
        f"{form.width}x{form.height} picture (black comes in), mean over the four directions, percent"
    )


def as_images(pixels: Tensor) -> Tensor:
    return pixels.float() / 255  # B C H W, 0–255 -> 0–1


def shift_sample(pixels: Tensor) -> Tensor:
    """The pictures, or their labels, on which shifts are measured: every fifth."""
    return pixels[::5]


QUICK = 10
"""Every tenth picture: what a test measures again where all of them would take a minute a model."""


@torch.inference_mode()
def all_logits(model: nn.Module, images: Tensor, form: Input, batch: int = 500) -> Tensor:
    """B K: what the model answers to each picture."""
    device = next(model.parameters()).device
    return torch.cat([model(normalise(part, form).to(device)).cpu() for part in images.split(batch)])


def ranked(model: nn.Module, images: Tensor, form: Input, count: int, batch: int = 500) -> Tensor:
    """B K: the `count` classes that the model finds most likely for each picture, best first."""
    return all_logits(model, images, form, batch).topk(count).indices


def answers(model: nn.Module, images: Tensor, form: Input, batch: int = 500) -> Tensor:
    """The class that the model finds most likely, for each picture."""
    return ranked(model, images, form, 1, batch)[:, 0]


def accuracy(model: nn.Module, images: Tensor, labels: Tensor, form: Input) -> float:
    """Percent of right answers."""
    return round(100 * (answers(model, images, form) == labels).double().mean().item(), 2)


def accuracy_per_class(found: Tensor, labels: Tensor, classes: int) -> list[float | None]:
    """Percent of right answers among the pictures of each class; None for a class without pictures."""
    right = [(found[labels == label] == label).double() for label in range(classes)]
    return [round(100 * part.mean().item(), 2) if len(part) else None for part in right]


def accuracy_under_shifts(
    model: nn.Module, images: Tensor, labels: Tensor, form: Input, shifts: Sequence[int] = SHIFTS
) -> dict[str, float]:
    """Shift in pixels -> mean accuracy over the four directions; see `shift_protocol`."""
    result = {}
    for distance in shifts:
        ways = {(distance, 0), (-distance, 0), (0, distance), (0, -distance)}
        found = torch.stack([answers(model, moved(images, dx, dy), form) for dx, dy in ways])
        result[str(distance)] = round(100 * (found == labels).double().mean().item(), 2)
    return result


def moved(images: Tensor, dx: int, dy: int) -> Tensor:
    return move(images, torch.full((len(images),), dx), torch.full((len(images),), dy))
