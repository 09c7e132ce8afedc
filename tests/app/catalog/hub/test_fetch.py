"""`make fetch`: the same downloads, for people at a terminal."""

from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from app.catalog.hub import fetch
from app.catalog.hub.download_job import Job
from app.catalog.hub.pretrained import OFFERS
from app.core.settings import Settings
from tests.app.catalog.hub.conftest import OFFER, OTHER
from tests.support.stub_hub import StubHub


@pytest.fixture
def run(hub: StubHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """run("resnet18", …) -> exit code; the store is tmp_path."""

    def run(*names: str, **more: Any) -> Any:
        settings = Settings(**{"hub": hub.url, "hub_offline": False, "models_dir": tmp_path, "downloads": "off"} | more)
        monkeypatch.setattr(fetch, "from_environment", lambda: settings)
        with pytest.raises(SystemExit) as ended:
            fetch.main(names)
        return ended.value.code

    return run


def test_models_are_fetched_and_kept(run: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("resnet18", OTHER.timm) == 0
    assert (tmp_path / "resnet18" / "model.safetensors").is_file()
    assert (tmp_path / "convnext_atto" / "config.json").is_file()
    shown = capsys.readouterr()
    assert "resnet18: fetched, 0.2 MB" in shown.out
    assert str(tmp_path) in shown.out
    assert shown.err == ""
    assert run("resnet18,convnext_atto") == 0
    assert "was there already" in capsys.readouterr().out


def test_one_that_fails_does_not_keep_the_others(
    run: Any, hub: StubHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.answer = lambda stub, request: PlainTextResponse("", 404) if "resnet18" in request.url.path else None
    assert run("resnet18", "convnext_atto") == 1
    assert (tmp_path / "convnext_atto" / "config.json").is_file()
    assert capsys.readouterr().err == "resnet18: The hub has no config.json of this model (404). Choose another model.\n"


@pytest.mark.parametrize("name", ["resnt18", "../resnet18", "timm/resnet18"])
def test_a_name_that_is_none(run: Any, hub: StubHub, name: str) -> None:
    assert "resnet18" in run(name)
    assert hub.asked == []


def test_without_names_it_lists_them(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 2
    shown = capsys.readouterr().out
    assert all(name in shown for name in OFFERS)


def test_offline_it_says_so(run: Any, hub: StubHub) -> None:
    assert "HF_HUB_OFFLINE" in run("resnet18", hub_offline=True)
    assert hub.asked == []


def test_all_are_all() -> None:
    assert fetch.chosen(["all", "resnet18"]) == list(OFFERS.values())


def test_the_line_on_the_screen() -> None:
    job = Job(OFFER, "downloading", 10_000_000, 40_000_000)
    assert fetch.line(job) == f"resnet18  {'█' * 6}{'░' * 18}  10.0 of 40.0 MB  downloading"
