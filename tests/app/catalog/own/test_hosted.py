"""An own model in a process of its own: whatever its code does, other models answer as before, and it is started again."""

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from websockets.sync.client import connect

from app.catalog.own import hosted as hosted_module
from app.catalog.own.hosted import FALLS
from app.core.sentence import Sentence
from tests.conftest import LiveServer, running, wait_until
from tests.support.harmful_models import begun
from tests.support.hosted import HERE, MINUTE, hosted_of, settled
from tests.support.thorough import some

SHIPPED = ("digits-mlp", "digits-cnn", "digits-vit", "digits-mixer")
ASKED = {"sample": "seven", "dx": 2}


@pytest.fixture(scope="module")
def expected(live_server: LiveServer) -> bytes:
    """What the shipped models answer where there is no other."""
    with httpx.Client(base_url=live_server.url, timeout=MINUTE) as http:
        return arrays(http)


def arrays(http: httpx.Client) -> bytes:
    answer = http.post("/api/trace.npz", params={**ASKED, "models": SHIPPED})
    assert answer.status_code == 200
    found = np.load(io.BytesIO(answer.content))
    return b"".join(name.encode() + found[name].tobytes() for name in sorted(found))


@pytest.fixture(scope="module")
def live(mood: Path) -> Iterator[LiveServer]:
    models = tuple(f"{HERE}:{name}" for name in ("moody", "meddles", "raises", "leaves"))
    with running(model=models, own_pass_seconds=10, own_memory_bytes=3 << 30) as live:
        yield live


@pytest.fixture
def http(live: LiveServer, mood: Path) -> Iterator[httpx.Client]:
    """With `moody` open and in no mood."""
    mood.write_text("")
    with httpx.Client(base_url=live.url, timeout=MINUTE) as http:
        wait_until(lambda: settled(http, "own-moody")["points"] != [], MINUTE)
        yield http
        mood.write_text("")


def ask(http: httpx.Client, model: str, call: str = "trace") -> httpx.Response:
    return http.post(f"/api/{call}", params={**ASKED, "models": model})


@pytest.mark.parametrize(
    ("does", "call", "reason"),
    some(
        [
            ("leave", "frame", "own-exited"),
            ("crash", "frame", "own-crashed"),
            ("hoard", "trace", "own-out-of-memory"),
            ("hang", "frame", "own-hung"),
            ("hang", "trace", "own-hung"),
            ("spin", "trace", "own-hung"),
        ],
        first=3,
    ),
)
def test_a_pass_that_ends_its_process_harms_nobody_and_the_model_is_started_again(
    http: httpx.Client, live: LiveServer, mood: Path, expected: bytes, does: str, call: str, reason: str
) -> None:
    assert ask(http, "own-moody", call).status_code == 200
    hosted = live.shared.catalog.hosted("own-moody")
    assert hosted is not None
    before = hosted.process
    mood.write_text(does)
    answer = http.post(f"/api/{call}", params={**ASKED, "dx": 3, "models": "own-moody"})
    mood.write_text("")
    problem = answer.json()
    assert (answer.status_code, problem["type"], problem["values"]["why"]["reason"]) == (503, "model-ended", reason)
    assert "Moody gives no answer to this" in problem["detail"]
    assert arrays(http) == expected
    assert http.get("/livez").status_code == 200
    wait_until(lambda: hosted.process is not before and hosted.settled, MINUTE)
    document = settled(http, "own-moody")
    assert document["state"] == "ready"
    assert document["findings"][0]["reason"] == "own-started-again"
    assert document["findings"][-1]["reason"] in ("own-started-again",)
    assert reason in [one["values"]["why"]["reason"] for one in document["findings"]]
    assert ask(http, "own-moody", call).status_code == 200


def test_who_drags_other_models_does_not_wait_for_one_that_hangs(http: httpx.Client, live: LiveServer, mood: Path) -> None:
    begun(mood).unlink(missing_ok=True)
    mood.write_text("hang")
    with connect(live.socket) as stuck, connect(live.socket) as free:
        stuck.send(json.dumps({"seq": 1, "sample": "seven", "models": ["own-moody", "digits-mlp"], "dx": 7}))
        wait_until(lambda: begun(mood).exists())
        start = time.monotonic()
        for dx in range(10):
            free.send(json.dumps({"seq": dx, "sample": "seven", "models": ["digits-mlp"], "dx": dx - 5}))
            assert isinstance(free.recv(timeout=MINUTE), bytes)
        assert time.monotonic() - start < 9, "the pass that hangs is ended after ten seconds"
        mood.write_text("")
        told = json.loads(stuck.recv(timeout=MINUTE))
        assert (told["seq"], told["problem"]["type"]) == (1, "model-ended")
        wait_until(lambda: settled(http, "own-moody")["state"] == "ready", MINUTE)
        stuck.send(json.dumps({"seq": 2, "sample": "seven", "models": ["own-moody", "digits-mlp"], "dx": 6}))
        assert isinstance(stuck.recv(timeout=MINUTE), bytes)


def test_an_error_is_told_and_ends_nothing(http: httpx.Client, live: LiveServer, mood: Path) -> None:
    hosted = live.shared.catalog.hosted("own-moody")
    assert hosted is not None
    before = hosted.process
    mood.write_text("fail")
    for call in ("trace", "frame"):
        answer = http.post(f"/api/{call}", params={**ASKED, "dx": 5, "models": ["own-moody", "digits-mlp"]})
        assert (answer.status_code, answer.json()["type"]) == (422, "model-fails")
        assert "ValueError: not this picture" in answer.json()["detail"]
    assert hosted.process is before


def test_what_its_code_changes_for_its_whole_process_changes_no_other_model(http: httpx.Client, expected: bytes) -> None:
    assert settled(http, "own-meddles")["state"] == "ready"
    assert ask(http, "own-meddles").status_code == 200
    assert ask(http, "own-moody").status_code == 200
    assert arrays(http) == expected
    answer = http.post("/api/trace.npz", params={**ASKED, "models": ["own-meddles", *SHIPPED]})
    found = np.load(io.BytesIO(answer.content))
    shipped = {name: found[name] for name in sorted(found) if not name.startswith("own-")}
    assert b"".join(name.encode() + one.tobytes() for name, one in shipped.items()) == expected
    assert not found["own-meddles/logits"].any()  # its Linear is the one that it has patched


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("own-raises", "harmful_models:raises fails: FileNotFoundError: weights.pt"),
        ("own-leaves", "Its code ended its process (exit code 4)."),
    ],
)
def test_a_model_that_cannot_begin_is_refused_with_its_sentence(http: httpx.Client, model: str, sentence: str) -> None:
    document = settled(http, model)
    assert document["state"] == "unavailable"
    assert sentence in document["reason"]["detail"]
    listed = next(one for one in http.get("/api/models").json()["models"] if one["id"] == model)
    assert listed["reason"] == document["reason"]
    for call in ("trace", "frame"):
        answer = ask(http, model, call)
        assert (answer.status_code, answer.json()["type"]) == (503, "model-unavailable")
        assert sentence in answer.json()["detail"]


def test_one_that_falls_again_and_again_is_not_started_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosted_module, "FALLS", FALLS)
    model = hosted_of("moody")
    why = Sentence("own-exited", "Its code ended its process (exit code {code}).", code=3)
    for _ in range(FALLS - 1):
        assert model._fallen(why) is None
    given_up = model._fallen(why)
    assert given_up is not None
    assert str(given_up).startswith("Its code ended its process (exit code 3). That was 3 times within 10 minutes")


def test_nobody_is_answered_without_the_secret(http: httpx.Client, live: LiveServer) -> None:
    hosted = live.shared.catalog.hosted("own-moody")
    assert hosted is not None
    process = hosted.process
    assert process is not None
    assert process.client.get("/livez").status_code == 200
    for secret in ("", "another", process.secret[:-1]):
        assert process.client.get("/livez", headers={"x-mixscope-own": secret}).status_code == 403
    assert process.folder.stat().st_mode & 0o077 == 0
