"""Downloads over HTTP, in the running app."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import smoke
from app.catalog.hub.pretrained import OFFERS
from app.catalog.hub.store import Store
from app.core.settings import Settings
from app.main import create_app
from tests.app.catalog.hub.conftest import OFFER
from tests.conftest import wait_until
from tests.support.stub_hub import StubHub, checkpoint
from tests.support.thorough import ALL

ONE = "/api/models/resnet18/download"


@pytest.fixture
def serve(hub: StubHub, tmp_path: Path) -> Iterator[Any]:
    """serve(setting=…) -> a client of the app whose store is tmp_path."""
    clients: list[TestClient] = []

    def serve(**settings: Any) -> TestClient:
        values = {
            "hub": hub.url,
            "hub_offline": False,
            "models_dir": tmp_path,
            "threads": 1,
            "default_models": ("digits-mlp",),
        } | settings
        clients.append(TestClient(create_app(Settings(**values)), base_url="http://localhost"))
        return clients[-1].__enter__()

    yield serve
    for client in clients:
        client.__exit__(None, None, None)


def model(client: TestClient, name: str = "resnet18") -> dict[str, Any]:
    return next(one for one in client.get("/api/models").json()["models"] if one["id"] == name)


def test_a_download_from_asking_to_ready_to_removed(serve: Any, hub: StubHub) -> None:
    client = serve(remove_models=True)
    listed = model(client)
    assert listed["status"].startswith("absent: It is not on this server yet.")
    facts = {
        key: listed[key] for key in ("tier", "family", "licence", "parameters", "bytes", "top1", "top1_side", "repository")
    }
    assert facts == {
        "tier": "imagenet", "family": "cnn", "licence": "apache-2.0", "parameters": 11689512, "bytes": 46796608,
        "top1": 71.49, "top1_side": 224, "repository": "timm/resnet18.a1_in1k",
    }  # fmt: skip
    assert listed["top1_source"] == "timm's model cards"
    assert client.get(ONE).json() == {
        "model": "resnet18", "state": "absent", "bytes": 0, "of": None, "speed": None, "error": None,
        "reason": None, "values": {},
    }  # fmt: skip

    hub.gate.clear()
    begun = client.post(ONE)
    assert (begun.status_code, begun.json()["state"]) == (202, "waiting")
    wait_until(lambda: client.get(ONE).json()["bytes"] > 1000)
    assert model(client)["status"] == "absent: It is being downloaded. Wait until that is done."
    assert client.post(ONE).status_code == 202
    hub.gate.set()
    wait_until(lambda: client.get(ONE).json()["state"] == "ready")
    assert len(hub.gets()) == 1
    assert client.post(ONE).status_code == 200
    assert model(client)["status"] == "ready"

    assert client.delete("/api/models/resnet18").json()["state"] == "absent"
    assert model(client)["status"].startswith("absent")
    assert client.delete("/api/models/resnet18").json()["state"] == "absent", "once more does no harm"


def test_what_was_downloaded_runs(serve: Any, hub: StubHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = {"embed_dim": 24, "depth": 2, "num_heads": 3}
    offer = OFFERS["vit_tiny_patch16_224"]
    hub.offer(offer.repo, *checkpoint(offer.architecture, **arguments))
    client = serve()
    absent = client.post("/api/trace", params={"sample": "seven", "models": offer.id})
    assert (absent.status_code, absent.json()["type"]) == (409, "model-absent")
    client.post(f"/api/models/{offer.id}/download")
    wait_until(lambda: client.get(f"/api/models/{offer.id}/download").json()["state"] == "ready")

    opened = client.get(f"/api/models/{offer.id}").json()
    assert opened["status"] == "ready"
    assert opened["bytes"] == offer.bytes, "what is published stays"
    assert {"patch_embed", "blocks.0", "blocks.1"} <= {point["name"] for point in opened["points"]}
    trace = client.post("/api/trace", params={"sample": "seven", "models": offer.id}).json()["traces"][0]
    assert sum(one["probability"] for one in trace["predictions"]) <= 1.001
    assert len(opened["labels"]) == 1000

    page = client.get("/").text
    assert opened["labels"][0] not in page, "the first page stays small"
    assert f'"id":"{offer.id}"' in page

    catalog = client.app.state.shared.catalog  # type: ignore[attr-defined]
    inside = catalog.document()["models"]
    few = {"models": [one for one in inside if ALL or one["id"] in ("digits-mlp", offer.id)]}  # the others have their tests
    monkeypatch.setattr(catalog, "document", lambda: few)
    monkeypatch.setattr(smoke, "create_app", lambda: client.app)
    smoke.main()


def test_where_any_model_may_be_named(serve: Any, hub: StubHub) -> None:
    name = "test_resnet.r160_in1k"  # timm's own, made for tests: 0.5 MB
    hub.offer(f"timm/{name}", *checkpoint("test_resnet"))
    assert serve().post(f"/api/models/{name}/download").json()["type"] == "not-offered"
    client = serve(downloads="any")
    assert client.get("/api/downloads").json()["any"] is True
    assert "architecture.tag" in client.post("/api/models/nonsense.at_all/download").json()["detail"]
    assert client.post(f"/api/models/{name}/download").status_code == 202
    wait_until(lambda: client.get(f"/api/models/{name}/download").json()["state"] == "ready")
    assert model(client, name)["repository"] == f"timm/{name}"
    assert client.post("/api/trace", params={"sample": "cat", "models": name}).json()["traces"][0]["model"] == name
    again = serve(downloads="any")
    assert model(again, name)["status"] == "ready", "it is found in the store after a restart"


def test_cancel(serve: Any, hub: StubHub, tmp_path: Path) -> None:
    client = serve()
    hub.gate.clear()
    client.post(ONE)
    wait_until(lambda: client.get(ONE).json()["bytes"] > 1000)
    assert client.delete(ONE).json()["state"] == "cancelled"
    wait_until(lambda: Store(tmp_path).used() == 0)
    assert client.delete(ONE).json()["state"] == "cancelled"


def test_a_failure_is_told_as_a_sentence(serve: Any, hub: StubHub) -> None:
    hub.hashes[OFFER.repo] = "f" * 64
    client = serve()
    client.post(ONE)
    wait_until(lambda: client.get(ONE).json()["state"] == "failed")
    told = client.get(ONE).json()
    assert "damaged" in told["error"]
    assert (told["reason"], told["values"]) == ("hub-damaged", {"file": "model.safetensors"})
    assert client.get("/livez").status_code == 200
    others = [one["status"] for one in client.get("/api/models").json()["models"] if one["tier"] == "digits"]
    assert set(others) == {"ready"}, "the other models do not notice"


def test_everything_at_a_glance(serve: Any) -> None:
    document = serve().get("/api/downloads").json()
    assert {one["state"] for one in document["downloads"]} == {"absent"}
    assert (document["refusal"], document["removable"]) == (None, False)
    assert (document["reason"], document["values"]) == (None, {})


def test_only_what_is_offered(serve: Any, hub: StubHub) -> None:
    client = serve()
    for name in ("digits-mlp", "nonsense", "..%2Fresnet18", "%2e%2e", "resnet18%00", "timm%2Fresnet18"):
        for method in ("GET", "POST", "DELETE"):
            answer = client.request(method, f"/api/models/{name}/download")
            assert answer.status_code in (404, 405)
            assert answer.headers["content-type"] == "application/problem+json"
    assert hub.asked == []


@pytest.mark.parametrize(
    ("settings", "status", "type"),
    [({"hub_offline": True}, 503, "hub-offline"), ({"downloads": "off"}, 403, "downloads-off")],
)
def test_a_server_that_fetches_nothing(serve: Any, hub: StubHub, settings: dict[str, Any], status: int, type: str) -> None:
    client = serve(**settings)
    refused = client.post(ONE)
    assert (refused.status_code, refused.json()["type"]) == (status, type)
    assert "make fetch" in refused.json()["detail"]
    told = client.get("/api/downloads").json()
    assert told["refusal"] == refused.json()["detail"]
    assert (told["reason"], told["values"]) == (refused.json()["reason"], {}) == (type, {})
    assert model(client)["reason"] == {"reason": type, "values": {}, "detail": refused.json()["detail"]}
    assert model(client)["status"] == f"absent: {refused.json()['detail']}"
    assert hub.asked == []


def test_other_sites_may_not_start_or_remove_anything(serve: Any, hub: StubHub) -> None:
    client = serve(remove_models=True)
    for method, path in (("POST", ONE), ("DELETE", ONE), ("DELETE", "/api/models/resnet18")):
        refused = client.request(method, path, headers={"Origin": "https://evil.example"})
        assert (refused.status_code, refused.json()["type"]) == (403, "origin-not-allowed")
    assert hub.asked == []


def test_removal_is_off_unless_allowed(serve: Any) -> None:
    refused = serve().delete("/api/models/resnet18")
    assert (refused.status_code, refused.json()["type"]) == (403, "removal-off")
