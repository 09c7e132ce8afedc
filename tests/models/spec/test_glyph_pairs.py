"""Every picture of two glyphs, against a second drawing."""

import pytest
import torch

from models.spec.glyph_pairs import CELLS, ROWS, Rows, drawn, layouts
from models.spec.glyphs import CELL, GAPS, GLYPHS, SIDE


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("gap", GAPS)
def test_every_pair_stands_as_it_should(gap: int, rows: Rows) -> None:
    """One glyph at a time; no place twice, a swap after each pair, and none closer around the edge."""
    places = layouts(gap, rows)
    assert len(set(map(tuple, places.tolist()))) == len(places) == {4: 48, 8: 40}[gap]
    assert torch.equal(places[::2, 1:], places[1::2, 1:].flip(1))
    for picture, (row, a, b) in zip(drawn(places), places.tolist(), strict=True):
        again = torch.zeros(SIDE, SIDE)
        for glyph, column in (("A", a), ("B", b)):
            corner = again[CELL * row : CELL * row + CELL, CELL * column : CELL * column + CELL]
            corner += 255 * torch.from_numpy(GLYPHS[glyph])
        assert torch.equal(picture[0].float(), again)
        assert row in {"seen": range(4), "unseen": range(4, 8)}[rows]
        assert CELL * abs(a - b) - CELL == gap < SIDE / 2 - CELL, "left is defined on a torus, too"


def test_the_training_has_the_upper_half() -> None:
    assert [*ROWS["seen"], *ROWS["unseen"]] == list(range(CELLS))
