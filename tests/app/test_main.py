"""How the server is started: plain words for a wrong setting, a browser only where somebody sees it."""

import subprocess
import sys

import pytest
from fastapi.testclient import TestClient

from app import __main__ as start
from app.core.settings import Settings
from app.main import create_app
from app.web import addresses
from app.web.connections import SocketConnection


def test_a_wrong_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "from_environment", Settings)
    monkeypatch.setenv("MIXSCOPE_PORT", "abc")
    monkeypatch.setattr(sys, "argv", ["app"])
    with pytest.raises(SystemExit, match="integer, not 'abc'"):
        start.main()


def test_an_option_that_there_is_not_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["app", "--port", "8123"])
    with pytest.raises(SystemExit):
        start.main()
    assert "unrecognized arguments: --port 8123" in capsys.readouterr().err


def test_no_browser_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "CI", "MIXSCOPE_BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert not start.has_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert start.has_screen()
    monkeypatch.setenv("MIXSCOPE_BROWSER", "0")
    assert not start.has_screen()


def test_how_uvicorn_runs() -> None:
    chosen = start.configuration(Settings(live_message_bytes=1000, graceful_stop_seconds=3))
    assert issubclass(chosen.ws, SocketConnection)  # type: ignore[arg-type]
    assert (chosen.ws_per_message_deflate, chosen.ws_max_size) == (False, 1000)
    assert (chosen.timeout_graceful_shutdown, chosen.server_header) == (3, False)


def test_a_server_for_others_says_where_they_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "lan_address", lambda: "192.168.1.5")
    assert start.invitation(Settings(), "http://localhost:8000/") == ""
    told = start.invitation(Settings(host="0.0.0.0"), "http://localhost:8000/")
    assert told.startswith("Others find it at http://192.168.1.5:8000/  (a room for a class: http://192.168.1.5:8000/room)\n")
    assert len(told.splitlines()) > 10  # the QR code


def test_routes_are_built_before_anybody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would be by the first call, which all others would wait for."""
    with TestClient(create_app(Settings()), base_url="http://localhost") as client:
        monkeypatch.setattr("fastapi.routing.get_dependant", None)
        assert client.post("/api/mixing", params={"sample": "seven"}).json()["type"] == "invalid-parameter"


def test_what_a_server_may_never_need_is_not_loaded_at_its_start() -> None:
    """torchvision brings torch's compiler with it: 150 MB and three seconds; what torch imports for shapes, 40 MB and one."""
    late = ("torchvision", "timm", "captum", "torch._dynamo", "redis", "plotly", "sympy")
    share = "torch.nn.Linear(2, 2), torch.ones(1, 2)"
    code = f"""
import sys, torch, app.main
from app.analysis import mixing
mixing.jacobian_energy({share}), mixing.estimated_energy({share}, 2)
print([name for name in {late} if name in sys.modules])
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
