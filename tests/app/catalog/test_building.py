"""What is built does not depend on what else is being built: torch has one generator for the whole process."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import torch
from torch import nn

from app.catalog import building as building_module
from app.catalog.building import building
from app.catalog.catalog import Catalog
from app.catalog.initial_model import untrained
from app.catalog.loaded_model import LoadedModel
from app.catalog.own.source import Own
from app.catalog.sources import Shipped
from app.catalog.timm_models import open_folder, published
from app.core.errors import Problem
from models.registry import MODELS
from tests.conftest import wait_until
from tests.support import own_models
from tests.support.tiny_timm import Opened

HERE = "tests.support.own_models"


@contextmanager
def meanwhile(*works: Callable[[], object]) -> Iterator[None]:
    """Each of `works` in a thread of its own, over and over."""
    over, failures = threading.Event(), []

    def run(work: Callable[[], object]) -> None:
        try:
            while not over.is_set():
                work()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not failures


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def test_a_persons_model_has_its_weights_whatever_else_is_loading(opened: Callable[[str], Opened]) -> None:
    with building():
        expected = weights(Own(f"{HERE}:slow").open()[1])
    folder, about = opened("vit").folder, Own("somewhere").listing()
    cnn = LoadedModel.of("digits-cnn", MODELS["digits-cnn"], MODELS["digits-cnn"].build().eval(), [])
    others = (
        lambda: Shipped("digits-vit", MODELS["digits-vit"]).open(),
        lambda: Own(f"{HERE}:small").open(),
        lambda: open_folder(folder, about),
        lambda: untrained(cnn),
    )
    with meanwhile(*others):
        for _ in range(5):
            assert torch.equal(weights(Own(f"{HERE}:slow").open()[1]), expected)


def test_an_untrained_network_is_the_same_each_time_whatever_else_is_loading() -> None:
    loaded = LoadedModel.of("digits-cnn", MODELS["digits-cnn"], MODELS["digits-cnn"].build().eval(), [])
    expected = weights(untrained(loaded) or pytest.fail("a shipped model has a beginning"))
    with meanwhile(lambda: Own(f"{HERE}:small").open(), lambda: Shipped("digits-mlp", MODELS["digits-mlp"]).open()):
        for _ in range(20):
            model = untrained(loaded)
            assert model is not None
            assert torch.equal(weights(model), expected)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Own(f"{HERE}:small").open(),
        lambda: Shipped("digits-vit", MODELS["digits-vit"]).open(),
        lambda: published("resnet10t.c3_in1k"),
    ],
)
def test_building_leaves_the_generator_where_it_was(build: Callable[[], object]) -> None:
    state = torch.random.get_rng_state()
    build()
    assert torch.equal(torch.random.get_rng_state(), state)


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalog]:
    """A catalog whose person's model hangs, long enough that nobody waits for it any more."""
    monkeypatch.setattr(building_module._GENERATOR, "_patience", 0.2)
    monkeypatch.setattr("app.catalog.catalog.PATIENCE", 0.2)
    entries = {name: MODELS[name] for name in ("digits-mlp", "digits-cnn")}
    catalog = Catalog(["digits-mlp"], entries=entries)
    catalog.add("own-hanging", Own(f"{HERE}:hanging"))
    own_models.HANGS.clear()
    loading = threading.Thread(target=catalog.load_defaults)
    loading.start()
    wait_until(lambda: building_module._GENERATOR.exhausted and "digits-cnn" in catalog._anatomies)
    yield catalog
    own_models.HANGS.set()
    loading.join()


def test_a_model_that_hangs_holds_up_nothing_that_needs_no_building(hanging: Catalog) -> None:
    start = time.monotonic()
    assert hanging.get("digits-mlp").id == "digits-mlp"
    for name in ("digits-cnn", "own-hanging"):
        with pytest.raises(Problem, match="takes long") as caught:
            hanging.get(name)
        assert caught.value.status == 503
    listed = {model["id"]: model for model in hanging.document()["models"]}
    assert listed["digits-cnn"]["points"], "what the page lists is known before a person's function runs"
    assert listed["digits-cnn"]["state"] == "ready", "it is not the model's fault"
    assert listed["own-hanging"]["points"] == []
    with pytest.raises(Problem, match="takes long") as caught:
        hanging.describe("own-hanging")  # the page asks again: without stages it could not show it, and would never know
    assert caught.value.type == "busy"
    assert time.monotonic() - start < 2
    own_models.HANGS.set()
    wait_until(lambda: building_module._GENERATOR._depth == 0)
    assert hanging.get("digits-cnn").id == "digits-cnn"


def test_naming_a_stage_builds_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is done in the event loop."""
    catalog = Catalog(())
    monkeypatch.setattr(catalog, "_anatomy_of", lambda name: pytest.fail("that is slow"))
    assert catalog.has_card("photos-vit", "anything")
    assert catalog.inputs("photos")
