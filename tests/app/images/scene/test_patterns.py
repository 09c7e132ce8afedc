"""Two patterns on one canvas: their sum where they do not overlap, the second on top where they do."""

import pytest
import torch

from app.core.errors import Problem
from app.images.scene.patterns import Cut, cut_out, over, overlap, read_cut

WHOLE = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(0)) + 0.01


def test_two_cuts_are_put_together_as_their_sum_and_count_the_pixels_that_both_have() -> None:
    left, right = cut_out(WHOLE, Cut(0, 0, 4, 8)), cut_out(WHOLE, Cut(4, 0, 9, 8))
    assert torch.equal(over(left, right), left + right)
    assert torch.equal(over(left, right), WHOLE)
    assert overlap(left, right) == 0
    wide = cut_out(WHOLE, Cut(0, 0, 5, 2)) / 2
    assert overlap(wide, right) == 2
    assert torch.equal(over(right, wide)[:, :2, :5], WHOLE[:, :2, :5] / 2)
    assert torch.equal(over(right, wide)[:, 2:], right[:, 2:])
    red = torch.zeros(3, 8, 8)
    red[0, 3, 3] = 1  # a pixel that is empty in two channels is a pixel all the same
    assert torch.equal(over(WHOLE, red)[:, 3, 3], torch.tensor([1.0, 0, 0]))


def test_a_cut_is_read_or_refused() -> None:
    assert read_cut("0,1,14,28") == Cut(0, 1, 14, 28)
    assert read_cut("0,1,14,28").text == "0,1,14,28"
    for text in ("", "1,2,3", "0,0,0,4", "-1,0,4,4", "a,b,c,d", "0,0,4,99999"):
        with pytest.raises(Problem, match=r"A cut is left,top,width,height in whole pixels"):
            read_cut(text)
