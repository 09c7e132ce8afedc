"""Models by name: checked, described, bounded, and each failing alone."""

import shutil
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from torch import nn

from app.analysis.weight_images import AXES
from app.catalog.catalog import Catalog
from app.catalog.sources import Listing
from app.core.errors import Problem
from app.core.sentence import Sentence
from models import registry
from models.registry import MODELS
from models.spec.entry import Entry
from models.spec.errors import WeightsError
from models.spec.point import Point

DEFAULTS = ("digits-mlp", "digits-cnn")
TWO = {name: MODELS[name] for name in DEFAULTS}


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A copy of the weights of two models, to be damaged."""
    for name in DEFAULTS:
        for kind in ("json", "safetensors"):
            shutil.copy(registry.WEIGHTS / f"{name}.{kind}", tmp_path)
    return tmp_path


def test_ready_only_with_all_defaults() -> None:
    catalog = Catalog(DEFAULTS, entries=TWO)
    assert not catalog.ready
    catalog.get("digits-mlp")
    assert not catalog.ready
    catalog.load_defaults()
    assert catalog.ready


@pytest.mark.parametrize("fault", ["flipped", "cut", "missing", "card"])
def test_damaged_weights_fail_alone(weights: Path, fault: str) -> None:
    path = weights / "digits-mlp.safetensors"
    data = bytearray(path.read_bytes())
    if fault == "flipped":
        data[-5] ^= 1
        path.write_bytes(data)
    elif fault == "cut":
        path.write_bytes(data[:-100])
    elif fault == "missing":
        path.unlink()
    else:
        (weights / "digits-mlp.json").unlink()
    catalog = Catalog(DEFAULTS, entries=TWO, weights=weights)
    catalog.load_defaults()
    assert not catalog.ready
    with pytest.raises(Problem) as caught:
        catalog.get("digits-mlp")
    assert (caught.value.status, caught.value.type) == (503, "model-unavailable")
    assert "make train MODEL=digits-mlp" in caught.value.detail
    status = {model["id"]: model["status"] for model in catalog.document()["models"]}
    assert status["digits-mlp"].startswith("unavailable: The ")
    assert status["digits-cnn"] == "ready"
    assert catalog.names(()) == ("digits-cnn",)
    assert catalog.get("digits-cnn").id == "digits-cnn"


def test_a_model_with_a_wrong_point_fails_alone() -> None:
    entry = replace(MODELS["digits-mlp"], points=(Point("nowhere", "n", "hidden", ("unit",), "both"),))
    catalog = Catalog(["digits-cnn"], entries={"broken": entry, "digits-cnn": MODELS["digits-cnn"]})
    with pytest.raises(Problem, match="nowhere"):
        catalog.get("broken")
    statuses = [model["status"] for model in catalog.document()["models"]]
    assert "nowhere" in statuses[0]
    assert statuses[1] == "ready"


def test_unknown_names_say_what_there_is() -> None:
    catalog = Catalog(DEFAULTS)
    for ask in (catalog.get, lambda name: catalog.names([name])):
        with pytest.raises(Problem, match="digits-cnn") as caught:
            ask("../../etc/passwd")
        assert caught.value.status == 404
    assert catalog.names(["digits-vit", "digits-vit"]) == ("digits-vit",)
    assert catalog.names(()) == DEFAULTS


def test_the_cache_forgets_the_least_recently_used_but_no_default() -> None:
    catalog = Catalog(["digits-mlp"], memory=4 * 535_818 + 1_200_000)
    catalog.load_defaults()
    first = catalog.get("digits-cnn")  # 1.15 MB
    assert catalog.get("digits-cnn") is first
    catalog.get("digits-vit")  # 0.82 MB
    assert set(catalog._loaded) == {"digits-mlp", "digits-vit"}
    assert catalog.get("digits-cnn") is not first


def test_a_model_larger_than_the_memory_is_refused() -> None:
    with pytest.raises(Problem, match="MIXSCOPE_MODEL_MEMORY_BYTES") as caught:
        Catalog(["digits-vit"], memory=1_000_000).get("digits-cnn")
    assert caught.value.status == 503


class Drawer:
    """A shelf that is filled by hand."""

    def __init__(self) -> None:
        self.folders: dict[str, Path] = {}

    def folder(self, name: str) -> Path | None:
        return self.folders.get(name)

    def absence(self, name: str) -> Sentence:
        return Sentence("not-yet", "{name} is not downloaded yet.", name=name)


def test_what_is_offered_is_listed_before_it_is_there(tmp_path: Path) -> None:
    catalog, shelf = Catalog(DEFAULTS), Drawer()
    catalog.offer("resnet18", Listing("ResNet-18", "cnn", facts={"top1": 71.49}), shelf)
    listed = catalog.document()["models"][-1]
    assert (listed["id"], listed["tier"], listed["points"], listed["top1"]) == ("resnet18", "imagenet", [], 71.49)
    assert listed["status"] == "absent: resnet18 is not downloaded yet."
    assert listed["state"] == "absent"
    assert listed["reason"] == {
        "reason": "not-yet",
        "values": {"name": "resnet18"},
        "detail": "resnet18 is not downloaded yet.",
    }
    assert catalog.input("resnet18").width == 224
    with pytest.raises(Problem, match="not downloaded") as caught:
        catalog.get("resnet18")
    assert caught.value.status == 409
    shelf.folders["resnet18"] = tmp_path
    catalog.models_changed("resnet18")
    assert catalog.document()["models"][-1]["state"] == "ready"  # nobody has looked into the folder yet


def test_two_requests_load_a_model_once() -> None:
    catalog = Catalog(DEFAULTS)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(catalog.get, ["digits-mixer"] * 4))
    assert len({id(one) for one in found}) == 1


def test_the_document_describes_models_that_were_never_loaded() -> None:
    document = Catalog(DEFAULTS).document()
    assert [model["id"] for model in document["models"]] == list(MODELS)
    for model in document["models"]:
        assert model["points"][-1]["depth"] == 1
        assert model["default"] == (model["id"] in DEFAULTS)
        names = {point["name"] for point in model["points"]}
        for shown in model["pictures"]:
            assert shown["stage"] in names
            assert "{" not in shown["title"]
            assert len(shown["shape"]) == len(AXES[shown["kind"]])


@pytest.fixture
def counted() -> tuple[dict[str, Entry], Counter[str]]:
    """Entries of four models, and how often each of them was built."""
    built: Counter[str] = Counter()

    def entry(name: str) -> Entry:
        def build() -> nn.Module:
            built[name] += 1
            return MODELS[name].build()

        return replace(MODELS[name], build=build)

    names = ("digits-mlp", "digits-cnn", "digits-vit", "digits-mixer")
    return {name: entry(name) for name in names}, built


def test_documents_asked_for_together_look_into_each_model_once(counted: tuple[dict[str, Entry], Counter[str]]) -> None:
    entries, built = counted
    catalog, together = Catalog((), entries=entries), threading.Barrier(8)

    def ask() -> list[int]:
        together.wait()
        return [len(model["points"]) for model in catalog.document()["models"]]

    with ThreadPoolExecutor(8) as pool:
        answers = [one.result() for one in [pool.submit(ask) for _ in range(8)]]
    assert all(answers[0])
    assert answers == [answers[0]] * 8
    assert built == dict.fromkeys(entries, 1)


def test_what_the_page_lists_is_known_once_the_models_of_the_start_are(counted: tuple[dict[str, Entry], Counter[str]]) -> None:
    entries, built = counted
    catalog = Catalog(["digits-mlp"], entries=entries)
    catalog.load_defaults()
    assert built == dict.fromkeys(entries, 1), "nor was the default built twice"
    assert all(model["points"] for model in catalog.document()["models"])
    assert built == dict.fromkeys(entries, 1)


def test_a_model_that_went_while_it_was_loading_is_not_kept(tmp_path: Path) -> None:
    """What `GET /api/models` says is what the next call finds: neither weights nor failures of an earlier folder stay."""
    shelf = Drawer()
    shelf.folders["mine"] = tmp_path

    def opened(folder: Path, about: Listing) -> tuple[Entry, nn.Module]:
        del shelf.folders["mine"]
        catalog.models_changed("mine")
        return entry, entry.build().eval()

    entry = replace(MODELS["digits-mlp"], tier="imagenet")
    catalog = Catalog(DEFAULTS, open_folder=opened)
    catalog.offer("mine", Listing("Mine", "mlp"), shelf)
    assert catalog.get("mine").id == "mine"  # who asked before it went is answered
    assert catalog.describe("mine")["state"] == "absent"
    with pytest.raises(Problem, match="not downloaded"):
        catalog.get("mine")


def test_a_failure_of_an_earlier_folder_is_forgotten(tmp_path: Path) -> None:
    shelf = Drawer()
    shelf.folders["mine"] = tmp_path

    def fails(folder: Path, about: Listing) -> tuple[Entry, nn.Module]:
        catalog.models_changed("mine")  # a whole one has come meanwhile
        raise WeightsError(Sentence("half-there", "It was only half there."))

    catalog = Catalog(DEFAULTS, open_folder=fails)
    catalog.offer("mine", Listing("Mine", "mlp"), shelf)
    with pytest.raises(Problem, match="half there"):
        catalog.get("mine")
    assert (catalog.document()["models"][-1]["status"], catalog.document()["models"][-1]["reason"]) == ("ready", None)


def test_a_parameter_of_a_model_that_went_while_it_was_loading_is_told() -> None:
    catalog = Catalog(())
    load = catalog._load
    catalog._load = lambda name, version: (load(name, version), catalog.models_changed(name))[0]  # type: ignore[method-assign]
    values, shown = catalog.parameter("digits-cnn", "conv1.weight")
    assert values.dim() == 4
    assert shown is None


def test_an_endless_name_is_not_compared_with_all_others() -> None:
    start = time.perf_counter()
    with pytest.raises(Problem, match="digits-cnn"):
        Catalog(["digits-cnn"]).names(["digits-" * 500_000])
    assert time.perf_counter() - start < 0.5
