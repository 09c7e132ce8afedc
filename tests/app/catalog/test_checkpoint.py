"""Folders that somebody else made: every fault is a sentence, and none of them takes other models along."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from app.catalog.catalog import Catalog
from app.catalog.sources import Listing
from app.catalog.timm_models import imagenet, open_folder
from app.core.errors import Problem
from app.core.sentence import Sentence
from models.spec.errors import WeightsError
from tests.support.tiny_timm import Opened

Damage = Callable[[Path], None]


def weights(change: Callable[[dict[str, torch.Tensor]], object]) -> Damage:
    def damage(folder: Path) -> None:
        state = load_file(folder / "model.safetensors")
        change(state)
        save_file(state, folder / "model.safetensors")

    return damage


def config(**changes: object) -> Damage:
    def damage(folder: Path) -> None:
        facts = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(facts | changes))

    return damage


def pickled(name: str) -> Damage:
    def damage(folder: Path) -> None:
        state = load_file(folder / "model.safetensors")
        (folder / "model.safetensors").unlink()
        torch.save(state, folder / name)

    return damage


def cut(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def bad_input(folder: Path) -> None:
    facts = json.loads((folder / "config.json").read_text())
    facts["pretrained_cfg"]["input_size"] = [7, 64, 64]
    facts["model_args"].pop("img_size")
    (folder / "config.json").write_text(json.dumps(facts))


FAULTS: dict[str, tuple[Damage, str]] = {
    "a pickle": (pickled("pytorch_model.bin"), "never read"),
    "a pickle under the right name": (pickled("model.safetensors"), "pickle under another name"),
    "no weights": (lambda folder: (folder / "model.safetensors").unlink(), "no model.safetensors"),
    "half a file": (cut, "damaged or not all there"),
    "missing": (weights(lambda state: state.pop("blocks.1.attn.qkv.weight")), "1 missing .blocks.1.attn.qkv.weight."),
    "extra": (weights(lambda state: state.update(spare=torch.zeros(2))), "1 unknown .spare."),
    "shape": (weights(lambda state: state.update({"head.bias": torch.zeros(3)})), "head.bias have the shape .3,."),
    "NaN": (weights(lambda state: state["norm.bias"].fill_(torch.nan)), "norm.bias hold numbers that are NaN"),
    "infinity": (weights(lambda state: state["norm.bias"].fill_(torch.inf)), "norm.bias hold numbers that are NaN or inf"),
    "no config": (lambda folder: (folder / "config.json").unlink(), "no readable config.json"),
    "no JSON": (lambda folder: (folder / "config.json").write_text("{"), "is not JSON"),
    "no architecture": (config(architecture=None), "names no architecture"),
    "unknown architecture": (config(architecture="vit_of_tomorrow"), "no architecture 'vit_of_tomorrow'"),
    "an address": (config(architecture="hf-hub:somebody/model"), "no architecture"),
    "wrong arguments": (config(model_args={"depth": "deep"}), "cannot build"),
    "a file to read": (config(model_args={"checkpoint_path": "weights.pth"}), "may not have checkpoint_path"),
    "input": (bad_input, "input_size"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_folder_is_refused_with_a_sentence(opened: Callable[[str], Opened], tmp_path: Path, fault: str) -> None:
    damage, sentence = FAULTS[fault]
    folder = tmp_path / "model"
    shutil.copytree(opened("vit").folder, folder)
    damage(folder)
    with pytest.raises(WeightsError, match=sentence) as caught:
        open_folder(folder, Listing("x", "vit"))
    assert str(caught.value)[0].isupper() or str(caught.value).startswith(("config", "model", "timm"))
    assert str(tmp_path) not in str(caught.value)


class Shelf:
    def __init__(self, folders: dict[str, Path]) -> None:
        self.folders = folders

    def folder(self, name: str) -> Path | None:
        return self.folders.get(name)

    def absence(self, name: str) -> Sentence:
        return Sentence("not-yet", "{name} is not downloaded.", name=name)


def test_a_bad_model_does_not_affect_the_others(opened: Callable[[str], Opened], tmp_path: Path) -> None:
    shutil.copytree(opened("vit").folder, tmp_path / "bad")
    cut(tmp_path / "bad")
    shelf = Shelf({"good": opened("vit").folder, "bad": tmp_path / "bad"})
    catalog = Catalog(["digits-mlp"], open_folder=open_folder)
    for name in ("good", "bad", "later"):
        catalog.offer(name, Listing(name, "vit"), shelf)
    with pytest.raises(Problem, match="damaged") as caught:
        catalog.get("bad")
    assert caught.value.status == 503
    described = {name: catalog.describe(name) for name in ("good", "bad", "later")}
    assert described["good"]["status"] == "ready"
    assert described["good"]["labels"][0] == "tench"
    assert described["good"]["points"]
    assert described["bad"]["status"].startswith("unavailable: model.safetensors is damaged")
    assert described["bad"]["reason"]["reason"] == "weights-damaged"
    assert described["bad"]["reason"]["values"]["file"] == "model.safetensors"
    assert caught.value.as_dict()["values"]["why"] == described["bad"]["reason"]
    assert described["later"]["status"] == "absent: later is not downloaded."
    shutil.rmtree(tmp_path / "bad")
    shutil.copytree(opened("vit").folder, tmp_path / "bad")
    catalog.models_changed("bad")  # fetched again
    assert catalog.describe("bad")["status"] == "ready"


def test_weights_that_several_modules_share_may_be_there_once(opened: Callable[[str], Opened], tmp_path: Path) -> None:
    from app.catalog.checkpoint import with_twins, wrong_names

    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 2))
    model[1].weight = model[0].weight
    state = {name: tensor for name, tensor in model.state_dict().items() if name != "1.weight"}
    assert wrong_names(model, state) is not None
    assert wrong_names(model, with_twins(model, state)) is None


def test_imagenets_classes_have_their_names() -> None:
    names = imagenet()
    assert len(names) == 1000
    assert (names[0], names[207], names[980]) == ("tench", "golden retriever", "volcano")
