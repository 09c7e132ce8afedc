"""An own model in a process of its own: whatever its code does, other models answer as before, and it is started again."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from websockets.sync.client import connect

from app.catalog.own import hosted as hosted_module
from app.catalog.own import process as process_module
from app.catalog.own.hosted import FALLS, Hosted
from app.catalog.own.source import Own
from app.core.errors import Problem
from app.core.sentence import Sentence
from app.core.settings import Settings
from tests.conftest import LiveServer, running, wait_until
from tests.support.harmful_models import MOOD, begun

HERE = "tests.support.harmful_models"
SHIPPED = ("digits-mlp", "digits-cnn", "digits-vit", "digits-mixer")
ASKED = {"sample": "seven", "dx": 2}
MINUTE = 100


@pytest.fixture(scope="module")
def mood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    file = tmp_path_factory.mktemp("mood") / "mood"
    file.write_text("")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MOOD, str(file))
        patch.setattr(hosted_module, "FALLS", 50)
        yield file


@pytest.fixture(scope="module")
def expected() -> bytes:
    """What the shipped models answer where there is no other."""
    with running() as live, httpx.Client(base_url=live.url, timeout=MINUTE) as http:
        return arrays(http)


def arrays(http: httpx.Client) -> bytes:
    answer = http.post("/api/trace.npz", params={**ASKED, "models": SHIPPED})
    assert answer.status_code == 200
    found = np.load(io.BytesIO(answer.content))
    return b"".join(name.encode() + found[name].tobytes() for name in sorted(found))


@pytest.fixture(scope="module")
def live(mood: Path) -> Iterator[LiveServer]:
    models = tuple(f"{HERE}:{name}" for name in ("moody", "meddles", "raises", "leaves"))
    with running(model=models, own_pass_seconds=5, own_memory_bytes=3 << 30) as live:
        yield live


@pytest.fixture
def http(live: LiveServer, mood: Path) -> Iterator[httpx.Client]:
    """With `moody` open and in no mood."""
    mood.write_text("")
    with httpx.Client(base_url=live.url, timeout=MINUTE) as http:
        wait_until(lambda: settled(http, "own-moody")["points"] != [], MINUTE)
        yield http
        mood.write_text("")


def settled(http: httpx.Client, name: str) -> dict:
    answer = None

    def there() -> bool:
        nonlocal answer
        answer = http.get(f"/api/models/{name}")
        return answer.status_code == 200

    wait_until(there, MINUTE)
    assert answer is not None
    return answer.json()


def ask(http: httpx.Client, model: str, call: str = "trace") -> httpx.Response:
    return http.post(f"/api/{call}", params={**ASKED, "models": model})


@pytest.mark.parametrize(
    ("does", "call", "reason"),
    [
        ("hang", "trace", "own-hung"),
        ("hang", "frame", "own-hung"),
        ("spin", "trace", "own-hung"),
        ("leave", "frame", "own-exited"),
        ("crash", "frame", "own-crashed"),
        ("hoard", "trace", "own-out-of-memory"),
    ],
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
        assert time.monotonic() - start < 4, "the pass that hangs is ended after five seconds"
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


def hosted_of(function: str, **settings: object) -> Hosted:
    own = Own(f"{HERE}:{function}")
    return Hosted(own.name, own, Settings(model=(own.where,), threads=2, **settings))  # type: ignore[arg-type]


def test_one_that_is_never_open_is_ended_after_the_stated_time() -> None:
    model = hosted_of("sleeps", own_start_seconds=8)
    changed: list[bool] = []
    model.on_change = lambda: changed.append(True)
    model.start()
    wait_until(lambda: model.settled, MINUTE)
    assert model.refusal is not None
    assert (model.refusal.key, str(model.refusal)) == (
        "own-start-late", "It was not opened within 8 seconds, so its process was ended."
    )  # fmt: skip
    assert changed == [True]
    process = model.process
    assert process is not None
    assert not process.running
    assert not process.folder.exists()
    with pytest.raises(Problem, match="not opened within"):
        model.ready()
    model.close()


def test_one_that_falls_again_and_again_is_not_started_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosted_module, "FALLS", FALLS)
    model = hosted_of("moody")
    why = Sentence("own-exited", "Its code ended its process (exit code {code}).", code=3)
    for _ in range(FALLS - 1):
        assert model._fallen(why) is None
    given_up = model._fallen(why)
    assert given_up is not None
    assert str(given_up).startswith("Its code ended its process (exit code 3). That was 3 times within 10 minutes")


def test_one_that_is_refused_is_tried_again_when_its_code_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text("import parts\n\ndef build():\n    return parts.net(), parts.FACTS\n")
    own = Own(f"{file}:build")
    model = Hosted(own.name, own, Settings(model=(own.where,), threads=2))
    changed: list[bool] = []
    model.on_change = lambda: changed.append(True)
    try:
        model.start()
        wait_until(lambda: model.settled, MINUTE)
        assert model.refusal is not None
        assert "No module named 'parts'" in str(model.refusal)
        good = "from tests.support.own_models import Small as net, INPUT\nFACTS = {'input': INPUT}\n"
        (tmp_path / "parts.py").write_text(good)
        wait_until(lambda: model.settled and model.refusal is None, MINUTE)
        assert model.ready().running
        document = model.document(own.name, False)
        assert document is not None
        assert (document["state"], document["findings"]) == ("ready", [])
        assert changed == [True, True]
        assert Own(f"{HERE}:moody").files() == {}
    finally:
        model.close()


def test_its_end_is_the_servers(mood: Path) -> None:
    mood.write_text("")
    with running(model=(f"{HERE}:moody",)) as live, httpx.Client(base_url=live.url, timeout=MINUTE) as http:
        assert settled(http, "own-moody")["state"] == "ready"
        hosted = live.shared.catalog.hosted("own-moody")
        assert hosted is not None
        process = hosted.process
        assert process is not None
        assert process.running
        pid = process._popen.pid
        live.stop()
    assert not process.running
    assert not Path(f"/proc/{pid}").exists()
    assert not process.folder.exists()


def test_it_listens_on_the_loopback_where_there_are_no_sockets_that_are_files(
    monkeypatch: pytest.MonkeyPatch, mood: Path
) -> None:
    begin = "import sys; sys.path.insert(0, {ours!r}); import app.own_process as own; own.LOOPBACK = True; own.main()"
    monkeypatch.setattr(process_module, "BEGIN", begin)
    mood.write_text("")
    model = hosted_of("moody")
    try:
        model.start()
        wait_until(lambda: model.settled, MINUTE)
        process = model.ready()
        assert process.client.base_url.port is not None
        answer = httpx.post(f"{process.client.base_url}/api/trace?sample=cat&models=own-moody")
        assert answer.status_code == 403
        assert process.client.post("/api/trace?sample=cat&models=own-moody").status_code == 200
    finally:
        model.close()


def test_one_whose_server_is_killed_ends_without_traces(mood: Path, tmp_path: Path) -> None:
    """A process that begins one, says where it is, and is killed."""
    mood.write_text("")
    code = (
        "from tests.app.catalog.own.test_hosted import hosted_of; import time; m = hosted_of('moody'); m.start()\n"
        "while not m.settled: time.sleep(0.1)\n"
        "print(m.process._popen.pid, m.process.folder, flush=True); time.sleep(600)"
    )
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    pid, folder = server.stdout.readline().split()
    assert Path(folder).is_dir()
    server.kill()
    server.communicate()
    wait_until(lambda: not Path(folder).exists(), MINUTE)
    wait_until(lambda: not alive(int(pid)), MINUTE)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()


def test_nobody_is_answered_without_the_secret(http: httpx.Client, live: LiveServer) -> None:
    hosted = live.shared.catalog.hosted("own-moody")
    assert hosted is not None
    process = hosted.process
    assert process is not None
    assert process.client.get("/livez").status_code == 200
    for secret in ("", "another", process.secret[:-1]):
        assert process.client.get("/livez", headers={"x-mixscope-own": secret}).status_code == 403
    assert process.folder.stat().st_mode & 0o077 == 0
