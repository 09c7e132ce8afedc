"""Which device is taken, what is said where it is not there, and what happens to a model that does not run on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from app import __main__ as start
from app.capture.on_device import OnDevice
from app.catalog.catalog import Catalog
from app.catalog.compiling import Compiling
from app.catalog.devices import TOLERANCE, NoSuchDevice, Placing, device_of, placing
from app.catalog.own.source import Own
from app.core.settings import Settings
from app.images.samples import sample_images
from app.own_process import catalog_of
from tests.support.tiny_timm import Opened

CPU = torch.device("cpu")
HERE = "tests.support.odd_models"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool, bool], None]:
    """Which devices PyTorch says that it finds."""

    def has(cuda: bool, mps: bool) -> None:
        monkeypatch.setattr("torch.cuda.is_available", lambda: cuda)
        monkeypatch.setattr("torch.backends.mps.is_available", lambda: mps)

    return has


def test_the_first_that_is_there_is_taken(machine: Callable[[bool, bool], None]) -> None:
    for there, name in (((False, False), "cpu"), ((True, False), "cuda"), ((False, True), "mps"), ((True, True), "cuda")):
        machine(*there)
        assert device_of("auto") == torch.device(name)
        assert device_of("cpu") == CPU
    machine(True, False)
    assert device_of("cuda") == torch.device("cuda")


def test_a_device_that_is_not_there_is_one_sentence_at_the_start(
    machine: Callable[[bool, bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(False, False)
    for name in ("cuda", "mps"):
        with pytest.raises(NoSuchDevice, match=f"MIXSCOPE_DEVICE is {name}, but PyTorch .* finds no such device"):
            device_of(name)  # type: ignore[arg-type]
    monkeypatch.setattr(start, "from_environment", lambda: Settings(device="cuda"))
    with pytest.raises(SystemExit, match="MIXSCOPE_DEVICE is cuda"):
        start.main()


def test_the_setting_is_read(monkeypatch: pytest.MonkeyPatch, machine: Callable[[bool, bool], None]) -> None:
    machine(False, False)
    assert placing(Settings()) is None
    monkeypatch.setenv("MIXSCOPE_DEVICE", "auto")
    assert placing(Settings()) is None
    machine(False, True)
    for found in (placing(Settings()), catalog_of("own-small", f"{HERE}:small", Settings())._compiling):
        assert isinstance(found, Placing)  # in the process of an own model, too
        assert found.device == torch.device("mps")


def test_a_model_gets_its_copy_and_says_so(opened: Callable[[str], Opened]) -> None:
    loaded = Placing(CPU).onto(opened("vit").loaded)
    assert isinstance(loaded.elsewhere, OnDevice)
    assert loaded.rounded
    assert not opened("vit").loaded.rounded
    assert str(loaded.entry.findings[-1]).startswith("While a picture is dragged it runs on cpu: values are within 0e+00")
    x = opened("vit").x
    assert torch.equal(loaded.live(x, ()).output, opened("vit").loaded.recorder.run(x, ()).output)


def test_one_that_does_not_run_there_stays_and_says_why(
    opened: Callable[[str], Opened], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(self: OnDevice, recorder: object, device: object) -> None:
        raise NotImplementedError("no bicubic here")

    monkeypatch.setattr(OnDevice, "__init__", fails)
    loaded = Placing(CPU).onto(opened("vit").loaded)
    assert loaded.elsewhere is None
    assert str(loaded.entry.findings[-1]) == (
        "It does not run on cpu (NotImplementedError: no bicubic here), so all of it runs on the CPU."
    )
    assert "no bicubic here" in caplog.text


def test_one_that_is_not_what_the_cpu_computes_stays_and_says_how_far_it_is_off(
    opened: Callable[[str], Opened], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.capture.on_device.home", lambda tensor: tensor.detach() * (1 + 2 * TOLERANCE))
    loaded = Placing(CPU).onto(opened("vit").loaded)
    assert loaded.elsewhere is None
    assert (
        str(loaded.entry.findings[-1])
        == "On cpu a value is 1e-03 of its stage's largest off the CPU's, so all of it runs on the CPU."
    )


def test_one_that_stays_is_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("app.catalog.devices.TOLERANCE", -1)
    loaded = Catalog(("digits-cnn",), compiling=Placing(CPU, Compiling(tmp_path))).get("digits-cnn")
    assert loaded.elsewhere is None
    assert loaded.compiled is not None


def test_a_catalog_places_shipped_and_own_models() -> None:
    catalog = Catalog(("digits-cnn",), sample_images, compiling=Placing(CPU))
    catalog.add("own-dataclass", Own(f"{HERE}:dataclass"))
    for name in ("digits-cnn", "own-dataclass"):
        assert catalog.get(name).elsewhere is not None
        assert any(found["reason"] == "device-runs" for found in catalog.describe(name)["findings"])
