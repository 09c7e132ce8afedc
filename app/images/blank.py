"""Whether there is anything to see in what a model receives: a blank sheet, one colour, a pattern that has left the picture."""

import numpy as np
from torch import Tensor

CONTRAST = 0.01
"""Standard deviation over the positions, of values 0–1, below which an image counts as blank in a channel: a grey value that
varies by 2.5 of 255. One white pixel on a black digit's 28 x 28 has 0.036."""


def blank(image: Tensor) -> bool:
    """`image` (channel, row, column), 0–1: moved, not yet normalised. One colour all over is blank, whatever the colour."""
    values = image.numpy().reshape(len(image), -1)
    centred = values - values.mean(1, keepdims=True)
    return bool((np.vecdot(centred, centred) < CONTRAST**2 * values.shape[1]).all())
