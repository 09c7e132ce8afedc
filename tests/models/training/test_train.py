"""The training command, on a data set so small that it takes a second."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

import models.training.train
from models.registry import MODELS, load
from models.training.augment_digits import Augmentation
from models.training.augment_photos import PhotoAugmentation
from models.training.checkpoint import restore
from models.training.datasets import MNIST, read
from models.training.evaluate import accuracy, as_images
from models.training.learner import Learner, Run
from models.training.recipes import RECIPES, Recipe, recipe_for
from models.training.train import main, train
from tests.models.training.test_datasets import write_split
from tests.support.thorough import some

SMALL = Recipe(Augmentation(rotation=10, elastic=0.5, shift=2), epochs=3, batch=16, lr=1e-3)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """64 pictures: class c is a bar in row 2c + 4."""
    labels = torch.arange(64) % 10
    pixels = torch.randint(60, (64, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    for picture, label in zip(pixels, labels, strict=True):
        picture[0, 2 * label + 4, 4:24] = 255
    for split in ("train", "test"):
        write_split(tmp_path / "data", split, pixels, labels)
    monkeypatch.setenv("MIXSCOPE_DATA", str(tmp_path / "data"))
    return tmp_path


def run_in(folder: Path, name: str = "digits-mlp", **changes: Any) -> Run:
    return Run(name, command=f"python -m models.training.train {name}", out=folder / "weights", runs=folder / "runs", **changes)


def test_writes_weights_that_load_and_a_card(data: Path) -> None:
    facts = train(run_in(data), SMALL)
    assert json.loads((data / "weights" / "digits-mlp.json").read_text()) == facts
    assert len(facts["curve"]) == 3
    assert facts["curve"][-1]["train_loss"] < facts["curve"][0]["train_loss"]
    assert facts["train_size"] == 64
    assert facts["recipe"]["batch"] == 16
    assert "±2 px" in facts["augmentation"]
    assert str(data) not in json.dumps(facts), "no path of this machine"
    assert {path.name for path in (data / "weights").iterdir()} == {"digits-mlp.json", "digits-mlp.safetensors"}
    load("digits-mlp", data / "weights")


def train_with_a_break(run: Run, recipe: Recipe, keeps: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Broken off after so many checkpoints, one per batch of the four that an epoch has here, then gone on with."""

    def keep_some(*arguments: Any) -> None:
        nonlocal keeps
        keep(*arguments)
        keeps -= 1
        if not keeps:
            raise KeyboardInterrupt

    keep = models.training.train.keep
    monkeypatch.setattr(models.training.train, "KEEP_EVERY", 0.0)
    monkeypatch.setattr(models.training.train, "keep", keep_some)
    with pytest.raises(KeyboardInterrupt):
        train(run, recipe)
    assert not run.out.exists(), "nothing is published before the end"
    monkeypatch.setattr(models.training.train, "keep", keep)
    return train(replace(run, resume=True), recipe)


# Dropout draws numbers, and batch norm has buffers; after an epoch, and within one.
@pytest.mark.parametrize(("name", "keeps"), some([
    ("digits-mlp", 8), ("digits-cnn", 6), ("digits-mlp", 6), ("digits-cnn", 8), ("digits-mlp", 1), ("digits-cnn", 1),
], first=2))  # fmt: skip
def test_a_resumed_run_ends_with_the_same_bits(name: str, keeps: int, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = train(run_in(data / "whole", name), SMALL)
    resumed = train_with_a_break(run_in(data / "broken", name), SMALL, keeps, monkeypatch)
    files = [data / folder / "weights" / f"{name}.safetensors" for folder in ("whole", "broken")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert whole | {"seconds": 0} == resumed | {"seconds": 0}


def test_a_checkpoint_comes_every_few_minutes_and_after_each_epoch(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[int, int]] = []
    monkeypatch.setattr(
        models.training.train, "keep", lambda path, parts, plan, done: kept.append((len(done.curve), len(done.losses)))
    )
    train(run_in(data), SMALL)
    assert kept == [(1, 0), (2, 0), (3, 0)]
    kept.clear()
    monkeypatch.setattr(models.training.train, "KEEP_EVERY", 0.0)
    train(run_in(data), SMALL)
    assert kept == [(0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1), (2, 2), (2, 3), (3, 0)]


def test_a_checkpoint_within_an_epoch_names_no_class_so_that_it_loads_after_a_move(data: Path) -> None:
    """Written here as a run wrote it when all modules stood in one folder: names of parameters, dictionaries, numbers."""
    run, recipe = run_in(data), SMALL
    learner = Learner(run, recipe, *read(MNIST, "train"))
    learner.begin(0.0)
    first = learner.learn(learner.batches(0)[0], 0.0)
    augmentation = {"rotation": 10, "scale": 0.0, "shear": 0.0, "elastic": 0.5, "erase": 0.0, "shift": 2}
    plan = {
        "recipe": {
            "augmentation": augmentation, "epochs": 3, "batch": 16, "lr": 1e-3, "weight_decay": 0.05, "warmup": 0.15,
            "smoothing": 0.0, "ema": 0.999, "clip": 1.0, "mix": 0.0, "branch_drop": 0.0, "patch_drop": 0.0, "half": False,
            "start": None,
        },
        "seed": 0, "data_limit": None, "precision": "fp32",
    }  # fmt: skip
    names = ("model", "average", "optimizer", "schedule")
    states = zip(names, (learner.model, learner.average.module, learner.optimizer, learner.schedule), strict=True)
    older = {
        "plan": plan,
        "done": {"curve": [], "losses": [first], "seconds": 12.5},
        "dice": {"cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all()},
        **{name: state.state_dict() for name, state in states},
    }
    run.checkpoint.parent.mkdir(parents=True)
    torch.save(older, run.checkpoint)
    done, dice = restore(run.checkpoint, Learner(run, recipe, *read(MNIST, "train")).parts, run.plan(recipe))
    assert (done.losses, done.seconds) == ([first], 12.5)
    assert torch.equal(dice["cpu"], older["dice"]["cpu"])
    resumed = train(replace(run, resume=True), recipe)
    whole = train(run_in(data / "whole"), recipe)
    assert resumed["sha256"] == whole["sha256"]


def test_a_run_with_other_settings_is_not_resumed(data: Path) -> None:
    train(run_in(data), replace(SMALL, epochs=1))
    with pytest.raises(SystemExit, match="other settings"):
        train(run_in(data, resume=True), SMALL)


def test_another_seed_gives_other_weights(data: Path) -> None:
    hashes = {train(run_in(data, seed=seed), replace(SMALL, epochs=1))["sha256"] for seed in (0, 0, 1)}
    assert len(hashes) == 2


def test_half_precision_halves_the_file_and_is_what_was_measured(data: Path) -> None:
    facts = train(run_in(data / "whole"), SMALL)
    train(run_in(data / "half"), replace(SMALL, half=True))
    whole, half = (data / folder / "weights" / "digits-mlp.safetensors" for folder in ("whole", "half"))
    assert 0.5 <= half.stat().st_size / whole.stat().st_size < 0.51
    rounded = load("digits-mlp", half.parent).state_dict()
    for key, value in load("digits-mlp", whole.parent).state_dict().items():
        assert torch.equal(rounded[key], value.half().float())
    pixels, labels = read(MNIST, "test")
    model = load("digits-mlp", half.parent)
    stated = json.loads(half.with_suffix(".json").read_text())["top1"]
    assert accuracy(model, as_images(pixels), labels, MODELS["digits-mlp"].input) == stated
    assert facts["recipe"]["half"] is False


def test_a_model_is_trained_further_and_its_card_tells_what_was_before(data: Path) -> None:
    first = train(run_in(data), replace(SMALL, epochs=1))
    assert first["earlier"] == []
    further = train(run_in(data), replace(SMALL, epochs=2, start="digits-mlp"))
    third = train(run_in(data), replace(SMALL, epochs=1, lr=1e-12, weight_decay=0.0, start="digits-mlp"))
    assert [one["sha256"] for one in third["earlier"]] == [first["sha256"], further["sha256"]]
    assert [len(one["curve"]) for one in third["earlier"]] == [1, 2]
    assert third["earlier"][0]["command"] == first["command"]
    assert third["top1"] == further["top1"], "with a rate of nothing the weights stay"


def test_starts_from_the_weights_of_another_model(data: Path) -> None:
    train(run_in(data), replace(SMALL, epochs=1))
    still = replace(SMALL, epochs=1, lr=1e-12, weight_decay=0.0, start="digits-mlp")
    train(run_in(data, "digits-mlp-shifted"), still)
    before, after = (load(name, data / "weights").state_dict() for name in ("digits-mlp", "digits-mlp-shifted"))
    for key in before:
        torch.testing.assert_close(before[key], after[key])


def test_the_command_in_the_card_repeats_the_run(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(data)  # runs/ goes there
    main(["digits-mlp", "--epochs", "1", "--batch", "32", "--data-limit", "60", "--out", str(data / "first")])
    first = json.loads((data / "first" / "digits-mlp.json").read_text())
    assert first["command"] == "python -m models.training.train digits-mlp --epochs 1 --batch 32 --data-limit 60"
    main([*first["command"].split()[3:], "--out", str(data / "second")])
    second = json.loads((data / "second" / "digits-mlp.json").read_text())
    assert first["sha256"] == second["sha256"]
    assert "digits-mlp" in capsys.readouterr().out


def test_every_model_has_a_recipe_that_fits_its_version() -> None:
    assert list(RECIPES) == list(MODELS)
    for name, recipe in RECIPES.items():
        if isinstance(recipe.augmentation, Augmentation):
            assert (recipe.augmentation.shift > 0) == (MODELS[name].version == "shifted")
        elif isinstance(recipe.augmentation, PhotoAugmentation):
            assert recipe.augmentation.sides[-1] == MODELS[name].input.width, "it ends with what it will see"
        assert recipe.start is None or MODELS[recipe.start].family == MODELS[name].family


def test_a_model_without_a_recipe_is_told_where_it_goes() -> None:
    with pytest.raises(SystemExit, match=r"digits-untrained.*RECIPES in models/training/recipes\.py"):
        recipe_for("digits-untrained")
