"""What is said of the study on blank rows: what is not in yet, and what was not learnt."""

from dataclasses import replace

from models.training.study.blank import Cell
from models.training.study.blank_table import about, table


def test_the_table_says_what_is_not_in_yet() -> None:
    one = {"form": "lstm", "shuffled": False, "blank": 16, "test": 98.0, "reads_on": {}}
    plain = replace(Cell("lstm", False, 0, 0)).__dict__ | {"test": 99.0, "reads_on": {"0": 99.0, "16": 50.0}}
    rows = table([one, one | {"test": 97.0}, plain]).split("\n")
    assert rows[0] == "| wrong of the test digits, with blank rows | 0 | 16 | 32 | 64 |"
    assert rows[2:] == [
        "| RNN | – | – | – | – |",
        "| LSTM | 1.00 % | 2.50 % (2.00–3.00) | – | – |",
        "| ViT | – | – | – | – |",
        "| ViT, rows shuffled | – | – | – | – |",
        "| RNN, trained without | – | – | – | – |",
        "| LSTM, trained without | 1.00 % | 50.00 % | – | – |",
    ]


def test_above_the_table_it_is_said_what_is_missing_and_what_was_not_learnt() -> None:
    one = {"form": "lstm", "shuffled": False, "blank": 32, "test": 11.35}
    found = {"done": 2, "planned": 3, "steps": 3000, "batch": 32, "results": [one, one | {"blank": 16, "test": 90.0}]}
    assert "Nothing was learnt by LSTM with 32 blank rows: 88.65 % are wrong" in about(found)
    assert "over the seeds that are in, and" in about(found)
    whole = found | {"done": 3, "results": [one, one | {"test": 60.0}]}
    assert "learnt" not in about(whole)
    assert "over the seeds, and" in about(whole)
