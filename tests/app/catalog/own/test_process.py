"""The process of an own model: when it begins, where it listens, and that it ends with whoever began it."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.catalog.own import process as process_module
from app.catalog.own.hosted import Hosted
from app.catalog.own.source import Own
from app.core.errors import Problem
from app.core.settings import Settings
from tests.conftest import running, wait_until
from tests.support.hosted import HERE, MINUTE, hosted_of, settled


def test_one_that_is_never_open_is_ended_after_the_stated_time() -> None:
    model = hosted_of("sleeps", own_start_seconds=2)
    changed: list[bool] = []
    model.on_change = lambda: changed.append(True)
    model.start()
    wait_until(lambda: model.settled, MINUTE)
    assert model.refusal is not None
    assert (model.refusal.key, str(model.refusal)) == (
        "own-start-late", "It was not opened within 2 seconds, so its process was ended."
    )  # fmt: skip
    assert changed == [True]
    process = model.process
    assert process is not None
    assert not process.running
    assert not process.folder.exists()
    with pytest.raises(Problem, match="not opened within"):
        model.ready()
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
        "from tests.support.hosted import hosted_of; import time; m = hosted_of('moody'); m.wait_settled(100)\n"
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
