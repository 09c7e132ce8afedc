"""Readiness is a real pass: one failure may be chance, three in a row are not, and one success ends it."""

import asyncio

import httpx
import pytest
from torch import nn

from app.core.worker_pool import WorkerPool
from app.web.readiness import REPEATED, Readiness
from tests.conftest import LiveServer, running


def test_it_turns_false_after_repeated_failures_and_true_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with running(default_models=("digits-mlp",)) as server:
        model = server.shared.catalog.get("digits-mlp").model

        def broken(self: nn.Module, *inputs: object) -> object:
            raise RuntimeError("broken")

        whole = type(model).forward
        monkeypatch.setattr(type(model), "forward", broken)
        answers = [httpx.get(f"{server.url}/readyz") for _ in range(REPEATED)]
        assert [answer.status_code for answer in answers] == [200] * (REPEATED - 1) + [503]
        assert answers[-1].json()["reason"] == "not-ready-failing"
        assert answers[-1].json()["values"]["model"] == "digits-mlp"
        assert httpx.get(f"{server.url}/livez").status_code == 200
        monkeypatch.setattr(type(model), "forward", whole)
        assert httpx.get(f"{server.url}/readyz").status_code == 200


def test_a_pass_that_comes_too_late_is_a_failure(live_server: LiveServer) -> None:
    async def scenario() -> list[bool]:
        nobody = WorkerPool(1, 1, 60)  # never started
        late = Readiness(live_server.shared.catalog, nobody, seconds=0.01)
        return [await late.lasts() for _ in range(REPEATED)]

    assert asyncio.run(scenario()) == [True] * (REPEATED - 1) + [False]
