"""A frame with an own model from another process is the frame that one process makes, bit for bit."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.catalog.catalog import Catalog
from app.catalog.own.hosted import Hosted
from app.catalog.own.source import Own
from app.core.settings import Settings
from app.frames.request import Pinned, Position, Second, Wanted
from app.frames.runner import Runner
from app.images.samples import sample_images
from app.images.scene.patterns import Cut
from app.images.scene.transform import read_transform
from app.interpret.switched_off import read_off
from app.web.state import AppState
from tests.conftest import wait_until
from tests.support.decoding import decode_frame

OWN = Own("tests.support.own_models:small")
SETTINGS = Settings(threads=2, request_deadline_seconds=60)
MODELS = ("digits-mlp", OWN.name, "digits-vit")


def picture() -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 64, 3), np.uint8)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def here() -> AppState:
    """With the own model in this process."""
    catalog = Catalog((), sample_images)
    catalog.add(OWN.name, OWN)
    return AppState(SETTINGS, catalog)


@pytest.fixture(scope="module")
def apart() -> Iterator[AppState]:
    """With the own model in its own."""
    catalog = Catalog((), sample_images)
    catalog.add(OWN.name, hosted := Hosted(OWN.name, OWN, SETTINGS))
    hosted.start()
    wait_until(lambda: hosted.settled, 100)
    yield AppState(SETTINGS, catalog)
    catalog.close()


def scenes(shared: AppState) -> list[Wanted]:
    sample, stored = shared.sample("seven"), shared.named(shared.pictures.put(picture()))
    sent, plain = shared.sent(picture() + b"more"), shared.sent(picture(), "ignore")
    attention = f"{OWN.name}/layers.1.self_attn.softmax"
    off = [read_off(f"{OWN.name}/patches:position.0-3.zero"), read_off("digits-vit/blocks.1:head.0.mean")]
    return [
        Wanted(Position(sample), MODELS),
        Wanted(Position(stored, dx=3, dy=-2, edge="wrap"), MODELS, tiles=5, side=9, stages=frozenset({attention})),
        Wanted(Position(sent, "0.25,0.5,0.8", cut=Cut(2, 3, 20, 18)), MODELS[1:], Pinned((1, 0)), stages=frozenset()),
        Wanted(
            Position(plain, transform=read_transform("mirror:1"), second=Second(sample, "none", Cut(0, 0, 9, 9), -4, 5)),
            (OWN.name, "digits-mlp"),
            Pinned((1, 2), (-4, 5), read_transform("turn:90")),
            stages=frozenset({f"{OWN.name}/patches", "digits-mlp/act1"}),
        ),
        Wanted(Position(sample, dx=2), MODELS, altered=shared.switched_off.altered(off, MODELS)),
    ]


def opened(data: bytes) -> dict[str, Any]:
    """A frame's header with its arrays in the place of their offsets, without the time that it took."""
    header, body = decode_frame(data)
    for model in header["models"]:
        model.pop("milliseconds")
        model["input"]["at"] = body[model["input"]["at"] :][: int(np.prod(model["input"]["shape"]))]
        for stage in model["stages"]:
            if tiles := stage.get("tiles"):
                size = tiles["count"] * (8 + tiles["rows"] * tiles["columns"])
                tiles["at"] = body[tiles["at"] :][:size]
                assert len(tiles["at"]) == size
    return header


@pytest.mark.parametrize("number", range(5))
def test_a_frame_does_not_show_where_its_models_ran(here: AppState, apart: AppState, number: int) -> None:
    frames = [Runner(shared.catalog).draw([scenes(shared)[number]])[0].frame(7) for shared in (here, apart)]
    assert opened(frames[0]) == opened(frames[1])


def test_several_people_are_answered_in_one_go(apart: AppState) -> None:
    runner = Runner(apart.catalog)
    together = [opened(drawn.frame(None)) for drawn in runner.draw(scenes(apart))]
    alone = [opened(runner.draw([one])[0].frame(None)) for one in scenes(apart)]
    own = [[next(model for model in one["models"] if model["id"] == OWN.name) for one in of] for of in (together, alone)]
    assert own[0] == own[1]


def test_a_picture_that_the_process_has_forgotten_is_sent_again(apart: AppState) -> None:
    hosted = apart.catalog.hosted(OWN.name)
    assert hosted is not None
    process = hosted.ready()
    subject = apart.sent(picture() + b"other")
    assert process.client.get(f"/api/pictures/{subject.key}.png").status_code == 404
    Runner(apart.catalog).draw([Wanted(Position(subject), (OWN.name,))])
    assert process.client.get(f"/api/pictures/{subject.key}.png").status_code == 200


def test_workers_ask_side_by_side(apart: AppState) -> None:
    runner, found, subject = Runner(apart.catalog), {}, apart.sample("seven")
    draws = {dx: lambda dx=dx: found.update({dx: runner.draw([Wanted(Position(subject, dx=dx), MODELS)])}) for dx in range(6)}
    threads = [threading.Thread(target=draw) for draw in draws.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == list(range(6))


def test_nothing_of_it_is_left_on_the_disk(apart: AppState) -> None:
    hosted = apart.catalog.hosted(OWN.name)
    assert hosted is not None
    folder = hosted.ready().folder
    assert isinstance(folder, Path)
    assert sorted(one.name for one in folder.iterdir()) == ["address", "last.txt", "socket"]
    apart.catalog.close()
    assert not folder.exists()
