"""One step at a time: what the section shows is what the trainings and counts say; its switch by keys, the way to the rows."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from app.catalog.catalog import Catalog
from app.images.samples import sample_images
from models.registry import WEIGHTS
from models.training.study.blank_table import ALWAYS_ONE
from tests.browser.look import hash_has, until
from tests.conftest import LiveServer, running

DRAWN = (
    """(names) => names.every((name) => document.querySelector(`.sequence-chart[data-chart="${name}"]`)?.dataset.drawn > 0)"""
)
TRACES = """(name) => document.querySelector(`.sequence-chart[data-chart="${name}"]`).data
  .map(({ name, x, y }) => ({ name, x: [...x], y: [...y] }))"""


def spaced(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def test_blank_rows_are_told_as_they_were_measured(visit: Any, live_server: LiveServer) -> None:
    study = httpx.get(f"{live_server.url}/api/studies/blank").json()
    page: Page = visit("#section=sequence")
    until(page, DRAWN, ["blank"])
    traces = {one["name"]: one for one in page.evaluate(TRACES, "blank")}
    table = page.locator(".blank .study-table")
    for series in study["series"]:
        kind = "shuffled" if series["shuffled"] else "trained"
        trace = traces[series["title"] + (", rows shuffled" if series["shuffled"] else "")]
        cells = table.locator(f'tr[data-form="{series["form"]}"][data-kind="{kind}"] td')
        means = {}
        for at, blank in enumerate(study["blanks"]):
            right = [one["test"] for one in series["trainings"] if one["blank"] == blank]
            if not right:
                expect(cells.nth(at)).to_have_text("–")
                continue
            means[blank] = sum(right) / len(right)
            expect(cells.nth(at).locator("b")).to_have_text(f"{means[blank]:.2f} %")
            several = f"{min(right):.2f}–{max(right):.2f}, {len(right)} seeds"
            about = (
                f"nothing learnt, {len(right)} seeds" if max(right) <= ALWAYS_ONE else several if len(right) > 1 else "one seed"
            )
            expect(cells.nth(at).locator("small")).to_have_text(about)
        assert trace["x"] == list(means)
        assert trace["y"] == pytest.approx(list(means.values()))
    said = page.locator(".blank .said")
    expect(said.get_by_text("LSTM, 32 and 64 blank rows: nothing was learnt")).to_have_count(1)
    expect(said.get_by_text("nothing was learnt")).to_have_count(1)
    left = study["done"] < study["planned"]
    assert page.locator(".blank .progress").count() == int(left)
    assert not left or f"{study['done']} of {study['planned']}" in page.locator(".blank .progress").inner_text()


def test_both_terms_of_the_cost_stand_side_by_side(visit: Any, live_server: LiveServer) -> None:
    study = httpx.get(f"{live_server.url}/api/studies/cost").json()
    page: Page = visit("#section=sequence")
    until(page, DRAWN, ["macs", "time"])
    page.locator('[role="radio"][data-value="alike"]').focus()
    for group in ("alike", "shipped"):
        until(page, "(group) => document.querySelector('.cost').dataset.group === group", group)
        networks = [one for one in study["networks"] if one["group"] == group]
        lines = ["linear", "quadratic", "chain"]
        for one in networks:
            rows = page.locator(f'.costs tbody[data-form="{one["form"]}"]')
            for name in lines if one["family"] == "vit" else ["linear", "chain"]:
                assert rows.locator(f'tr[data-name="{name}"] td').all_inner_texts() == [
                    spaced(cost[name]) for cost in one["costs"]
                ]
            assert rows.locator('tr[data-name="quadratic"]').count() == int(one["family"] == "vit")
        vit = next(one for one in networks if one["family"] == "vit")
        until(page, "(least) => document.querySelector('[data-chart=macs]').data?.[2].y[0] === least",
              vit["costs"][0]["linear"] + vit["costs"][0]["quadratic"])  # fmt: skip
        traces = {one["name"]: one["y"] for one in page.evaluate(TRACES, "macs")}
        assert traces["ViT: of weights (∝ n)"] == [cost["linear"] for cost in vit["costs"]]
        assert traces["ViT: tokens with tokens (∝ n²)"] == [cost["quadratic"] for cost in vit["costs"]]
        times = {one["name"]: one["y"] for one in page.evaluate(TRACES, "time")}
        assert times["RNN’s products, not waiting"] == [one["ms"]["median"] for one in study["not_waiting"]]
        first = vit["costs"][0]
        share = 100 * first["quadratic"] / (first["linear"] + first["quadratic"])
        expect(page.locator(".cost .said")).to_contain_text(f"which are {share:.1f} % of all")
        page.keyboard.press("ArrowRight")
    hash_has(page, "section=sequence")


def test_the_three_come_into_the_rows_and_a_link_keeps_the_switch(visit: Any) -> None:
    page: Page = visit("#section=sequence&costOf=shipped")
    until(page, "() => document.querySelector('.cost')?.dataset.group === 'shipped'")
    expect(page.locator('[role="radio"][data-value="shipped"]')).to_have_attribute("aria-checked", "true")
    page.locator('.panel-sequence button[data-to="rows"]').press("Enter")
    page.wait_for_selector(".open-stage .reading-believed")
    shown = page.evaluate("[...document.querySelectorAll('.row')].map((row) => row.dataset.model)")
    assert set(shown) == {"digits-rnn", "digits-lstm", "digits-vit"}


def test_before_anything_was_measured_the_section_says_how(open_page: Any, live_server: Any, tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    weights.mkdir()
    for file in (live_server.shared.catalog.weights or WEIGHTS).glob("*.*"):
        (weights / file.name).symlink_to(file.resolve())
    with running(Catalog(("digits-mlp",), sample_images, weights=weights)) as live:
        page: Page = open_page("#section=sequence", url=live.url)
        expect(page.locator(".blank .progress")).to_contain_text("make study NAME=blank")
        expect(page.locator(".cost .progress")).to_contain_text("python -m bench.cost")
        assert page.locator(".sequence-chart").count() == 0
        page.goto("about:blank")


def test_nothing_is_wider_than_a_phone(open_page: Any) -> None:
    page: Page = open_page("#section=sequence", viewport={"width": 390, "height": 844}, has_touch=True)
    until(page, DRAWN, ["blank", "macs", "time"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
