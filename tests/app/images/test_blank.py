"""Whether there is anything to see in a picture."""

import pytest
import torch

from app.images.blank import CONTRAST, blank
from app.images.shift import shift


@pytest.mark.parametrize("colour", [(0.0,), (1.0,), (0.4,), (0.9, 0.1, 0.2)])
def test_one_colour_all_over_is_blank(colour: tuple[float, ...]) -> None:
    assert blank(torch.tensor(colour)[:, None, None].expand(-1, 28, 28))


def test_a_faint_texture_is_blank_and_a_single_white_pixel_is_not() -> None:
    noise = torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(0))
    assert blank(0.5 + 0.3 * CONTRAST * noise)
    assert not blank(0.5 + 10 * CONTRAST * noise)
    pixel = torch.zeros(1, 28, 28)
    pixel[0, 3, 4] = 1
    assert not blank(pixel)


def test_one_channel_with_something_in_it_is_enough() -> None:
    image = torch.zeros(3, 8, 8)
    image[2, :4] = 0.5
    assert not blank(image)


def test_a_pattern_that_has_left_the_picture_leaves_it_blank() -> None:
    image = torch.zeros(1, 28, 28)
    image[0, 10:18, 10:18] = 1
    assert not blank(shift(image, 17, 0, "clip"))
    assert blank(shift(image, 18, 0, "clip"))
    assert not blank(shift(image, 18, 0, "wrap"))
