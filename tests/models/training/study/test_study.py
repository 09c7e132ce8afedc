"""The study on a tiny grid: what it trains on, that it goes on where it was, and what it writes."""

import json
from pathlib import Path

import pytest
import torch

from models.entries.study import FORMS, NETWORKS, SEEN_AT, SIZES, STUDY, snapshot_name
from models.registry import card, load
from models.training.evaluate import accuracy, as_images
from models.training.study import grid
from models.training.study.collect import HEADING, collect, spread, table, write_table
from models.training.study.grid import EPOCH, STEPS, Cell, Plan, balanced_order, cell_of
from models.training.study.run import Pictures, known, result_file, study
from tests.support.data_study import PLAN, write_runs
from tests.support.data_study import pictures as made_up

TINY = Plan(forms=("mlp", "cnn"), sizes=(100, 300), few=2, many=1, epoch=2)


def test_the_whole_grid_treats_every_size_of_a_form_alike() -> None:
    cells = Plan().cells()
    assert len(cells) == len(set(cells))
    assert {cell.name for cell in cells} == set(NETWORKS)
    for size in SIZES:
        seeds = {cell.seed for cell in cells if cell.size == size and not cell.doubled}
        assert len(seeds) >= (3 if size < 10_000 else 2)
    for form in FORMS:
        mine = [cell for cell in cells if cell.form == form]
        assert {EPOCH * cell.epochs for cell in mine if not cell.doubled} == {STEPS[form]}
        assert {cell.size for cell in mine if cell.doubled and EPOCH * cell.epochs == 2 * STEPS[form]} == {1_000, 60_000}


def test_subsets_are_nested_balanced_and_another_draw_for_each_seed() -> None:
    labels = torch.randint(10, (5_000,), generator=torch.Generator().manual_seed(3))
    order = balanced_order(labels, seed=1)
    assert sorted(order.tolist()) == list(range(5_000))
    for size in (100, 300, 1_000):
        assert torch.bincount(labels[order[:size]]).tolist() == [size // 10] * 10
    assert set(order[:100].tolist()) != set(balanced_order(labels, seed=2)[:100].tolist())


def test_a_tiny_grid_is_trained_once_and_written(
    pictures: Pictures, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "STEPS", dict.fromkeys(FORMS, 4 * EPOCH))
    runs, weights = tmp_path / "runs", tmp_path / "weights"
    study(TINY, pictures, runs, weights)
    assert "16 of 16 trainings to go: about 0.0 core-hours." in capsys.readouterr().out
    first = collect(TINY, runs, weights)
    assert (first["planned"], first["done"], len(first["results"])) == (16, 16, 16)
    assert first == json.loads((weights / "study" / "data.json").read_text())
    for form in TINY.forms:
        rate = next(one for one in first["rates"] if one["form"] == form)
        assert rate["held_out"][f"{rate['chosen']:g}"] == max(rate["held_out"].values())

    lost = Cell("cnn", 300, True, 0)
    before = result_file(runs, lost).read_text()
    result_file(runs, lost).unlink()
    assert collect(TINY, runs, tmp_path / "others")["done"] == 15
    study(TINY, pictures, runs, tmp_path / "none")
    assert "1 of 16 trainings to go" in capsys.readouterr().out
    again = json.loads(result_file(runs, lost).read_text())
    assert again | {"seconds": 0} == json.loads(before) | {"seconds": 0}, "the same dice, the same network"

    facts, model = card(lost.name, weights), load(lost.name, weights)
    assert facts["top1"] == accuracy(model, as_images(pictures.test), pictures.test_labels, STUDY[lost.name].input)
    assert facts["top1"] == again["test"]


def test_a_fresh_clone_goes_on_where_the_repository_is(
    pictures: Pictures, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What data.json holds is not trained again, nor is its learning rate chosen again; a collect with other runs keeps it."""
    monkeypatch.setattr(grid, "STEPS", dict.fromkeys(FORMS, EPOCH))
    weights = tmp_path / "weights"
    cells = [cell for cell in PLAN.cells() if cell.form == "cnn" and cell.seed == 0]
    write_runs(tmp_path / "old", cells)
    plan = Plan(forms=("cnn",), few=1, many=1)
    before = collect(plan, tmp_path / "old", weights, made_up)
    assert before["done"] == before["planned"] == len(cells)
    missing = before["results"].pop(2)
    (weights / "study" / "data.json").write_text(json.dumps(before))

    tiny = Plan(forms=("cnn",), few=1, many=1)
    study(tiny, pictures, tmp_path / "new", weights)
    assert f"1 of {len(cells)} trainings to go" in capsys.readouterr().out
    assert not (tmp_path / "new" / "rates").exists(), "the rate was known"
    after = collect(tiny, tmp_path / "new", weights, made_up)
    assert (after["done"], after["rates"]) == (len(cells), before["rates"])
    assert [one for one in after["results"] if one not in before["results"]] == [after["results"][2]]
    assert cell_of(after["results"][2]) == cell_of(missing)

    longer = Plan(forms=("cnn",), few=1, many=1, epoch=2 * EPOCH)
    assert known(longer, tmp_path / "none", weights) == {}, "so many steps are another training"


def test_snapshots_are_published_and_measured_once(tmp_path: Path) -> None:
    """Those before the last step, half precision; what was measured of them stays as long as their weights do."""
    cell = Cell("cnn", SIZES[-1], True, 0)
    runs, weights, asked = tmp_path / "runs", tmp_path / "weights", []
    write_runs(runs, [cell])

    def shown() -> Pictures:
        asked.append(1)
        return made_up()

    collect(PLAN, runs, weights, shown)
    steps = [step for step in SEEN_AT if step < STEPS["cnn"]]
    assert len(asked) == 1
    assert 4_000 not in steps
    for step in steps:
        name = snapshot_name("cnn", step)
        model, test = load(name, weights), made_up()
        assert card(name, weights)["steps"] == step
        assert card(name, weights)["top1"] == accuracy(model, as_images(test.test), test.test_labels, STUDY[name].input)
    collect(PLAN, runs, weights, shown)
    assert len(asked) == 1, "their weights are the same"


def test_the_table_has_means_and_ranges_and_takes_the_place_of_the_older_one(tmp_path: Path) -> None:
    one = {"form": "cnn", "size": 100, "shifted": False, "doubled": False, "test": 70.0}
    new = table([one, one | {"test": 80.0}, one | {"shifted": True, "test": 60.0, "size": 300}])
    assert new.split("\n")[2:] == [
        "| CNN | 25.00 % (20.00–30.00) | – | – | – | – | – |",
        "| CNN, shifts in training | – | 40.00 % | – | – | – | – |",
    ]
    page = tmp_path / "measured.md"
    page.write_text("# What was measured\n")
    write_table(table([one]), page)
    write_table(new, page)
    assert page.read_text().count(HEADING) == 1
    assert page.read_text().endswith(f"{new}\n")
    write_table(new, page, HEADING, "More is in.")
    assert page.read_text() == f"# What was measured\n\n{HEADING}\n\nMore is in.\n\n{new}\n"


def test_a_mean_is_rounded_as_on_the_page() -> None:
    assert spread([100 - 99.52, 100 - 99.23]) == "0.63 % (0.48–0.77)"
    assert spread([100 - 98.02]) == "1.98 %"
