"""Where the platform wants caches."""

from pathlib import Path

import pytest

from app.catalog.hub.store import store_of
from app.core.folders import cache_folder
from app.core.settings import Settings


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, "/home/ann/.cache/mixscope"),
        ("linux", {"XDG_CACHE_HOME": "/caches"}, "/caches/mixscope"),
        ("darwin", {}, "/home/ann/Library/Caches/mixscope"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/mixscope"),
    ],
)
def test_the_users_cache_folder(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], folder: str
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "MIXSCOPE_MODELS_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/ann")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    assert cache_folder() == Path(folder)
    assert store_of(Settings()).root == Path(folder) / "models"
