"""The pages: what the first one preloads; the families' data are whole, their figures those of the file and of the cards."""

import json
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.web.assets import preloads, static_url
from app.web.pages import published
from models.registry import MODELS, card

FAMILIES = published()["families"]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["family"])
def test_every_published_figure_has_its_source(family: dict) -> None:
    assert family["idea"]
    assert set(family["ours"]) <= set(MODELS)
    for row in family["rows"]:
        assert re.fullmatch(r"\d{4}\.\d{5}", row["arxiv"])
        assert row["place"]
        assert 50 < row["top1"] < 90
        assert set(row) <= {"model", "top1", "parameters", "macs", "data", "arxiv", "place"}


def test_the_page_shows_published_and_measured_figures(client: TestClient) -> None:
    page = client.get("/families")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-cache"
    assert page.text.count('<a href="https://arxiv.org/abs/') == sum(len(family["rows"]) for family in FAMILIES)
    facts = card("digits-mixer")
    row = re.search(r'<tr data-model="digits-mixer">.*?</tr>', page.text, re.DOTALL)
    assert row
    assert f'data-value="{facts["parameters"]}">{facts["parameters"]:,}<' in row[0]
    assert f'data-value="{facts["top1"]}">{facts["top1"]:.2f}<' in row[0]
    assert f'data-value="{facts["shift_accuracy"]["4"]}"' in row[0]


def test_the_photo_tier_stands_beside_them_the_best_first(client: TestClient) -> None:
    page = client.get("/families").text.partition('<section id="certainty">')[0]
    rows = re.findall(r'<tr data-model="(photos-[\w-]+)">(.*?)</tr>', page, re.DOTALL)
    cards = {name: card(name) for name, entry in MODELS.items() if entry.tier == "photos"}
    assert [name for name, _ in rows] == sorted(cards, key=lambda name: -cards[name]["top1"])
    for name, row in rows:
        for value in (cards[name]["parameters"], cards[name]["top1"], cards[name]["top5"], cards[name]["shift_accuracy"]["4"]):
            assert f'data-value="{value}"' in row


def test_the_200_classes_stand_there_with_each_models_share_of_right_answers(client: TestClient) -> None:
    page = client.get("/families").text
    section = page[page.index('<section id="classes">') : page.index("</section>", page.index('<section id="classes">'))]
    rows = re.findall(r"<tr><td>(.*?)</td>(.*?)</tr>", section, re.DOTALL)
    photos = [name for name, entry in MODELS.items() if entry.tier == "photos"]
    assert [unescape(label) for label, _ in rows] == list(MODELS["photos-resnet"].labels)
    for at in (0, 30, 199):
        shares = [float(value) for value in re.findall(r'data-value="([\d.]+)"', rows[at][1])]
        assert shares == [card(name)["per_class"][at] for name in photos]


def test_how_far_the_photo_models_can_be_believed_stands_there(client: TestClient) -> None:
    page = client.get("/families").text
    section = page[page.index('<section id="certainty">') : page.index('<section id="classes">')]
    rows = dict(re.findall(r'<tr data-model="(photos-[\w-]+)">(.*?)</tr>', section, re.DOTALL))
    assert len(rows) == 4
    for name, row in rows.items():
        known = card(name)["calibration"]
        for value in (known["temperature"], known["ece"]["calibrated"], known["named"], known["foreign"][0]["unsure"]):
            assert f'data-value="{value}"' in row
    assert ">–</td>" in rows["photos-mlp"], "it names nothing, and nothing of that is right"


@pytest.mark.parametrize("page", ["families", "room", "docs"])
def test_a_slash_too_many_leads_back_by_a_relative_address(client: TestClient, page: str) -> None:
    answer = client.get(f"/{page}/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"../{page}")
    assert client.get(f"/{page}").status_code == 200


def test_the_page_preloads_what_its_script_imports(client: TestClient) -> None:
    listed = re.findall(r'<link rel="modulepreload" href="([^"]+)">', client.get("/").text)
    assert listed == [f"{static_url()}/{module}" for module in preloads()]
    assert len(listed) > 20
    for address in listed:
        answer = client.get(address)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)


def test_the_page_holds_its_first_frame(client: TestClient) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert json.dumps("digits-vit") in answer.text
    compressed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert compressed.headers["content-encoding"] == "gzip"
    frame = client.post("/api/frame?sample=seven", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in frame.headers
