"""A cluster that has lost all its replicas, and one that gets too much: each alone on the machine, after the other file's."""

import asyncio

import httpx
import pytest

from tests.cluster.test_cluster import frame
from tests.conftest import wait_until
from tests.support.cluster import Cluster, cluster

pytest.importorskip("ray.serve", reason="needs the extra: make test-cluster")
pytestmark = pytest.mark.timeout(400)


def test_readiness_turns_false_without_replicas_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")  # another cluster, which this machine knows: it is not joined
    with cluster() as one:
        wait_until(lambda: ready_without(one) == 503, 60)
        assert httpx.get(f"{one.url}/livez").status_code == 200
        wait_until(lambda: httpx.get(f"{one.url}/readyz", timeout=30).status_code == 200, 120)
        assert frame(one)[0]["seq"] == 7


def ready_without(one: Cluster) -> int:
    """What readiness says where the replicas that there are have just been killed, those that Ray has begun meanwhile too."""
    for replica in one.replicas():
        one.kill(replica)
    return httpx.get(f"{one.url}/readyz", timeout=30).status_code


def test_what_is_too_much_is_refused_and_does_not_wait_without_end() -> None:
    async def scenario(url: str) -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=150)
        async with httpx.AsyncClient(limits=limits, timeout=120) as client:
            query = {"sample": "seven", "models": "digits-mlp", "extent": 6}
            calls = [client.post(f"{url}/api/shift-map", params=query | {"dx": i % 9}) for i in range(140)]
            return await asyncio.gather(*calls)

    with cluster(queue_limit=4) as one:
        answers = asyncio.run(scenario(one.url))
        refused = [answer for answer in answers if answer.status_code == 503]
        assert {answer.status_code for answer in answers} == {200, 503}
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
        assert frame(one)[0]["seq"] == 7
