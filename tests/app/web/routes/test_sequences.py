"""One step at a time over HTTP: the trainings with blank rows, and the cost of n rows, as their files have them."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.web.routes.sequences import BlankStudy, CostStudy
from bench.cost import HEADING as COST_HEADING
from bench.cost import measured
from bench.cost import table as cost_table
from models import registry
from models.entries.blank import BLANKS, FORMS
from models.training.readme_tables import ROOT
from models.training.study.blank import Plan
from models.training.study.blank_table import table as blank_table
from tests.app.web.routes.test_answers import holds
from tests.conftest import LiveServer, running


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    """A server of a repository to which nothing was written yet."""
    with running(Catalog((), weights=tmp_path, entries={})) as live:
        yield live.url


def test_before_anything_was_measured_the_calls_say_so(empty: str, tmp_path: Path) -> None:
    blank, cost = (httpx.get(f"{empty}/api/studies/{name}").json() for name in ("blank", "cost"))
    holds(BlankStudy, blank)
    holds(CostStudy, cost)
    assert (blank["planned"], blank["done"], blank["series"], blank["blanks"]) == (0, 0, [], list(BLANKS))
    assert (cost["machine"], cost["networks"], cost["not_waiting"]) == (None, [], [])
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "cost.json").write_text(json.dumps(measured((28, 56), rounds=2)))
    cost = httpx.get(f"{empty}/api/studies/cost").json()
    holds(CostStudy, cost)
    assert [(one["group"], one["form"], one["family"]) for one in cost["networks"]] == [
        ("alike", "rnn", "rnn"), ("alike", "lstm", "rnn"), ("alike", "vit", "vit"),
        ("shipped", "digits-rnn", "rnn"), ("shipped", "digits-lstm", "rnn"), ("shipped", "digits-vit", "vit"),
    ]  # fmt: skip
    assert all(0 < one["ms"]["least"] <= one["ms"]["median"] <= one["ms"]["most"] for one in cost["networks"][0]["costs"])


def test_the_trainings_are_told_series_by_series(live_server: LiveServer) -> None:
    told, found = httpx.get(f"{live_server.url}/api/studies/blank").json(), registry.study("blank")
    holds(BlankStudy, told)
    assert (told["planned"], told["done"]) == (len(Plan().cells()), len(found["results"]))
    results = {(one["form"], one["shuffled"], one["blank"], one["seed"]): one for one in found["results"]}
    trainings = {
        (one["form"], one["shuffled"], each["blank"], each["seed"]): (one, each)
        for one in told["series"]
        for each in one["trainings"]
    }
    assert trainings.keys() == results.keys()
    for key, (series, each) in trainings.items():
        assert all(each[name] == results[key][name] for name in each)
        assert (series["title"], series["family"]) == FORMS[key[0]][1:]
        own = {one["blank"]: one["test"] for one in series["reads_on"] if one["seed"] == key[3]}
        assert each["blank"] or own == {int(rows): right for rows, right in results[key]["reads_on"].items()}
    rates = {(one["form"], one["blank"]): one for one in found["rates"]}
    for (form, _, blank, _), (_, each) in trainings.items():
        held_out = rates[form, blank]["held_out"]
        assert held_out[f"{each['rate']:g}"] == max(held_out.values())


def test_the_tables_of_the_docs_are_those_of_the_files() -> None:
    page = (ROOT / "docs/measured.md").read_text(encoding="utf-8")
    assert cost_table(registry.study("cost")) in page, "run `python -m bench.cost`"
    assert COST_HEADING in page
    assert blank_table(registry.study("blank")["results"]) in page, "run `make study NAME=blank`"
