"""Tiles as large as a screen shows: reduced by whole cells, within a frame's budget, and said so."""

import numpy as np
import pytest

from app.frames.tiles import BUDGET, SIDE, _bytes, fitting_side, picture_step, reduced, step


def test_reduced_tiles_hold_the_means_of_their_cells() -> None:
    tiles = np.random.default_rng(0).normal(size=(2, 3, 10, 7)).astype(np.float32)
    small = reduced(tiles, 4)
    assert small.shape == (2, 3, 3, 2)
    assert small[1, 2, 0, 0] == pytest.approx(tiles[1, 2, :4, :4].mean(), rel=1e-5)
    assert small[0, 1, 2, 1] == pytest.approx(tiles[0, 1, 8:, 4:].mean(), rel=1e-5)  # what is left at the edge
    assert reduced(tiles, 1) is tiles


def test_a_frame_stays_within_its_budget() -> None:
    resnet = [(64, 112, 112), *[(256, 56, 56)] * 4, *[(512, 28, 28)] * 4, *[(1024, 14, 14)] * 6, *[(2048, 7, 7)] * 3]
    side = fitting_side(resnet, 16, SIDE)
    total = sum(_bytes(16, rows, columns, side) for _, rows, columns in resnet)
    assert total <= BUDGET
    assert side >= 14
    assert fitting_side([(16, 28, 28)] * 4, 16, SIDE) == SIDE
    assert fitting_side([(1, 4000, 4000)], 1, 20) == 20


def test_pictures_share_a_budget() -> None:
    photo = 3 * 224 * 224
    assert [picture_step(sizes) for sizes in ([784] * 4, [photo], [photo] * 3)] == [1, 3, 4]


def test_steps_are_whole_cells() -> None:
    assert [step(112, 112, side) for side in (112, 64, 28, 27)] == [1, 2, 4, 5]
    assert step(4, 60, 32) == 2
