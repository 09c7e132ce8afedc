"""What a runner remembers of frames: everything but the pictures."""

import weakref
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.core.settings import Settings
from app.frames.request import Pinned, Position, Subject, Wanted
from app.frames.runner import Runner
from app.images.original import Original
from app.main import create_app
from app.web.dependencies import wanted_frame
from app.web.state import AppState
from tests.support import decoding
from tests.support.decoding import decode_frame


@pytest.fixture
def shared(client: TestClient) -> AppState:
    found: AppState = client.app.state.shared  # type: ignore[attr-defined]
    return found


def test_a_frame_is_remembered_without_its_picture(shared: AppState) -> None:
    """Some kilobytes of frame would keep megabytes of picture, thousands of times over."""
    runner = Runner(shared.catalog)
    picture = Original(Image.new("RGB", (64, 64), "red"))
    gone = weakref.ref(picture)
    (frame,) = runner.frames([Wanted(Position(Subject("red", picture)), ("digits-mlp",), seq=1)])
    del picture
    assert gone() is None
    again = Wanted(Position(Subject("red", lambda: pytest.fail("it is known"))), ("digits-mlp",), seq=1)
    assert runner.remembered(again) == frame
    assert runner.frames([again]) == [frame]


def test_another_position_is_another_frame(shared: AppState) -> None:
    runner, subject = Runner(shared.catalog), shared.sample("seven")
    runner.frames([Wanted(Position(subject), ("digits-mlp",))])
    others = (
        Wanted(Position(subject, dx=1), ("digits-mlp",)),
        Wanted(Position(subject, edge="wrap"), ("digits-mlp",)),
        Wanted(Position(subject, fit="none"), ("digits-mlp",)),
        Wanted(Position(subject), ("digits-cnn",)),
        Wanted(Position(subject), ("digits-mlp",), reference=Pinned((1, 0))),
        Wanted(Position(subject), ("digits-mlp",), tiles=1),
        Wanted(Position(subject), ("digits-mlp",), side=4),
        Wanted(Position(subject), ("digits-mlp",), stages=frozenset()),
        Wanted(Position(shared.sample("four")), ("digits-mlp",)),
    )
    assert [runner.remembered(other) for other in others] == [None] * len(others)


def test_stages_of_models_that_are_not_asked_for_are_not_remembered(shared: AppState) -> None:
    at = Position(shared.sample("seven"))
    wanted = wanted_frame(shared, at, ["digits-cnn"], Pinned(), 16, ["digits-cnn/act1", "digits-vit/blocks.0"])
    assert wanted.stages == {"digits-cnn/act1"}


def stages(frame: bytes) -> dict[tuple[str, str], dict[str, Any]]:
    header = decode_frame(frame)[0]
    return {(model["id"], stage["name"]): stage for model in header["models"] for stage in model["stages"]}


MODELS = ("digits-mlp", "digits-cnn", "digits-vit", "digits-mixer")


@pytest.fixture(scope="module", params=["on", "off"])
def app(request: pytest.FixtureRequest) -> AppState:
    """Compiled and by the hooks."""
    found: AppState = create_app(Settings(compiled=request.param)).state.shared
    assert all((found.catalog.get(name).compiled is not None) == (request.param == "on") for name in MODELS)
    return found


def test_what_has_not_moved_has_changed_by_nothing(app: AppState) -> None:
    """Whatever runs beside it, and whether its pin is known from another batch or not."""
    shared, runner = app, Runner(app.catalog)
    places = [Position(shared.sample(name), dx=dx) for dx in (0, 3) for name in ("seven", "four", "eight")]
    wanted = [Wanted(place, MODELS, reference=Pinned((place.dx, 0))) for place in places]
    moved = [Wanted(place, MODELS) for place in places]
    for batch in (wanted[:1], moved, [*wanted, *moved], wanted[::-1]):
        for one, drawn in zip(batch, runner.draw(batch), strict=True):
            for name, stage in stages(drawn.frame(1)).items():
                still = one.pinned == one.position
                assert (stage["change"]["invariance"] == 0) == still, name
                assert stage["change"]["equivariance"] == 0 or not still or stage["change"]["equivariance"] is None, name


def test_a_frame_tells_what_the_hooks_see(app: AppState) -> None:
    """Statistics and changes, recomputed from exact passes."""
    shared, runner = app, Runner(app.catalog)
    here, there = Position(shared.sample("seven"), dx=2, dy=1), Position(shared.sample("seven"))
    (drawn,) = runner.draw([Wanted(here, MODELS)])
    found = stages(drawn.frame(1))
    for model in MODELS:
        seen, before = runner.look(here, model), runner.look(there, model)
        for point in (point for point in seen.loaded.points if point.stage):
            values, old = seen.tensor(point).numpy(), before.tensor(point).numpy()
            stage, largest = found[model, point.name], float(np.abs(values).max())
            assert stage["mean"] == pytest.approx(float(values.mean()), abs=5e-5 * largest)
            assert stage["max"] == pytest.approx(float(values.max()), abs=5e-5 * largest)
            change = float(np.linalg.norm(values - old) / np.linalg.norm(values))
            assert stage["change"]["invariance"] == pytest.approx(change, abs=1e-4), point.name


def test_a_frame_is_the_same_among_others(app: AppState) -> None:
    """People's frames are measured together: whoever is beside whom, each keeps its own numbers and tiles."""
    places = [Position(app.sample(name), dx=dx, dy=1) for dx in (2, 5) for name in ("seven", "four", "eight")]
    wanted = [Wanted(place, MODELS[:2], reference=Pinned((1, 0))) for place in places]
    wanted[1] = Wanted(places[1], MODELS[:2], Pinned((1, 0)), tiles=5, side=9, stages=frozenset({"digits-cnn/act1"}))
    runner = Runner(app.catalog)
    for one, drawn in zip(wanted, runner.draw(wanted), strict=True):
        (alone,) = runner.draw([one])
        for name, stage in stages(drawn.frame(1)).items():
            own = stages(alone.frame(1))[name]
            for key in ("min", "max", "mean", "std"):
                assert stage[key] == pytest.approx(own[key], rel=1e-4, abs=1e-5), (name, key)
            for key, value in stage["change"].items():
                assert value == (own["change"][key] and pytest.approx(own["change"][key], rel=1e-3, abs=1e-5)), (name, key)
            assert ("tiles" in stage) == ("tiles" in own)
            if "tiles" in stage:
                a, b = (decoding.decode_tiles(stage["tiles"], decode_frame(one.frame(1))[1]) for one in (drawn, alone))
                np.testing.assert_allclose(a, b, atol=(own["max"] - own["min"]) / 200)


def test_exact_references_are_not_those_of_frames() -> None:
    shared: AppState = create_app(Settings(compiled="on")).state.shared
    runner = Runner(shared.catalog)
    at = Position(shared.sample("seven"))
    loaded = shared.catalog.get("digits-vit")
    live, exact = (runner.references(loaded, [at], loaded.groups, live=live)[0] for live in (True, False))
    assert not all(np.array_equal(live[group], exact[group]) for group in exact)
    last = max(exact, key=lambda group: len(group))
    assert runner.references(loaded, [at], loaded.groups)[0][last] is exact[last]
    point = loaded.point(last[-1])
    np.testing.assert_array_equal(exact[last][-1, 0], runner.look(at, "digits-vit").tensor(point).numpy())


@pytest.mark.parametrize("model", ["digits-circular", "pairs-cnn-7-circular", "pairs-cnn-23-circular"])
def test_a_circular_network_moves_along(app: AppState, model: str) -> None:
    """To rounding; what is averaged over all places stays."""
    shared = app
    moved = [Wanted(Position(shared.sample("seven"), dx=dx, edge="wrap"), (model,)) for dx in range(4, 28, 8)]
    for drawn in Runner(shared.catalog).draw(moved):
        changes = [stage["change"] for stage in stages(drawn.frame(1)).values()]
        assert max(change["equivariance"] or 0 for change in changes) <= 1e-6
        assert changes[-1]["invariance"] <= 1e-6
