"""Why this answer: the section by its link; its maps are the server's; it follows the class, the drag and the models."""

import io
import re
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from models.registry import load
from tests.browser.look import hash_has, led, saved, until
from tests.conftest import LiveServer
from tests.support.decoding import decode_array, decode_frame

ROOT = Path(__file__).parents[2]
MODELS = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]
TOTALS = """() => Object.fromEntries([...document.querySelectorAll(".panel-why tr[data-method]")].map((row) =>
  [row.dataset.method, [...row.querySelectorAll("td")].map(({ dataset }) =>
    dataset.behind === "true" ? "behind" : dataset.total)]))"""
AREAS = """() => Object.fromEntries([...document.querySelectorAll(".areas tr[data-order]")].map((row) =>
  [row.dataset.order, [...row.querySelectorAll("td")].map(({ dataset }) => Number(dataset.value))]))"""
CELLS = """(canvas, cells) => Object.fromEntries(Object.entries(cells).map(([name, places]) => [name,
  places.map(([row, column]) => [...canvas.getContext("2d").getImageData(Math.floor((column + 0.3) * canvas.width / 28),
    Math.floor((row + 0.3) * canvas.height / 28), 1, 1).data].slice(0, 3))]))"""
CHECKED = "() => document.querySelector('.panel-why .checks')?.dataset.shown"
DONE = "(about) => document.querySelector('.panel-why')?.dataset.shown?.includes(about)"


def asked(live_server: LiveServer, model: str, **query: Any) -> tuple[dict[str, Any], Any]:
    answer = httpx.post(f"{live_server.url}/api/attribution", params={"sample": "seven", "model": model} | query, timeout=60)
    return decode_frame(answer.raise_for_status().content)[0], decode_array(answer.content)


def test_every_model_is_explained_by_every_method(open_page: Any, live_server: LiveServer) -> None:
    page: Page = open_page("#section=why&dx=2")
    until(page, DONE, '"dx":2')
    totals = page.evaluate(TOTALS)
    assert list(totals) == ["input", "smooth", "integrated", "occlusion", "cam", "attention", "gradient"]
    for at, model in enumerate(MODELS):
        header, _ = asked(live_server, model, dx=2, **{"class": 7})
        said = {one["method"]: "" if one["total"] is None else f"{one['total']:.4f}" for one in header["methods"]}
        shown = {method: row[at] and f"{float(row[at]):.4f}" for method, row in totals.items()}
        assert shown == said | {one["method"]: "" for one in header["lacks"]}
    cells = page.locator('tr[data-method="cam"] td')
    expect(cells.nth(0)).to_contain_text("has none.")
    expect(cells.nth(1)).to_contain_text("; adds up to +")
    expect(cells.nth(2)).to_contain_text("class token alone")
    expect(page.locator('tr[data-method="attention"] td').nth(1)).to_contain_text("has no attention")
    expect(page.locator(".panel-why > .status-line")).to_have_text("Explained is the logit of “7”, in every model.")

    _only_the_strongest_are_shown(page, live_server)
    page.locator(".panel-why").get_by_label("Class", exact=True).select_option("1")
    until(page, DONE, "1,null")
    hash_has(page, "whyClass=1")
    page.locator(".panel-why").get_by_label("Compared with").select_option("7")
    until(page, DONE, "1,7")
    header, _ = asked(live_server, "digits-vit", dx=2, methods="integrated", **{"class": 1, "against": 7})
    cell = page.locator('tr[data-method="integrated"] td').nth(2)
    assert float(cell.get_attribute("data-total") or "nan") == header["methods"][0]["total"]
    expect(page.locator(".panel-why > .status-line")).to_contain_text("minus the logit of “7”")


def _only_the_strongest_are_shown(page: Page, live_server: LiveServer) -> None:
    """60 % of a map's size lies over the picture; the weaker cells are the picture's own grey. No number changes."""
    before = page.evaluate(TOTALS)
    page.get_by_role("radio", name="strongest 60 %").click()
    hash_has(page, "whyKeep=strongest")
    _, [values] = asked(live_server, "digits-cnn", dx=2, methods="input", **{"class": 7})
    sizes = np.sort(np.abs(values), axis=None)[::-1]
    weakest = sizes[np.searchsorted(np.cumsum(sizes, dtype=np.float64), 0.6 * sizes.sum(dtype=np.float64))]
    cells = {"strong": np.argwhere(np.abs(values) > 1.01 * weakest), "weak": np.argwhere(np.abs(values) < 0.99 * weakest)}
    pixels = page.locator('tr[data-method="input"] td canvas').nth(1).evaluate(CELLS, {k: v.tolist() for k, v in cells.items()})
    grey = {name: np.mean([max(rgb) - min(rgb) <= 2 for rgb in rgbs]) for name, rgbs in pixels.items()}
    assert grey["weak"] == 1
    assert grey["strong"] < 0.1
    page.get_by_role("radio", name="all", exact=True).click()
    assert page.evaluate(TOTALS) == before


def test_what_is_there_while_it_moves_is_of_the_new_place_or_marked(open_page: Any) -> None:
    page: Page = open_page("#section=why&models=digits-cnn,digits-mlp")
    until(page, DONE, '"dx":0')
    page.locator('[data-el="scene"]').focus()
    page.keyboard.down("ArrowRight")
    until(page, "() => location.hash.includes('dx=1')")
    totals = page.evaluate(TOTALS)
    assert totals["occlusion"] == ["behind", "behind"]
    page.keyboard.up("ArrowRight")
    until(page, DONE, '"dx":1')
    totals = page.evaluate(TOTALS)
    assert "behind" not in str(totals)
    name, arrays = saved(page, "CNN")
    assert name == "digits-cnn_why_class7_dx1_dy0.npz"
    assert {method for method, row in totals.items() if row[1]} | {"gradient"} == {*arrays} - {"score", "baseline_score"}
    for method in ("input", "smooth", "integrated"):
        assert float(totals[method][1]) == pytest.approx(float(arrays[method].sum(dtype=np.float64)), abs=1e-4)


def test_the_rest_of_a_link_leads_to_the_section(visit: Any) -> None:
    page: Page = visit("#whyBaseline=blurred&models=digits-cnn")
    expect(page.locator(".panel-why")).to_be_visible()
    until(page, DONE, "blurred")
    expect(page.locator(".panel-why").get_by_label("Baseline")).to_have_value("blurred")
    label = page.locator('tr[data-method="occlusion"] canvas').get_attribute("aria-label")
    assert label
    assert label.startswith("CNN, Occlusion: strongest at row")


def test_curves_are_the_servers_and_end_at_what_the_model_says(open_page: Any, live_server: LiveServer) -> None:
    page: Page = open_page("#section=why&models=digits-cnn,digits-mlp&whyModel=digits-cnn")
    until(page, DONE, '"dx":0')
    checks = page.locator(".panel-why .checks")
    checks.get_by_role("radio", name="Deletion and insertion").click()
    until(page, CHECKED)
    hash_has(page, "whyCheck=curves")
    query = {"sample": "seven", "model": "digits-cnn", "class": 7, "seed": 0}
    answer = httpx.post(f"{live_server.url}/api/deletion", params=query, timeout=60).raise_for_status().json()
    areas = page.evaluate(AREAS)
    assert list(areas) == ["input", "smooth", "integrated", "occlusion", "cam", "random"]
    assert areas == {one["order"]: [one["deletion"]["area"], one["insertion"]["area"]] for one in answer["curves"]}
    drawn = page.evaluate("document.querySelector('.curves .js-plotly-plot').data.map(({ y }) => [y[0], y.at(-1)])")
    ends = [answer["score"], answer["baseline_score"]]
    assert drawn == [ends] * 6 + [ends[::-1]] * 6
    _, arrays = saved(page, "Deletion and insertion, CNN")
    assert arrays["cam/deletion"].tolist() == answer["curves"][4]["deletion"]["values"]
    assert arrays["input/deletion"][[0, -1]] == pytest.approx(ends)
    model, x = load("digits-cnn"), received(live_server)
    with torch.no_grad():
        assert drawn[0][0] == pytest.approx(float(model(x)[0, 7]), abs=1e-4)

    checks.get_by_label("seed of the random order").fill("4")
    checks.get_by_label("seed of the random order").press("Enter")
    until(page, CHECKED)
    expect(checks.locator('tr[data-order="random"] th')).to_have_text("random order, seed 4")
    other = page.evaluate(AREAS)
    assert other["random"] != areas["random"]
    assert other["input"] == areas["input"]


def test_the_untrained_twin_stands_beside_it(open_page: Any, live_server: LiveServer) -> None:
    page: Page = open_page("#whyCheck=twin&whyModel=digits-vit")
    until(page, CHECKED)
    expect(page.locator(".panel-why .checks select")).to_have_value("digits-vit")
    query = {"sample": "seven", "model": "digits-vit", "class": 7}
    frame = httpx.post(f"{live_server.url}/api/randomised", params=query, timeout=60).raise_for_status().content
    agreed = {}
    for one in decode_frame(frame)[0]["methods"]:
        row = page.locator(f'.twins tr[data-method="{one["method"]}"]')
        expect(row.locator("canvas")).to_have_count(2)
        shown = [float(cell.get_attribute("data-value") or "nan") for cell in row.locator("td[data-value]").all()]
        assert shown == [one["signed"], one["sizes"]]
        agreed[one["method"]] = shown
    _, arrays = saved(page, "Untrained twin, ViT")
    assert agreed == {method: [float(arrays[f"{method}/{kind}"]) for kind in ("signed", "sizes")] for method in agreed}
    expect(page.locator(".twins")).to_contain_text("reads its answer from the class token alone")
    page.locator(".panel-why .checks").get_by_role("radio", name="none").click()
    expect(page.locator(".twins")).to_be_hidden()


def test_the_notebooks_figure_is_the_one_on_the_page(
    open_page: Any, live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.chdir(tmp_path)
    chapter = (ROOT / "README.md").read_text(encoding="utf-8").partition("## From a notebook")[2].partition("\n## ")[0]
    names: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", chapter, flags=re.DOTALL):
        exec(code.replace("http://127.0.0.1:8000/", f"{live_server.url}/"), names)
    assert (tmp_path / "why.png").read_bytes()[:4] == b"\x89PNG"
    figure = names["plt"].gcf().axes[0]
    [drawn] = figure.images
    _, [values] = asked(live_server, "digits-cnn", methods="integrated", **{"class": 7})
    np.testing.assert_allclose(drawn.get_array(), values, atol=1e-6)

    page: Page = open_page("#section=why&models=digits-cnn")
    until(page, DONE, '"dx":0')
    expect(page.locator('tr[data-method="integrated"] td .said')).to_have_text(figure.get_title())
    end = page.locator(".panel-why .scales .is-last").first.inner_text().removeprefix("≥ ")
    assert drawn.get_clim()[1] == pytest.approx(float(end), rel=5e-3)
    assert drawn.get_clim()[0] == -drawn.get_clim()[1]
    names["plt"].close("all")


def received(live_server: LiveServer) -> torch.Tensor:
    answer = httpx.post(f"{live_server.url}/api/trace.npz", params={"sample": "seven", "models": "digits-cnn"}, timeout=60)
    return torch.from_numpy(np.load(io.BytesIO(answer.content))["digits-cnn/input"])[None]


def test_it_is_one_click_from_an_answer_a_bar_and_an_opened_stage(open_page: Any) -> None:
    page: Page = open_page("#models=digits-cnn,digits-vit")
    row = page.locator('.row[data-model="digits-vit"]')
    row.get_by_role("button", name="Why does ViT say so?").click()
    until(page, DONE, '["digits-cnn","digits-vit"],7,null')
    for part in ("section=why", "whyClass=7", "whyModel=digits-vit"):
        hash_has(page, part)
    page.go_back()
    expect(row).to_be_visible()
    bar = row.locator(".predictions li").nth(1)
    label = bar.locator(".name").text_content()
    bar.click()
    until(page, DONE, f'["digits-cnn","digits-vit"],{label},null')
    expect(page.locator(".panel-why > .status-line")).to_contain_text(f"“{label}”")

    led(page, "#models=digits-cnn,digits-vit&stage=digits-cnn/act3")
    page.locator(".open-stage").get_by_role("button", name="Why does CNN say so?").click()
    until(page, DONE, "7,null")
    hash_has(page, "whyModel=digits-cnn")
    page.go_back()
    expect(page.locator(".open-stage")).to_be_visible()

    led(page, "#models=digits-cnn&hide=why")
    expect(page.locator(".predictions .to-why")).to_be_hidden()
