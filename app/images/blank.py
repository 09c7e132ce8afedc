"""Whether there is anything to see in what a model receives: a blank sheet, one colour, a pattern that has left the picture."""

from torch import Tensor

CONTRAST = 0.01
"""Standard deviation over the positions, of values 0–1, below which an image counts as blank in a channel: a grey value that
varies by 2.5 of 255. One white pixel on a black digit's 28 x 28 has 0.036."""


def blank(image: Tensor) -> bool:
    """`image` (channel, row, column), 0–1: moved, not yet normalised. One colour all over is blank, whatever the colour."""
    return bool((image.flatten(1).std(dim=1, correction=0) < CONTRAST).all())
