"""The training command and the one that measures again, on 64 colour pictures."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from models.registry import MODELS, card, load
from models.training import publish
from models.training.datasets import TINY_IMAGENET
from models.training.evaluate import as_images, ranked
from models.training.recipes import RECIPES
from models.training.train import train
from tests.models.training.test_datasets import write_split
from tests.models.training.test_train import run_in, train_with_a_break
from tests.support.thorough import some

NAMES = ("photos-resnet", "photos-vit")  # norms with buffers, pictures that grow; patches that are left out


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, torch.Tensor, torch.Tensor]:
    """A folder, and what it holds: class c of the first eight has its own colour."""
    labels = torch.arange(64) % 8
    colour = torch.stack([labels & 1, labels >> 1 & 1, labels >> 2], 1) * 180
    noise = torch.randint(70, (64, 3, 64, 64), generator=torch.Generator().manual_seed(0))
    pixels = (colour[:, :, None, None] + noise).to(torch.uint8)
    folder = tmp_path_factory.mktemp("data")
    for shard in (0, 1):
        part = slice(32 * shard, 32 * shard + 32)
        write_split(folder, f"train-0000{shard}-of-00002", pixels[part], labels[part], TINY_IMAGENET, "WEBP")
    write_split(folder, "valid", pixels, labels, TINY_IMAGENET, "WEBP")
    return folder, pixels, labels


@pytest.fixture(scope="module", params=some(NAMES))
def trained(
    request: pytest.FixtureRequest, pictures: tuple[Path, torch.Tensor, torch.Tensor], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, dict[str, Any]]:
    """A name, the folder of a whole run of two epochs with all that its recipe has, and its card."""
    name, folder = request.param, tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXSCOPE_DATA", str(pictures[0]))
        train(run_in(folder, name), small(name))
    return name, folder / "weights", card(name, folder / "weights")


def small(name: str) -> Any:
    return replace(RECIPES[name], epochs=2, batch=16, mix=0.5, branch_drop=0.2)


@pytest.fixture(autouse=True)
def data(pictures: tuple[Path, torch.Tensor, torch.Tensor], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXSCOPE_DATA", str(pictures[0]))


def test_the_card_is_that_of_photographs(
    trained: tuple[str, Path, dict[str, Any]], pictures: tuple[Path, torch.Tensor, torch.Tensor]
) -> None:
    name, folder, facts = trained
    assert facts["data_licence"] == TINY_IMAGENET.licence
    assert facts["trained_on"] == "Tiny ImageNet, 64 training pictures"
    assert "every fifth of the 64 validation pictures" in facts["shift_protocol"]
    assert "64x64 picture" in facts["shift_protocol"]
    assert [type(part) for part in facts["per_class"]] == [float] * 8 + [type(None)] * 192
    assert sum(facts["per_class"][:8]) / 8 == pytest.approx(facts["top1"], abs=0.01)
    _, pixels, labels = pictures
    best = ranked(load(name, folder), as_images(pixels), MODELS[name].input, 5)
    right = best == labels[:, None]
    assert facts["top1"] == pytest.approx(100 * right[:, 0].double().mean().item(), abs=0.005)
    assert facts["top5"] == pytest.approx(100 * right.any(1).double().mean().item(), abs=0.005)
    assert facts["top5"] > facts["top1"]
    tenth = right[::10]
    assert facts["sample"] == {
        "every": 10,
        "top1": pytest.approx(100 * tenth[:, 0].double().mean().item(), abs=0.005),
        "top5": pytest.approx(100 * tenth.any(1).double().mean().item(), abs=0.005),
    }


@pytest.mark.parametrize("keeps", some([6, 4]))  # within an epoch, and after one
def test_a_run_with_a_break_ends_with_the_same_bits(
    keeps: int, trained: tuple[str, Path, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, folder, whole = trained
    train_with_a_break(run_in(tmp_path, name), small(name), keeps, monkeypatch)
    files = [place / f"{name}.safetensors" for place in (folder, tmp_path / "weights")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert whole | {"seconds": 0} == card(name, tmp_path / "weights") | {"seconds": 0}


def test_measured_again_a_card_gets_what_is_so_and_keeps_the_rest(
    trained: tuple[str, Path, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    name, folder, facts = trained
    weights = (folder / f"{name}.safetensors").read_bytes()
    older = {key: value for key, value in facts.items() if key not in ("top5", "sample")} | {"top1": 1.23, "per_class": []}
    (folder / f"{name}.json").write_text(json.dumps(older), encoding="utf-8")
    publish.main([name, "--weights", str(folder)])
    assert card(name, folder) == facts
    assert (folder / f"{name}.safetensors").read_bytes() == weights
    assert f"{name}: {facts['top1']:.2f} %" in capsys.readouterr().out
