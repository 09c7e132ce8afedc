"""Pictures that a tiny network learns in a few steps."""

import pytest
import torch

from models.training.study.run import Pictures


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    """400 pictures of which class c has a bar in row 2c + 4; the first 50 are the test's."""
    labels = torch.arange(400) % 10
    pixels = torch.randint(60, (400, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    pixels[torch.arange(400), 0, 2 * labels + 4, 4:24] = 255
    return Pictures(pixels, labels, pixels[:50], labels[:50])
