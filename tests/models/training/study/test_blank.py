"""The study on blank rows, on a tiny one: what its pictures are, that it goes on where it was, and what it writes."""

import json
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from models.entries.blank import BLANK, BLANKS, FORMS, blank_name, row_vit
from models.training.evaluate import accuracy, as_images
from models.training.study import blank
from models.training.study.blank import Cell, Plan, Study, collect, result_file, tall
from models.training.study.run import Pictures

TINY = Plan(blanks=(0, 16), seeds=2, rates=(1e-2, 1e-6), epochs=2, epoch=20)


def test_the_whole_study_is_every_form_at_every_number_of_rows() -> None:
    assert {cell.name for cell in Plan().cells()} == set(BLANK)
    assert len(set(Plan().cells())) == len(Plan().cells()) == 4 * len(BLANKS) * Plan().seeds
    counts = [blank.weights_of(form, rows) for form in FORMS for rows in BLANKS]
    assert max(counts) < 1.2 * min(counts), "much the same number of weights"


def test_the_digit_comes_first_and_all_else_is_black(pictures: Pictures) -> None:
    found = tall(pictures.test, Cell("rnn", False, 16, 1))
    assert torch.equal(found[:, :, :28], pictures.test)
    assert found.shape[2:] == (44, 28)
    assert not found[:, :, 28:].any()
    mixed = [tall(pictures.test, Cell("vit", True, 16, seed)) for seed in (0, 1)]
    assert not torch.equal(mixed[0], mixed[1])
    for one in mixed:
        assert torch.equal(one.sort(dim=2).values, found.sort(dim=2).values)


@pytest.mark.parametrize("rows", [28, 44])
def test_a_vit_does_not_know_in_which_order_its_rows_come(rows: int) -> None:
    """The rows in any order, and their positions with them: the same answer. No training can tell one order from another."""
    torch.manual_seed(0)
    model = row_vit(rows).eval()
    order, x = torch.randperm(rows), torch.randn(3, 1, rows, 28)
    before = model(x)
    model.pos_embed = nn.Parameter(torch.cat([model.pos_embed[:, :1], model.pos_embed[:, 1:][:, order]], dim=1))
    torch.testing.assert_close(model(x[:, :, order]), before, rtol=0, atol=1e-5)
    assert (model(x) - before).abs().max() > 1e-4


def test_a_tiny_study_is_trained_once_and_written(pictures: Pictures, tmp_path: Path) -> None:
    runs, weights = tmp_path / "runs", tmp_path / "weights"
    study = Study(TINY, pictures, runs, weights)
    trained = list(study.run())
    found = collect(TINY, runs, weights)
    assert found == json.loads(json.dumps(found)) | {"blanks": TINY.blanks}
    assert json.loads((weights / "study" / "blank.json").read_text()) == json.loads(json.dumps(found))
    assert (found["planned"], found["done"], found["steps"]) == (16, 16, 40)
    assert len(trained) == 22, "two rates of six; of these the better one's network counts; ten others"
    assert all(one["chosen"] == float(max(one["held_out"], key=one["held_out"].get)) for one in found["rates"])
    rates = {(one["form"], one["blank"]): one["chosen"] for one in found["rates"]}
    assert all(one["rate"] == rates[one["form"], one["blank"]] for one in found["results"])
    assert any(one["test"] > 50 for one in found["results"]), "somebody has learnt the bars"
    for one in found["results"]:
        assert list(one["reads_on"]) == (["0", "16"] if one["form"] != "vit" and one["blank"] == 0 else [])
        assert not one["reads_on"] or one["reads_on"]["0"] == one["test"]

    lost = result_file(runs, Cell("lstm", False, 16, 1), rates["lstm", 16])
    before = json.loads(lost.read_text())
    lost.unlink()
    assert collect(TINY, runs, weights) == found, "what was written stays, wherever it goes on"
    assert list(Study(TINY, pictures, tmp_path / "elsewhere", weights).run()) == []
    (weights / "study" / "blank.json").unlink()
    assert collect(TINY, runs, weights)["done"] == 15
    assert [cell for cell, _ in study.run()] == [Cell("lstm", False, 16, 1)]
    assert json.loads(lost.read_text()) | {"seconds": 0} == before | {"seconds": 0}


def test_what_reads_on_is_the_same_network_before_more_rows(pictures: Pictures, tmp_path: Path) -> None:
    """Written in another way: torch's own RNN, with the rows as they are normalised."""
    model = BLANK[blank_name("rnn", 0)].build().eval()
    found = Study(TINY, pictures, tmp_path, tmp_path).reads_on(model, Cell("rnn", False, 0, 0))
    w = model.state_dict()
    theirs = nn.RNN(28, 96, batch_first=True)
    theirs.load_state_dict({
        "weight_ih_l0": w["row.weight"], "bias_ih_l0": w["row.bias"],
        "weight_hh_l0": w["state.weight"], "bias_hh_l0": torch.zeros(96),
    })  # fmt: skip
    for rows in TINY.blanks:
        x = (F.pad(as_images(pictures.test), (0, 0, 0, rows)) - 0.1307) / 0.3081
        said = (theirs(x[:, 0])[0][:, -1] @ w["head.weight"].T + w["head.bias"]).argmax(dim=1)
        assert found[str(rows)] == round(100 * (said == pictures.test_labels).double().mean().item(), 2)
    assert found["0"] == accuracy(model, as_images(pictures.test), pictures.test_labels, BLANK[blank_name("rnn", 0)].input)
