"""When a model runs compiled, where the forms are kept, and what happens to those that are not what they should be."""

import logging
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import timm
import torch
from timm.models import save_for_hf
from torch import Tensor, nn

from app.capture.compiled import Compiled, difference
from app.catalog.catalog import Catalog
from app.catalog.compiling import Compiling, compiling
from app.catalog.loaded_model import LoadedModel
from app.catalog.sources import Listing
from app.catalog.timm_models import open_folder
from app.core.settings import Settings
from app.main import create_app
from models.registry import MODELS, load
from models.spec.entry import DIGIT, DIGIT_CLASSES, Entry
from models.spec.point import Point

NAME = "digits-cnn"


def opened(name: str = NAME, folder: Path | None = None) -> LoadedModel:
    return Catalog([name], compiling=folder and Compiling(folder)).get(name)


def inside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_form_is_made_once_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a" / "folder"
    first = opened(folder=folder)
    assert first.compiled is not None
    (name,) = inside(folder)
    assert name.startswith(f"{NAME}-")
    assert name.endswith(".onnx")
    monkeypatch.setattr("app.catalog.compiling.compiled", lambda *_: pytest.fail("it is there"))
    again = opened(folder=folder)
    assert again.compiled is not None
    x = torch.rand(2, 1, 28, 28)
    assert torch.equal(first.live(x, {"act1"})["act1"], again.live(x, {"act1"})["act1"])


def test_what_is_live_is_compiled_and_what_is_exact_is_not(tmp_path: Path) -> None:
    loaded, plain = opened(folder=tmp_path), opened()
    x = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        whole = load(NAME)(x)
    assert torch.equal(loaded.recorder.run(x, ()).output, whole)
    assert torch.equal(plain.live(x, ()).output, whole)
    apart = (loaded.live(x, ()).output - whole).abs().max()
    assert 0 < apart < 5e-5 * whole.abs().max()


@pytest.mark.parametrize("fault", ["cut", "empty", "another's", "other weights"])
def test_a_kept_form_that_is_not_right_is_made_anew(tmp_path: Path, fault: str) -> None:
    opened(folder=tmp_path)
    (path,) = tmp_path.iterdir()
    right = path.read_bytes()
    other = load(NAME)
    with torch.no_grad():
        next(other.parameters()).mul_(1.01)
    wrong = {"cut": lambda: right[: len(right) // 2], "empty": lambda: b"", "another's": lambda: form_of("digits-mlp", None),
             "other weights": lambda: form_of(NAME, other)}[fault]  # fmt: skip
    path.write_bytes(wrong())
    assert opened(folder=tmp_path).compiled is not None
    assert inside(tmp_path) == [path.name]
    assert len(path.read_bytes()) == len(right)


def form_of(name: str, model: nn.Module | None) -> bytes:
    from app.capture.compiled import compiled
    from app.capture.recorder import Recorder

    return compiled(Recorder(model or load(name), MODELS[name].points), MODELS[name].input)


class Frozen(nn.Module):
    """Its class token becomes a constant of the batch that is followed."""

    def __init__(self) -> None:
        super().__init__()
        self.token = nn.Parameter(torch.ones(1, 1, 28))
        self.rows = nn.Identity()
        self.head = nn.Linear(28, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.rows(torch.cat([self.token.expand(len(x), -1, -1), x[:, 0]], 1)).mean(1))


class Complex(nn.Module):
    """An operation that ONNX does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = nn.Identity()
        self.head = nn.Linear(28, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(torch.linalg.matrix_exp(self.rows(x[:, 0]) / 100).mean(1))


@pytest.mark.parametrize(("build", "why"), [(Frozen, "is not used"), (Complex, "is not compiled")])
def test_what_cannot_be_compiled_runs_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, build: type[nn.Module], why: str
) -> None:
    points = (
        Point("rows", "rows", "hidden", ("row", "column"), "embed"),
        Point("head", "logits", "logits", ("class",), "head"),
    )
    entry = Entry(build, "odd", "mlp", "digits", "centred", DIGIT, DIGIT_CLASSES, points, (), note="")
    catalog = Catalog(["odd"], entries={"odd": entry}, compiling=Compiling(tmp_path))
    with caplog.at_level(logging.WARNING, "mixscope"):
        loaded = catalog.get("odd")
    assert loaded.compiled is None
    assert inside(tmp_path) == []
    (line,) = [record.getMessage() for record in caplog.records]
    assert why in line
    assert "odd" in line
    x = torch.rand(5, 1, 28, 28)
    assert torch.equal(loaded.live(x, {"rows"})["rows"], loaded.recorder.run(x)["rows"])
    assert catalog.get("odd") is loaded, "it is not tried again"


def compiled_of(tier: str, folder: Path) -> Compiled | None:
    entry = MODELS[NAME]
    other = Entry(entry.build, "other", "cnn", tier, "own", DIGIT, DIGIT_CLASSES, entry.points, (), note="")
    return Catalog(["other"], entries={"other": other}, compiling=Compiling(folder)).get("other").compiled


def test_own_models_run_as_they_are(tmp_path: Path) -> None:
    assert compiled_of("own", tmp_path) is None


@pytest.mark.parametrize("most", ["MOST_WEIGHTS", "MOST_SIDE"])
def test_downloaded_models_are_compiled_where_it_pays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: str) -> None:
    assert compiled_of("imagenet", tmp_path) is not None
    monkeypatch.setattr(f"app.catalog.compiling.{most}", 27)
    assert compiled_of("imagenet", tmp_path) is None
    assert compiled_of("photos", tmp_path) is not None


@pytest.mark.parametrize("name", ["test_vit", "test_efficientnet", "test_mambaout"])
def test_a_downloaded_model_holds_compiled_what_the_hooks_see(tmp_path: Path, name: str) -> None:
    torch.manual_seed(0)
    save_for_hf(timm.create_model(name, pretrained=False), str(tmp_path / name), safe_serialization=True)
    catalog = Catalog(["digits-mlp"], open_folder=open_folder, compiling=Compiling(tmp_path / "forms"))
    catalog.offer(name, Listing(name, None), SimpleNamespace(folder=lambda _: tmp_path / name))
    loaded = catalog.get(name)
    assert loaded.compiled is not None
    shape = loaded.entry.input
    x = torch.randn(3, shape.channels, shape.height, shape.width)
    assert difference(loaded.recorder, loaded.compiled, x) < 5e-5


def test_a_form_that_was_made_in_vain_is_not_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms, loaded = Compiling(tmp_path), opened()
    monkeypatch.setattr("app.catalog.compiling.TOLERANCE", 0)
    with caplog.at_level(logging.WARNING, "mixscope"):
        assert [forms.onto(loaded).compiled for _ in range(2)] == [None, None]
    assert len(caplog.records) == 1


def test_a_folder_that_cannot_be_written_into(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert opened(folder=tmp_path / "file" / "folder").compiled is not None


def test_a_folder_that_can_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("read-only file system")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert opened(folder=tmp_path).compiled is not None
    assert inside(tmp_path) == []


BOTH = """
import sys
from pathlib import Path
from app.catalog.catalog import Catalog
from app.catalog.compiling import Compiling
sys.stdin.readline()
loaded = Catalog(["digits-mlp"], compiling=Compiling(Path(sys.argv[1]))).get("digits-mlp")
print(loaded.compiled is not None)
"""


def test_two_processes_that_start_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BOTH, str(tmp_path)]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = []
    for one in both:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    for one in both:
        answers.append(one.communicate(timeout=100)[0].strip())
    assert answers == ["True", "True"]
    (name,) = inside(tmp_path)
    assert name.endswith(".onnx")


def test_old_files_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.catalog.compiling.MOST_FILES", 1)
    (tmp_path / "older.onnx").write_bytes(b"")
    (tmp_path / "somebody's").write_bytes(b"")
    opened(folder=tmp_path)
    assert [name for name in inside(tmp_path) if not name.startswith(NAME)] == ["somebody's"]


def test_it_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXSCOPE_COMPILED_DIR", str(tmp_path))
    monkeypatch.setenv("MIXSCOPE_COMPILED", "off")
    assert compiling(Settings()) is None
    off = create_app(Settings(default_models=(NAME,))).state.shared.catalog.get(NAME)
    assert off.compiled is None
    assert inside(tmp_path) == []
    monkeypatch.setenv("MIXSCOPE_COMPILED", "on")
    on = create_app(Settings(default_models=(NAME,))).state.shared.catalog.get(NAME)
    assert on.compiled is not None
    assert len(inside(tmp_path)) == 1
