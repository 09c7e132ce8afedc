"""A model that hangs in a pass: others are told at once, and its catalog says so."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from app.capture import model_lock
from app.capture.model_lock import lock_of
from app.capture.recorder import Recorder
from app.catalog.catalog import Catalog
from app.core.errors import Problem
from models.registry import MODELS
from models.spec.point import Point
from tests.conftest import wait_until

X = torch.zeros(1, 1, 28, 28)


class Hanging(nn.Module):
    """Hangs from its second pass on: the first is the one that finds its points."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(784, 10)
        self.passes, self.inside, self.over = 0, threading.Event(), threading.Event()

    def forward(self, x: Tensor) -> Tensor:
        self.passes += 1
        if self.passes > 1:
            self.inside.set()
            self.over.wait(60)
        found: Tensor = self.fc(x.flatten(1))
        return found


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hanging]:
    monkeypatch.setattr(model_lock, "PATIENCE", 0.2)
    hanging = Hanging().eval()
    yield hanging
    hanging.over.set()


def test_all_recorders_of_a_model_share_its_lock() -> None:
    one, other = nn.Linear(2, 2), nn.Linear(2, 2)
    assert lock_of(one) is lock_of(one)
    assert lock_of(one) is not lock_of(other)


def test_who_asks_a_model_that_hangs_is_refused_and_the_list_of_models_says_why(model: Hanging) -> None:
    points = (Point("fc", "logits", "logits", ("class",), "head"),)
    entry = replace(MODELS["digits-mlp"], build=lambda: model, points=points, pictures=())
    catalog = Catalog((), entries={"stuck": entry})
    recorder = Recorder(model, points)
    loaded = catalog.get("stuck")
    stuck = threading.Thread(target=recorder.run, args=(X,))
    stuck.start()
    model.inside.wait()
    for _ in range(3):
        with pytest.raises(Problem, match="does not end") as refused:
            recorder.run(X)
        assert (refused.value.status, refused.value.type) == (503, "model-hangs")
    wait_until(lambda: loaded.hangs is not None)
    assert model.passes == 2, "nobody else began one"
    (listed,) = catalog.document()["models"]
    assert (listed["state"], listed["reason"]["reason"]) == ("unavailable", "model-hangs")
    model.over.set()
    stuck.join()
    assert catalog.document()["models"][0]["state"] == "ready"
    recorder.run(X)
