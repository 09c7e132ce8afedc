"""Settings come from the environment, refuse nonsense, and each is used and explained."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.settings import Settings

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("MIXSCOPE_") or name in ("HOST", "PORT"):
            monkeypatch.delenv(name)


def test_the_defaults_suit_a_laptop() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert settings.allowed_origins == ()
    assert settings.max_body_bytes == 10 * 1024 * 1024
    assert (settings.max_pixels, settings.max_jpeg_pixels) == (25_000_000, 50_000_000)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXSCOPE_ALLOWED_HOSTS", "class.local, ip,")
    assert Settings().allowed_hosts == ("class.local", "ip")


@pytest.mark.parametrize("prefix", ["", "MIXSCOPE_"])
def test_host_and_port_work_with_and_without_prefix(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.setenv(f"{prefix}HOST", "0.0.0.0")
    monkeypatch.setenv(f"{prefix}PORT", "8123")
    assert (Settings().host, Settings().port) == ("0.0.0.0", 8123)


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "70000"), ("MAX_PIXELS", "0"), ("QUEUE_LIMIT", "many"), ("DEFAULT_MODELS", "")]
)
def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"MIXSCOPE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained_and_used(name: str) -> None:
    assert Settings.model_fields[name].description
    sources = [path.read_text(encoding="utf-8") for path in ROOT.glob("app/**/*.py") if path.name != "settings.py"]
    if name == "data":
        sources += [path.read_text(encoding="utf-8") for path in ROOT.glob("models/*.py")]
    assert any(re.search(rf"\b{name}\b|MIXSCOPE_{name.upper()}", source) for source in sources)
