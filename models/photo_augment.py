"""Random changes to a batch of colour photographs, in torch.

Takes and returns B C H W, values 0–1, on the CPU, and draws from torch's global generator. How strong the changes should be
depends on how long the training is: a short one does not come to see the same picture often enough to learn it by heart.

B batch · C channels · H rows · W columns
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .augment import erase

GROUP = 8
"""Pictures that get the same operation of RandAugment: torchvision's draws once a call."""


@dataclass(frozen=True)
class PhotoAugmentation:
    crop: float = 0.35  # smallest share of the picture's area that is cut out and scaled up
    operations: int = 1  # of RandAugment, one after the other
    magnitude: int = 5  # of RandAugment, 0–30
    erase: float = 0.0  # probability of a black rectangle
    sides: tuple[int, ...] = (64,)  # of the pictures in pixels, each for an equal share of the training, in this order

    def __call__(self, images: Tensor, progress: float = 1.0) -> Tensor:
        """`progress`: the share of the training that is over, 0–1."""
        side = self.sides[min(int(progress * len(self.sides)), len(self.sides) - 1)]
        return erase(cut(rand_augment(images, self.operations, self.magnitude), self.crop, side), self.erase)

    def in_words(self) -> str:
        parts = [
            f"a random part of {100 * self.crop:g} to 100 % of the area, of aspect 3:4 to 4:3, scaled to the whole",
            "mirrored half of the time",
            f"RandAugment with {self.operations} operation(s) of magnitude {self.magnitude} (of 30)" if self.operations else "",
            f"random erasing with probability {self.erase:g}" if self.erase else "",
            f"pictures of {', '.join(map(str, self.sides))} pixels in turn" if len(self.sides) > 1 else "",
        ]
        return ", ".join(part for part in parts if part)


def rand_augment(images: Tensor, operations: int, magnitude: int) -> Tensor:
    """RandAugment (arXiv 1909.13719), GROUP pictures at a time, on whole numbers 0–255: that takes half the time."""
    if not operations:
        return images
    from torchvision.transforms.v2 import InterpolationMode, RandAugment  # late: a server does not need it

    change = RandAugment(operations, magnitude, interpolation=InterpolationMode.BILINEAR)
    pixels = images.mul(255).round_().to(torch.uint8)
    return torch.cat([change(group) for group in pixels.split(GROUP)]).float().div_(255)


def cut(images: Tensor, smallest: float, side: int) -> Tensor:
    """A random part of each picture, some mirrored, scaled to side x side: area and aspect (up to 4:3 either way) as in
    Inception (arXiv 1409.4842), bilinear, for all pictures in one step."""
    B, C, _, _ = images.shape
    area = torch.empty(B).uniform_(smallest, 1)
    aspect = torch.empty(B).uniform_(-1, 1).mul(torch.tensor(4 / 3).log()).exp()
    width, height = (area * aspect).sqrt().clamp(max=1), (area / aspect).sqrt().clamp(max=1)  # shares of the picture
    left, top = (1 - width) * (2 * torch.rand(B) - 1), (1 - height) * (2 * torch.rand(B) - 1)  # middle, from -1 to 1
    mirror = torch.where(torch.rand(B) < 0.5, -1.0, 1.0)
    zero = torch.zeros(B)
    theta = torch.stack([torch.stack([width * mirror, zero, left], -1), torch.stack([zero, height, top], -1)], -2)  # B 2 3
    grid = F.affine_grid(theta, [B, C, side, side], align_corners=False)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)
