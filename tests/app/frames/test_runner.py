"""What a runner remembers of frames: everything but the pictures."""

import weakref

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.frames.request import Pinned, Position, Subject, Wanted
from app.frames.runner import Runner
from app.images.original import Original
from app.web.dependencies import wanted_frame
from app.web.state import AppState


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
