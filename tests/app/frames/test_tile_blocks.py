"""Tiles of several frames at once are those of each stage and frame by itself, bit for bit."""

from itertools import pairwise

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.catalog.loaded_model import LoadedModel
from app.frames.tile_blocks import Look, blocks, drawn
from app.frames.tiles import quantise, reduced, tiles_of
from app.web.state import AppState

DETAILS = ("blocks.0.attn.softmax",)


@pytest.fixture(scope="module")
def vit(client: TestClient) -> LoadedModel:
    shared: AppState = client.app.state.shared  # type: ignore[attr-defined]
    return shared.catalog.get("digits-vit")


LOOKS = [
    Look(16, 64, None),
    Look(3, 4, None),
    Look(64, 9, frozenset({"digits-vit/blocks.0.attn.softmax", "digits-vit/blocks.3", "digits-vit/patch_embed"})),
    Look(16, 64, frozenset()),
]


@pytest.mark.parametrize("look", LOOKS)
def test_each_stage_finds_its_own_tiles(vit: LoadedModel, look: Look) -> None:
    groups = vit.shown(DETAILS)
    rng = np.random.default_rng(0)
    held = [rng.normal(size=(len(group), 5, *group[0].shape)).astype(np.float32) for group in groups]
    found = blocks(vit.id, groups, look)
    bodies, seen = drawn(found, held), set()
    assert len(bodies) == 5
    for group, block, values in zip(groups, found, held, strict=True):
        for s, where in block.told(100) if block else ():
            point = group[s]
            seen.add(f"{vit.id}/{point.name}")
            whole = tiles_of(values[s], point.axes, point.grid, point.prefix)
            small = reduced(whole[:, : look.tiles], where["step"])
            assert (where["count"], where["rows"], where["columns"]) == small.shape[1:]
            assert where["total"] == whole.shape[1]
            assert where["at"] % 4 == 0
            for i, body in enumerate(bodies):
                expected = b"".join(part.tobytes() for part in quantise(small[i].reshape(len(small[i]), -1)))
                start = where["at"] - 100
                assert body[start : start + len(expected)].tobytes() == expected, (point.name, i)
    wanted = {f"{vit.id}/{point.name}" for point in vit.points if look.wants(vit.id, point)}
    assert seen == wanted


def test_no_two_stages_share_a_byte(vit: LoadedModel) -> None:
    spans = []
    for block in blocks(vit.id, vit.groups, LOOKS[0]):
        assert block
        spans += [(where["at"], where["at"] + 8 * block.count + block.levels) for _, where in block.told(0)]
    assert all(end <= start for (_, end), (start, _) in pairwise(sorted(spans)))
    assert len(spans) == len([point for point in vit.points if point.stage])
