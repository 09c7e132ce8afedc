"""Random changes to a batch of pictures, all of them at once in torch.

Every function takes and returns B C H W, values 0–1, on the CPU, and draws from torch's global generator. `warp` never moves a
picture as a whole: a model of version `centred` has seen digits only where MNIST puts them. Only `shift` moves them.

B batch · C channels · H rows · W columns
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class Augmentation:
    rotation: float = 0.0  # degrees, up to
    scale: float = 0.0  # each axis by 1 ± up to this
    shear: float = 0.0  # up to, in pixels sideways per pixel up
    elastic: float = 0.0  # standard deviation of the displacement, pixels
    erase: float = 0.0  # probability of a black rectangle
    shift: int = 0  # whole pixels in each direction, up to

    def __call__(self, images: Tensor, progress: float = 1.0) -> Tensor:
        """`progress`, the share of the training that is over, changes nothing here."""
        images = warp(images, self.rotation, self.scale, self.shear, self.elastic)
        return shift(erase(images, self.erase), self.shift)

    def in_words(self) -> str:
        parts = [
            f"rotation ±{self.rotation:g}°" if self.rotation else "",
            f"scale ±{100 * self.scale:g} %" if self.scale else "",
            f"shear ±{self.shear:g}" if self.shear else "",
            f"elastic distortion of {self.elastic:g} px (zero mean)" if self.elastic else "",
            f"random erasing with probability {self.erase:g}" if self.erase else "",
            f"shifts by whole pixels up to ±{self.shift} px (small ones more often), clipped at the edge"
            if self.shift
            else "no shifts",
        ]
        return ", ".join(part for part in parts if part)


def warp(images: Tensor, rotation: float, scale: float, shear: float, elastic: float) -> Tensor:
    """Rotates, scales and shears about the centre of the picture, and bends it; bilinear, black comes in from outside."""
    if not (rotation or scale or shear or elastic):
        return images
    B, _, H, W = images.shape
    angle = torch.deg2rad(_uniform(rotation, B))
    cos, sin = angle.cos(), angle.sin()
    across, down = 1 + _uniform(scale, B), 1 + _uniform(scale, B)
    slant = _uniform(shear, B)
    turn = torch.stack([torch.stack([cos, -sin], -1), torch.stack([sin, cos], -1)], -2)  # B 2 2
    stretch = torch.stack([torch.stack([across, slant], -1), torch.stack([torch.zeros(B), down], -1)], -2)
    theta = F.pad(turn @ stretch, (0, 1))  # B 2 3: its last column, the translation, is zero
    grid = F.affine_grid(theta, list(images.shape), align_corners=False)  # B H W 2, (x, y) from -1 to 1
    if elastic:
        grid = grid + _bend(B, H, W) * elastic * (2 / torch.tensor([W, H]))
    return F.grid_sample(images, grid, padding_mode="zeros", align_corners=False)


def erase(images: Tensor, probability: float) -> Tensor:
    """Blackens a rectangle, of 1/7 to 2/5 of each side, in some of the pictures."""
    if not probability:
        return images
    B, _, H, W = images.shape
    rows, columns = _stripe(B, H), _stripe(B, W)
    hit = torch.rand(B, 1) < probability
    hole = (hit & rows)[:, :, None] & columns[:, None, :]  # B H W
    return images.masked_fill(hole[:, None], 0.0)


def shift(images: Tensor, most: int) -> Tensor:
    """Moves each picture by whole pixels, up to `most` each way, small ways more often; black comes in, what leaves is lost.

    The difference of two even dice falls as a triangle: digits that lose ink at the edge stay the rare case.
    """
    if not most:
        return images
    offsets = torch.randint(most + 1, (2, len(images))) - torch.randint(most + 1, (2, len(images)))
    return move(images, offsets[0], offsets[1])


def move(images: Tensor, dx: Tensor, dy: Tensor) -> Tensor:
    """Moves picture b right by dx[b] and down by dy[b] pixels, exactly."""
    B, C, H, W = images.shape
    room = int(max(dx.abs().max(), dy.abs().max()))
    padded = F.pad(images, (room, room, room, room))
    rows = room - dy[:, None] + torch.arange(H)  # B H: where each output row comes from
    columns = room - dx[:, None] + torch.arange(W)
    batch, channel = torch.arange(B)[:, None, None, None], torch.arange(C)[None, :, None, None]
    return padded[batch, channel, rows[:, None, :, None], columns[:, None, None, :]]


def _uniform(most: float, count: int) -> Tensor:
    return (2 * torch.rand(count) - 1) * most


def _bend(B: int, H: int, W: int) -> Tensor:
    """A smooth random displacement (B H W 2) of standard deviation about 1 with mean zero in each picture."""
    field = F.interpolate(torch.randn(B, 2, 5, 5), size=(H, W), mode="bicubic", align_corners=True)
    field = field - field.mean(dim=(2, 3), keepdim=True)
    return (field / field.std(dim=(1, 2, 3), keepdim=True)).permute(0, 2, 3, 1)


def _stripe(B: int, size: int) -> Tensor:
    """B size, true on a run of positions: one side of a rectangle."""
    length = torch.randint(size // 7, 2 * size // 5 + 1, (B, 1))
    start = (torch.rand(B, 1) * (size - length + 1)).long()
    position = torch.arange(size)
    return (position >= start) & (position < start + length)
