"""The sweep over a stage's parts: each effect is that of the part switched off alone."""

import asyncio

import pytest
import torch

from app.catalog.loaded_model import LoadedModel
from app.core.worker_pool import WorkerPool
from app.interpret.ablation_sweep import Sweep
from app.interpret.ablations import Part, ablate, seat
from models.registry import load
from tests.support.shipped import X, loaded, quiet


@pytest.mark.parametrize(("name", "point", "part"), [
    ("digits-vit", "blocks.4", "head"), ("digits-vit", "blocks.4", "branch"), ("digits-cnn", "gap", "channel"),
])  # fmt: skip
def test_each_effect_is_that_of_the_part_alone(name: str, point: str, part: Part) -> None:
    model = loaded(name, load(name))
    at = seat(model, model.point(point), part)
    start, ranked = Sweep(at, X, [-X], 3).whole(quiet)
    assert sorted(one["index"] for one in ranked) == list(range(at.count))
    sizes = [abs(one["effect"]) for one in ranked]
    assert sizes == sorted(sizes, reverse=True)
    for one in ranked[:3] + ranked[-1:]:
        found = ablate(at, X, [one["index"]], [-X], 3, quiet)
        assert one["logit"] == pytest.approx(found.after[3].item(), abs=1e-4)
        assert one["effect"] == pytest.approx((found.after - found.before)[3].item(), abs=1e-4)
        assert one["probability"] == pytest.approx(found.after.softmax(0)[3].item(), abs=1e-5)
        assert one["says"] == str(int(found.after.argmax()))
    assert torch.equal(start.before, model.recorder.run(X).output[0])


def test_it_comes_in_slices_and_ends_when_nobody_listens() -> None:
    model: LoadedModel = loaded("digits-cnn", load("digits-cnn"))
    one = Sweep(seat(model, model.point("act6"), "channel"), X, [], None)

    async def listen(until: int) -> list[int]:
        pool = WorkerPool(1, 8, 30)
        pool.start()
        done = []
        lines = one.run(pool)
        async for count, found in lines:
            done.append(count)
            if count >= until:
                break
            assert found is None
        await lines.aclose()  # type: ignore[attr-defined]
        pool.stop()
        return done

    assert asyncio.run(listen(32)) == [0, 16, 32]
    assert asyncio.run(listen(128))[:3] == [0, 16, 32]
