"""The strongest pictures of a stage, against plain hooks and a sort; units that cannot answer; what is kept, and for whom."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image
from torch import nn

from app.analysis.strongest import Ranked
from app.catalog.loaded_model import LoadedModel
from app.core.errors import NoAnswer, Problem
from app.core.worker_pool import WorkerPool
from app.images.original import Original
from app.interpret.picture_sets import Picture, PictureSet
from app.interpret.strongest_pictures import KEPT, Asked, End, Search, StrongestPictures, by_feature
from app.web.state import AppState
from models.registry import MODELS, load
from models.spec.normalise import normalise
from tests.support.shipped import loaded, quiet

COUNT = 37
"""Of pictures: two whole slices and a part of one."""


def noise(count: int = COUNT) -> list[Picture]:
    """Digits of noise, the 5th and the 30th alike."""
    pixels = torch.randint(256, (count, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(2))
    if count > 30:
        pixels[30] = pixels[5]
    return [Picture(lambda one=one: Original(Image.fromarray(one.numpy())), "none") for one in pixels]  # type: ignore[misc]


def search(model: LoadedModel, point: str, pictures: Sequence[Picture], end: End = "highest") -> Search:
    state = StrongestPictures(cast(Any, SimpleNamespace(catalog=None)), None, 1)
    return Search(state, model, model.point(point), end, (PictureSet("own", ("noise",), pictures),), (), ())


def by_hooks(model: nn.Module, name: str, module: str, pictures: Sequence[Picture]) -> torch.Tensor:
    """What the module puts out, picture by picture."""
    kept: list[torch.Tensor] = []
    handle = model.get_submodule(module).register_forward_hook(lambda *call: kept.append(call[-1].clone()))
    with torch.no_grad():
        for picture in pictures:
            model(normalise(picture.image(MODELS[name].input)[None], MODELS[name].input))
    handle.remove()
    return torch.cat(kept)


def agrees(found: Ranked, values: torch.Tensor, sign: int) -> None:
    """`values` (picture, channel, position)."""
    best, _ = (sign * values).max(2)
    order = best.argsort(dim=0, descending=True, stable=True)[:KEPT]
    torch.testing.assert_close(found.values, sign * best.gather(0, order).T, atol=1e-5, rtol=1e-5)
    for channel in range(values.shape[1]):
        for value, picture, position in zip(*(one[channel].tolist() for one in found.arrays), strict=True):
            assert values[picture, channel, position].item() == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize(
    ("name", "point", "axis"), [("digits-cnn", "act3", 1), ("digits-vit", "blocks.1", 2), ("digits-mlp", "act1", 1)]
)
def test_the_strongest_are_those_that_hooks_and_a_sort_find(name: str, point: str, axis: int) -> None:
    pictures = noise()
    model = load(name)
    values = by_hooks(model, name, point, pictures).movedim(axis, 1)
    values = values.flatten(2) if values.dim() > 2 else values[..., None]
    asked = search(loaded(name, load(name)), point, pictures)
    found = asked.whole(quiet)
    agrees(found[point].highest, values, 1)
    agrees(found[point].lowest, values, -1)
    assert asked.positions == values.shape[2]
    assert asked.ranked(found) is found[point].highest
    assert search(asked.loaded, point, pictures, "lowest").ranked(found) is found[point].lowest
    assert set(found) == {one.name for one in asked.loaded.points if one.stage}, "one pass answers for every stage"


def test_of_equal_pictures_the_earlier_comes_first() -> None:
    found = search(loaded("digits-mlp", load("digits-mlp")), "act1", noise()).whole(quiet)["act1"].highest
    together = 0
    for pictures in found.pictures.tolist():
        if 5 in pictures and 30 in pictures:
            together += 1
            assert pictures.index(30) == pictures.index(5) + 1
    assert together > 100


def test_a_unit_without_weights_and_below_zero_is_silent() -> None:
    model = load("digits-mlp")
    with torch.no_grad():
        model.fc1.weight[3], model.fc1.bias[3] = 0, -1
        model.fc1.weight[4], model.fc1.bias[4] = 0, 0.5
        values = by_hooks(model, "digits-mlp", "act1", noise())
    found = search(loaded("digits-mlp", model), "act1", noise()).whole(quiet)["act1"]
    assert found.silent.tolist() == [not values[:, unit].any() for unit in range(values.shape[1])]
    assert found.silent[3]
    assert found.constant.nonzero()[:, 0].tolist() == [4], "always 0.5"
    assert found.highest.values[4].unique().tolist() == [0.5]


def test_a_channel_of_a_residual_stream_that_nothing_feeds_is_constant() -> None:
    model = load("digits-mixer")
    with torch.no_grad():  # a signed stage: patches enter, and nothing adds to channel 7
        model.stem.proj.weight[7], model.stem.proj.bias[7] = 0, -0.25
    found = search(loaded("digits-mixer", model), "stem", noise(3)).whole(quiet)
    assert found["stem"].constant.nonzero()[:, 0].tolist() == [7]
    assert not found["stem"].silent.any()
    assert found["stem"].highest.values[7].unique().tolist() == [-0.25]


def test_channels_come_first_and_all_else_are_positions() -> None:
    points = {name: loaded(name, load(name)) for name in ("digits-cnn", "digits-vit")}
    maps, tokens = torch.randn(2, 64, 14, 14), torch.randn(2, 50, 64)
    assert torch.equal(by_feature(points["digits-cnn"].point("act3"), maps)[1, 9, 3 * 14 + 5], maps[1, 9, 3, 5])
    assert torch.equal(by_feature(points["digits-vit"].point("blocks.1"), tokens)[1, 9, 8], tokens[1, 8, 9])
    assert by_feature(points["digits-cnn"].point("gap"), torch.randn(2, 128)).shape == (2, 128, 1)


@pytest.fixture
def shared(client: TestClient) -> AppState:
    found: AppState = client.app.state.shared  # type: ignore[attr-defined]
    return found


def test_what_was_found_is_kept_and_the_sets_are_put_together(shared: AppState) -> None:
    state = StrongestPictures(shared.fields, None, 4)
    plain = Asked("act1", "highest", (), None)
    passes: list[int] = []
    plan = state.plan("digits-mlp", plain)
    whole = plan.whole(lambda done, of: passes.append(of))
    assert passes.count(500) == -(-500 // 16)
    assert state.plan("digits-mlp", plain).whole(lambda done, of: pytest.fail("asked again")).keys() == whole.keys()
    alone = [state.plan("digits-mlp", Asked("act2", "highest", (), [name])).whole(quiet) for name in plan.state.sets.names(())]
    for channel in (0, 17):
        each = [
            (value, first + picture)
            for found, first in zip(alone, (0, 13), strict=True)
            for value, picture, _ in zip(*(one[channel].tolist() for one in found["act2"].highest.arrays), strict=True)
        ]
        each.sort(key=lambda one: -one[0])
        together = zip(*(one[channel].tolist() for one in whole["act2"].highest.arrays[:2]), strict=True)
        assert list(together) == each[:KEPT]
    assert [plan.place(number)[0].name for number in (0, 12, 13, 512)] == ["samples"] * 2 + ["generated"] * 2
    assert plan.place(13)[1] == 0
    with pytest.raises(NoAnswer):
        plan.check(512)


def test_it_takes_turns_tells_how_far_it_is_and_stops_when_nobody_waits(shared: AppState) -> None:
    state = StrongestPictures(shared.fields, None, 2)

    async def both() -> tuple[list[int], list[int]]:
        pool = WorkerPool(2, 8, 100)
        pool.start()
        search = state.plan("digits-mlp", Asked("act1", "highest", (), ["generated"]))

        async def told() -> list[int]:
            return [done async for done, _ in search.run(pool)]

        async with aclosing(search.run(pool)) as leaving:
            async for done, _ in leaving:
                if done:
                    break
        left = state.known.peek(search._key(search.sets[0]))
        assert left is None, "half of a set is not kept"
        lists = await asyncio.gather(told(), told())
        pool.stop()
        return lists[0], lists[1]

    first, second = asyncio.run(both())
    assert first == [0, *range(16, 500, 16), 500, 500]
    assert second == [0, 500, 500], "the second finds what the first has looked at"


def test_only_stages_with_channels_or_units_are_asked(shared: AppState) -> None:
    with pytest.raises(Problem) as refused:
        shared.strongest.plan("digits-vit", Asked("blocks.1.attn.softmax", "highest", (), None))
    assert (refused.value.status, refused.value.sentence.key) == (422, "strongest-no-channels")
