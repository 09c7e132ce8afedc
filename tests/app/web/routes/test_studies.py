"""The study on data over HTTP: what is in and what is missing, and its networks, which stand in no list, loaded by name."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.core.settings import Settings
from app.images.samples import sample_images
from app.web.routes.studies import DataStudy, ShuffledStudy
from models.entries.study import SEEN_AT, SIZES, STUDY, snapshot_name, study_name
from models.registry import card, file_of
from models.training.study.grid import STEPS, Cell
from models.training.study.shuffled import WAYS
from tests.app.web.routes.test_answers import holds
from tests.conftest import running
from tests.support.data_study import MISSING, PLAN, WATCHED, right, weights_with_study


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return weights_with_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def server(weights: Path) -> Iterator[httpx.Client]:
    catalog = Catalog(Settings().default_models, sample_images, weights=weights)
    with running(catalog) as live, httpx.Client(base_url=live.url, timeout=30) as client:
        yield client


def test_a_half_done_study_says_what_is_missing(server: httpx.Client) -> None:
    told = server.get("/api/studies/data").json()
    holds(DataStudy, told)
    assert (told["planned"], told["done"]) == (len(PLAN.cells()), len(PLAN.cells()) - len(MISSING))
    forms = {one["form"]: one for one in told["forms"]}
    points = {(one["size"], one["shifted"]) for one in forms["resmlp"]["trainings"] if not one["doubled"]}
    assert (60_000, False) not in points
    assert (60_000, True) in points
    gone = [one for one in forms["resmlp"]["networks"] if one["model"] is None]
    assert gone == [{"size": 60_000, "shifted": False, "model": None}]
    seeds = [one["seed"] for one in forms["mixer"]["trainings"] if (one["size"], one["shifted"]) == (300, True)]
    assert seeds == [0]
    first = next(one for one in forms["cnn"]["trainings"] if one["size"] == 1_000 and not one["shifted"])
    assert first["test"] == right(Cell("cnn", 1_000, False, 0))
    assert forms["cnn"]["held_out"][f"{forms['cnn']['rate']:g}"] == max(forms["cnn"]["held_out"].values())


def test_its_networks_are_loaded_by_name_and_stand_in_no_list(server: httpx.Client, weights: Path) -> None:
    document = server.get("/api/models").json()
    listed = [one["id"] for one in document["models"]]
    assert set(document["unlisted"]) >= {study_name("vit", 1_000, True), snapshot_name("cnn", 100)}
    assert MISSING[0].name not in document["unlisted"]
    assert not set(listed) & set(STUDY)
    name = study_name("vit", 1_000, True)
    model = server.get(f"/api/models/{name}").json()
    assert (model["listed"], model["default"], model["top1"]) == (False, False, card(name, weights)["top1"])
    assert {one["kind"] for one in model["pictures"]} >= {"kernels", "positions"}
    traces = server.post("/api/trace", params={"sample": "seven", "models": [name, "digits-vit"]}).json()["traces"]
    assert [one["model"] for one in traces] == [name, "digits-vit"]
    assert server.get("/api/weights", params={"model": name, "parameter": "pos_embed"}).status_code == 200
    assert server.get("/api/models/digits-vit").json()["listed"] is True


def test_a_network_that_is_not_trained_yet_is_unknown_until_its_card_is_there(server: httpx.Client, weights: Path) -> None:
    name = MISSING[0].name
    answer = server.get(f"/api/models/{name}")
    assert (answer.status_code, answer.json()["type"]) == (404, "model-unknown")
    lent = file_of(study_name("cnn", 100, False), "json", weights), file_of(name, "json", weights)
    lent[1].write_text(lent[0].read_text())
    try:
        assert server.get(f"/api/models/{name}").json()["id"] == name
    finally:
        lent[1].unlink()


def test_snapshots_go_from_the_beginning_to_the_point_of_the_curve(server: httpx.Client, weights: Path) -> None:
    for form in server.get("/api/studies/data").json()["forms"]:
        if form["form"] not in WATCHED:
            assert form["snapshots"] == []
            continue
        steps = [one["step"] for one in form["snapshots"]]
        last = STEPS[form["form"]]
        assert steps == [step for step in SEEN_AT if step <= last]
        assert steps[-1] == last
        assert form["snapshots"][-1]["model"] == study_name(form["form"], SIZES[-1], True)
        first = form["snapshots"][0]
        assert first["model"] == snapshot_name(form["form"], 0)
        assert first["test"] == card(first["model"], weights)["top1"]
        assert list(first["shifts"]) == ["0", "2", "4", "6"]


def test_without_trainings_the_call_says_so(tmp_path: Path) -> None:
    with running(Catalog((), weights=tmp_path, entries={})) as live:
        told = httpx.get(f"{live.url}/api/studies/data").json()
    holds(DataStudy, told)
    assert (told["planned"], told["done"]) == (0, 0)
    assert all(not one["trainings"] and not one["snapshots"] for one in told["forms"])


def test_what_was_trained_on_shuffled_digits_is_told_form_by_form(weights: Path, server: httpx.Client) -> None:
    told = server.get("/api/studies/shuffled").json()
    holds(ShuffledStudy, told)
    assert (told["planned"], told["done"], told["forms"]) == (0, 0, []), "none is in"
    trainings = [{"form": form, "way": "pixels", "seed": 0, "train": 99.0, "test": 97.5, "rate": 0.002, "steps": 4000}
                 for form in ("cnn", "mlp")]  # fmt: skip
    document = {"planned": 36, "done": 2, "size": 60_000, "ways": WAYS, "results": trainings}
    (weights / "study" / "shuffled.json").write_text(json.dumps(document))
    told = server.get("/api/studies/shuffled").json()
    holds(ShuffledStudy, told)
    assert (told["planned"], told["done"], told["size"], told["ways"]) == (36, 2, 60_000, WAYS)
    assert [(one["form"], one["title"], one["family"]) for one in told["forms"]] == [
        ("mlp", "MLP", "mlp"),
        ("cnn", "CNN", "cnn"),
    ]
    assert told["forms"][0]["trainings"] == [{"way": "pixels", "seed": 0, "steps": 4000, "train": 99.0, "test": 97.5}]
