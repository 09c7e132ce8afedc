"""A hub on loopback, and downloads from it into a folder of the test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.catalog.hub import client as hub_module
from app.catalog.hub.download_job import Job
from app.catalog.hub.downloads import Downloads
from app.catalog.hub.pretrained import OFFERS
from app.catalog.hub.store import Store
from app.core.settings import Settings
from tests.conftest import wait_until
from tests.support.stub_hub import StubHub, config, stub_hub, weights

OFFER = OFFERS["resnet18"]
OTHER = OFFERS["convnext_atto"]


@pytest.fixture(scope="module")
def running_hub() -> Iterator[StubHub]:
    with stub_hub() as hub:
        yield hub


@pytest.fixture
def hub(running_hub: StubHub) -> StubHub:
    """The stub as new, with two models."""
    fresh = StubHub(port=running_hub.port)
    fresh.gate.set()
    vars(running_hub).update(vars(fresh))
    for seed, offer in enumerate((OFFER, OTHER)):
        running_hub.offer(offer.repo, weights(seed=seed), config(offer.architecture))
    return running_hub


class Kit:
    """Downloads into a folder of the test."""

    def __init__(self, stub: StubHub, root: Path, **settings: Any) -> None:
        self.ready: list[str] = []
        self.store = Store(root)
        values = {"hub": stub.url, "hub_patience_seconds": 20.0, "hub_offline": False} | settings
        self.downloads = Downloads(Settings(**values), self.store, self.ready.append)

    def get(self, offer: Any = OFFER) -> Job:
        """The download, ended."""
        job = self.downloads.start(offer)
        wait_until(lambda: not job.active)
        return job

    def failure(self) -> str:
        job = self.get()
        assert job.state == "failed"
        assert job.error
        assert str(job.error).endswith(".")
        assert self.store.folder(OFFER.id) is None
        assert self.ready == []
        return str(job.error)

    def leftovers(self) -> list[str]:
        return sorted(str(path.relative_to(self.store.root)) for path in self.store.root.rglob("*") if path.is_file())


@pytest.fixture
def kit(hub: StubHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    kits: list[Kit] = []
    monkeypatch.setattr(hub_module, "PAUSE", 0.01)

    def make(**settings: Any) -> Kit:
        kits.append(Kit(hub, tmp_path / "models", **settings))
        return kits[-1]

    yield make
    for each in kits:
        each.downloads.close()
