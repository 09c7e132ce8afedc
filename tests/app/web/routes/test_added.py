"""Own models added while the server runs, over real HTTP: who may, what is said, and that nobody else notices."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from app.catalog.own import added as added_module
from app.web.adding import SECRET
from app.web.routes.added import AddedDocument, AllAddedDocument
from tests.app.web.routes.test_answers import holds
from tests.conftest import LiveServer, running, wait_until
from tests.support.added import logits, write
from tests.support.hosted import MINUTE

SHIPPED = {"models": "digits-mlp", "sample": "seven", "dx": 1}


@pytest.fixture(scope="module")
def live() -> Iterator[LiveServer]:
    with running(add_models=True) as live:
        yield live


@pytest.fixture(scope="module")
def http(live: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live.url, timeout=MINUTE, headers={SECRET: live.shared.add_secret}) as http:
        yield http


def state(http: httpx.Client, model: str) -> dict[str, Any]:
    """As soon as it is known whether it opens."""
    found: dict[str, Any] = {}

    def there() -> bool:
        found.update(next(one for one in http.get("/api/added").json()["added"] if one["model"] == model))
        return found["state"] != "opening"

    wait_until(there, MINUTE)
    return found


def said(http: httpx.Client, model: str) -> tuple[list[float], list[float]]:
    """The logits that a model says, and those that its file means."""
    query = {"model": model, "sample": "cat"}
    pattern = http.get("/api/pattern", params={**query, "tier": "own"}).json()
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(pattern["png"]))).convert("RGB")) / 255
    trace = http.post("/api/trace", params={"models": model, "sample": "cat"}).json()["traces"][0]
    answered = sorted(trace["predictions"], key=lambda one: one["index"])
    return [one["logit"] for one in answered], logits(image).tolist()


def test_a_model_is_added_renewed_and_removed_and_nobody_else_notices(http: httpx.Client, tmp_path: Path) -> None:
    before = http.post("/api/trace.npz", params=SHIPPED).content
    where = write(tmp_path)
    answer = http.post("/api/added", json={"where": f" {where} "})
    assert (answer.status_code, answer.json()["model"], answer.json()["state"]) == (202, "own-build", "opening")
    holds(AddedDocument, answer.json())
    assert state(http, "own-build")["state"] == "ready"
    found, expected = said(http, "own-build")
    np.testing.assert_allclose(found, expected, atol=2e-5)

    # another file changes under it: it says so, and is the new one as soon as somebody wants that
    write(tmp_path, seed=0.3)
    assert state(http, "own-build")["changed"] is True
    assert np.allclose(said(http, "own-build")[0], expected, atol=2e-5)
    answer = http.post("/api/added/own-build")
    assert answer.status_code == 202
    holds(AddedDocument, answer.json())
    assert state(http, "own-build") | {"findings": []} == {
        "model": "own-build", "title": "build", "state": "ready", "reason": None, "findings": [], "changed": False,
    }  # fmt: skip
    assert not np.allclose(said(http, "own-build")[0], expected, atol=1e-2)

    # what does not open any more says why, and opens by itself once the file is right again
    (tmp_path / "net.py").write_text("raise ImportError('no torchvision here')")
    http.post("/api/added", json={"where": where}).raise_for_status()
    refused = state(http, "own-build")
    holds(AllAddedDocument, http.get("/api/added").json())
    assert (refused["state"], refused["reason"]["detail"]) == (
        "unavailable",
        "net.py:build fails: ImportError: no torchvision here",
    )
    write(tmp_path)
    wait_until(lambda: state(http, "own-build")["state"] == "ready", MINUTE)
    np.testing.assert_allclose(said(http, "own-build")[0], expected, atol=2e-5)

    answer = http.delete("/api/added/own-build")
    assert (answer.status_code, answer.json()) == (200, {"added": []})
    assert http.get("/api/models/own-build").status_code == 404
    assert "own-build" not in [one["id"] for one in http.get("/api/models").json()["models"]]
    assert http.post("/api/trace.npz", params=SHIPPED).content == before


@pytest.mark.parametrize(
    ("where", "status", "sentence"),
    [
        ("/nowhere/net.py:build", 422, "There is no file net.py."),
        ("/nowhere", 422, "There is no folder nowhere. Is the path right, seen from where the server was started?"),
        ("net:build()", 422, "“net:build()” is no folder here, and neither"),
        ("~nobody-of-that-name/x", 422, "'~nobody-of-that-name/x' is no path on this machine."),
        ("x" * 900, 422, "is no path on this machine."),
        ("", 422, "where"),
        ("a\nb", 422, "where"),
    ],
)
def test_where_nothing_is_a_sentence_says_so_and_nothing_is_added(
    http: httpx.Client, where: str, status: int, sentence: str
) -> None:
    answer = http.post("/api/added", json={"where": where})
    assert answer.status_code == status
    assert sentence in answer.json()["detail"]
    assert http.get("/api/added").json() == {"added": []}


def test_there_are_not_more_than_so_many(http: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(added_module, "MOST", 1)
    http.post("/api/added", json={"where": write(tmp_path, name="one.py")}).raise_for_status()
    answer = http.post("/api/added", json={"where": write(tmp_path, name="two.py")})
    assert (answer.status_code, answer.json()["reason"]) == (409, "own-add-full")
    http.delete("/api/added/own-build").raise_for_status()
    for method, path in (("POST", "own-build"), ("DELETE", "digits-mlp")):
        assert http.request(method, f"/api/added/{path}").json()["reason"] == "own-not-added"
    assert http.get("/api/models/digits-mlp").json()["state"] == "ready"
