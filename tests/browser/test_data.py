"""How much data: a half-done study, its points clicked, its networks in the rows, over sizes and over a training."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.catalog.catalog import Catalog
from app.core.settings import Settings
from app.images.samples import sample_images
from models.entries.study import SEEN_AT, study_name
from models.registry import card
from tests.browser.look import hash_has, until
from tests.browser.screens import faults
from tests.conftest import running
from tests.support.data_study import MISSING, PLAN, weights_with_study
from tests.support.thorough import some

pytestmark = pytest.mark.timeout(300)  # the first test waits for the study to be written

CNN, VIT = study_name("cnn", 1_000, False), study_name("vit", 1_000, False)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return weights_with_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def study_url(weights: Path) -> Iterator[str]:
    with running(Catalog(Settings().default_models, sample_images, weights=weights)) as live:
        yield live.url


def drawn(page: Page) -> None:
    until(page, "() => document.querySelector('.study-chart')?.dataset.drawn > 0")
    until(page, "() => document.querySelectorAll('.along .walls canvas').length > 0")


def standing(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.standing li')].map((item) => item.dataset.model)")


def click_point(page: Page, model: str) -> None:
    """The middle of the network's marker in the figure."""
    place = """(model) => { const plot = document.querySelector(".study-chart");
      const trace = plot.data.find((one) => one.customdata?.some(([name]) => name === model));
      const at = trace.customdata.findIndex(([name]) => name === model);
      const { xaxis, yaxis } = plot._fullLayout, { left, top } = plot.getBoundingClientRect();
      const along = (axis, value) => axis._offset + axis.d2p(value);
      return [left + along(xaxis, trace.x[at]), top + along(yaxis, trace.y[at])]; }"""
    page.locator(".study-chart").scroll_into_view_if_needed()
    page.mouse.move(*page.evaluate(place, model))
    page.mouse.click(*page.evaluate(place, model))


def test_a_clicked_point_is_loaded_into_the_row_of_its_family(open_page: Any, study_url: str, weights: Path) -> None:
    page: Page = open_page("#section=data", url=study_url)
    drawn(page)
    expect(page.locator(".progress")).to_contain_text(f"{len(PLAN.cells()) - len(MISSING)} of {len(PLAN.cells())} trainings")
    assert standing(page) == []
    click_point(page, CNN)
    until(page, "(model) => document.querySelector(`.standing li[data-model='${model}']`)", CNN)
    told = page.locator(f'.standing li[data-model="{CNN}"]')
    assert float(told.get_attribute("data-top1") or "nan") == card(CNN, weights)["top1"]
    expect(told).to_contain_text(f"{card(CNN, weights)['top1']:.1f} % right")
    hash_has(page, CNN)
    assert "digits-cnn" not in page.evaluate("location.hash"), "it stands in the place of the CNN"

    page.get_by_label("beside the networks of its form").check()
    page.locator(f'button[data-model="{study_name("cnn", 100, False)}"]').click()
    until(page, "() => document.querySelectorAll('.standing li').length === 2")
    assert standing(page) == [study_name("cnn", 100, False), CNN]
    page.get_by_role("button", name="Look at them in the rows").click()
    until(page, "(model) => document.querySelector(`.row[data-model='${model}'] .card canvas`)", CNN)
    assert page.locator(".row").count() == 5
    assert page.locator(f'[data-el="more-panel"] input[data-id="{VIT}"]').count() == 0, "the list of models stays as short"


def test_what_is_not_trained_yet_is_missing(open_page: Any, study_url: str) -> None:
    page: Page = open_page("#section=data", url=study_url)
    drawn(page)
    row = page.locator('.study-table tr[data-form="resmlp"]')
    assert row.locator("button").count() == 5
    expect(row.locator("td").last).to_have_text("–")
    page.get_by_role("radio", name="moved, too").click()
    hash_has(page, "dataTraining=shifted")
    assert page.locator('.study-table tr[data-form="resmlp"] button').count() == 6
    expect(page.locator('.study-table tr[data-form="mixer"] td').nth(1)).to_contain_text("one seed")
    before = page.locator('.study-table tr[data-form="cnn"] td').last.inner_text()
    page.get_by_role("radio", name="4 px").click()
    expect(page.locator('.study-table tr[data-form="cnn"] td').last).not_to_have_text(re.compile(re.escape(before.split()[0])))
    page.get_by_role("radio", name="its training digits").click()
    expect(page.get_by_role("radio", name="4 px")).to_be_hidden()


def test_a_link_opens_its_networks_among_the_rows(open_page: Any, study_url: str) -> None:
    few, many = study_name("vit", 100, True), study_name("vit", 60_000, True)
    page: Page = open_page(f"#models={many},{few},digits-vit&dx=3", url=study_url)
    until(page, "(model) => document.querySelector(`.row[data-model='${model}'] .card canvas`)", few)
    order = page.evaluate("[...document.querySelectorAll('.row')].map((row) => row.dataset.model)")
    assert order == ["digits-vit", many, few], "in the order of the link"
    page.goto(f"{study_url}/#models={few}&stage={few}/blocks.1&view=attention")
    page.wait_for_selector(".open-stage")


def test_keys_reach_every_network_and_the_slider_goes_over_a_training(open_page: Any, study_url: str) -> None:
    page: Page = open_page("#section=data&dataForm=vit", url=study_url)
    drawn(page)
    page.locator(f'.study-table button[data-model="{VIT}"]').focus()
    page.keyboard.press("Enter")
    until(page, "(model) => document.querySelector(`.standing li[data-model='${model}']`)", VIT)
    assert page.evaluate("document.activeElement.dataset.model") == VIT, "the keyboard stays where it was"
    assert page.locator(".along .multiples section").count() == 2  # filters and positions
    assert page.locator(".along .multiples section").first.locator("canvas").count() == 6
    slider = page.get_by_role("slider", name="Steps")
    assert slider.get_attribute("aria-valuetext") == "6\u202f000 steps"
    slider.focus()
    page.keyboard.press("Home")
    hash_has(page, f"dataStep={SEEN_AT[0]}")
    first = "data-vit-60000-shifted-after-0"
    until(page, "(model) => document.querySelector('.listening div').dataset.model === model", first)
    until(page, "(model) => document.querySelector('.during [data-shown]')?.dataset.shown === model", first)
    expect(page.locator(".during .says")).to_contain_text("Of the digit as it stands it says")
    page.get_by_role("button", name="Into the rows", exact=True).click()
    until(page, "(model) => document.querySelector(`.standing li[data-model='${model}']`)", first)
    page.get_by_role("button", name="side by side in the rows").click()
    until(page, "() => document.querySelectorAll('.row').length === 3")


@pytest.mark.parametrize(("width", "height", "scheme"), some([(390, 844, "dark"), (1440, 900, "light")]))
def test_it_fits_reads_and_is_told(open_page: Any, study_url: str, width: int, height: int, scheme: str) -> None:
    viewport = {"width": width, "height": height}
    page: Page = open_page("#section=data&dataTraining=both", url=study_url, viewport=viewport, color_scheme=scheme)
    drawn(page)
    until(page, "() => document.querySelector('.during [data-shown]')")
    assert faults(page) == []


def test_it_speaks_korean(open_page: Any, study_url: str) -> None:
    page: Page = open_page(f"#lang=ko&section=data&models={study_name('cnn', 1_000, True)}", url=study_url)
    drawn(page)
    expect(page.locator(".standing li b")).to_have_text("CNN, 숫자 1,000개, 이동")
    expect(page.locator(".progress")).to_contain_text("끝났습니다")


def test_without_any_training_the_page_says_how(open_page: Any, live_server: Any, tmp_path: Path) -> None:
    """A repository to which no study was collected, with the shipped models alone."""
    weights = tmp_path / "weights"
    weights.mkdir()
    for file in (Path(live_server.shared.catalog.weights or "models/weights")).glob("*.*"):
        (weights / file.name).symlink_to(file.resolve())
    with running(Catalog(Settings().default_models, sample_images, weights=weights)) as live:
        page: Page = open_page("#section=data", url=live.url)
        expect(page.locator(".progress")).to_contain_text("make study NAME=data")
        expect(page.locator(".study-chart")).to_be_hidden()
        expect(page.locator(".published table").first).to_contain_text("88.04")
        page.goto("about:blank")
