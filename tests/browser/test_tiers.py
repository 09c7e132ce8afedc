"""Deep models and photographs on the page: rows that fold, tiers that differ in their input, pictures too large for a link."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Page, expect

from app.catalog.catalog import Catalog
from app.core.settings import Settings
from app.images.samples import sample_images
from models.architectures.vit import ViT
from models.registry import MODELS
from models.spec.entry import Entry, Input
from tests.browser.look import hash_has, position, recorded, settle, text, until, upload, wait_for_position
from tests.conftest import LiveServer, running
from tests.support.thorough import in_test_all

PHOTO = Input(width=64, height=64, channels=3, mean=(0.5,) * 3, std=(0.25,) * 3)
PAINTED = "(point) => document.querySelector(`.card[data-point='${point}'] canvas`)?.width > 0"
LABELS = tuple(f"a rather long class name {i}" for i in range(20))


def deep_vit() -> ViT:
    torch.manual_seed(5)
    return ViT(side=64, patch=8, channels=3, classes=20, width=32, depth=12, heads=4, hidden=64)


def large_vit() -> ViT:
    """Attention of a ViT-B/16's form, 144 heads over 197 tokens; narrow, so that it is quick."""
    torch.manual_seed(6)
    return ViT(side=224, patch=16, channels=3, classes=20, width=48, depth=12, heads=12, hidden=48)


def entries() -> dict[str, Entry]:
    deep = replace(
        MODELS["digits-vit"], build=deep_vit, title="Deep ViT", tier="own", input=PHOTO, labels=LABELS, note="random weights"
    )
    large = replace(deep, build=large_vit, title="Large ViT", tier="imagenet", input=replace(PHOTO, width=224, height=224))
    return MODELS | {"deep-vit": deep, "deep-vit-2": replace(deep, title="Deep ViT 2"), "large-vit": large}


@pytest.fixture(scope="module")
def deep_server() -> Iterator[LiveServer]:
    with running(Catalog(Settings().default_models, sample_images, entries())) as live:
        yield live


def photograph() -> bytes:
    noise = np.random.default_rng(3).integers(0, 256, (150, 200, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG")
    return file.getvalue()


def shown(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.row')].map((row) => row.dataset.model)")


def folds(page: Page) -> Any:
    return page.locator('.row[data-model="deep-vit"] .slot')


def test_a_tier_is_chosen_its_rows_fold_and_a_photograph_is_dragged(open_page: Any, deep_server: LiveServer) -> None:
    page = open_page(url=deep_server.url)
    assert shown(page) == ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]
    page.get_by_role("radio", name="Your model").click()
    settle(page)
    assert shown(page) == ["deep-vit", "deep-vit-2"]
    hash_has(page, "models=deep-vit")

    # 14 stages in 8 places; a fold says what it holds and begins with its last stage
    row = page.locator('.row[data-model="deep-vit"]')
    expect(row.locator(".stages > *")).to_have_count(8)
    fold = folds(page).nth(1)
    expect(fold.locator(".fold")).to_have_attribute("aria-label", "block 2 … 3: 2 stages share this place")
    expect(fold.locator(".card")).to_have_attribute("data-point", "blocks.2")
    fold.get_by_role("button", name="The stage before").click()
    expect(fold.locator(".card")).to_have_attribute("data-point", "blocks.1")
    until(page, PAINTED, "blocks.1")
    expect(fold.get_by_role("button", name="The stage before")).to_be_disabled()

    # "Who listens to whom" has the new input's size: it asks its middle
    page.get_by_role("link", name="Who listens").click()
    expect(page.locator(".lask strong")).to_have_text("row 33, column 33")
    page.get_by_role("link", name="Rows").click()

    # a photograph is larger than a link: the link names it, and works while the server has it
    upload(page, photograph())
    hash_has(page, "image=~")
    settle(page)
    expect(page.locator('[data-el="steps"]')).to_have_text("what is in the frame, scaled; the frame can be dragged")
    page.locator('[data-el="scene"]').focus()
    page.keyboard.press("Shift+ArrowRight")
    wait_for_position(page, 4, 0)
    assert page.locator(".predictions.named .answer strong").first.inner_text() in LABELS
    hash_has(page, "dx=4")
    href = page.evaluate("location.hash")
    other = open_page(href, url=deep_server.url)
    settle(other)
    assert position(other) == (4, 0)
    assert other.evaluate("location.hash") == href
    before, after = (one.locator(".answer").first.inner_text() for one in (page, other))
    assert before == after

    # back to the digits: another input, so the place begins anew; the upload stays
    page.get_by_role("radio", name="Digits").click()
    settle(page)
    assert shown(page) == ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]
    assert position(page) == (0, 0)
    until(page, "document.querySelector('[data-el=size]').textContent === '28 × 28'")
    assert text(page, "caption") == "your picture"


def test_a_link_into_a_fold_steps_to_its_stage_and_the_row_unfolds(open_page: Any, deep_server: LiveServer) -> None:
    page = open_page("#models=deep-vit&stage=deep-vit/blocks.3", url=deep_server.url)
    expect(page.locator(".stage-view .vmuted code").first).to_have_text("blocks.3")
    expect(page.locator('.card.is-open[data-point="blocks.3"]')).to_be_visible()

    # stepping on takes the opened stage along
    slot = page.locator(".slot:has(.card.is-open)")
    slot.get_by_role("button", name="The next stage").click()
    hash_has(page, "blocks.4")
    expect(page.locator(".stage-view .vmuted code").first).to_have_text("blocks.4")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="All 14 stages").click()
    expect(page.locator('.row[data-model="deep-vit"] .stages > .card')).to_have_count(14)
    until(page, "[...document.querySelectorAll('.row.scrolls .card canvas')].filter((c) => c.width > 0).length >= 8")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the row scrolls, not the page"
    page.get_by_role("button", name="Fold").click()
    expect(page.locator('.row[data-model="deep-vit"] .stages > *')).to_have_count(8)


def test_a_folded_row_on_a_phone(open_page: Any, deep_server: LiveServer) -> None:
    page = open_page(
        "#models=deep-vit", url=deep_server.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    slot = folds(page).first
    slot.scroll_into_view_if_needed()
    slot.get_by_role("button", name="The stage before").tap()
    until(page, PAINTED, "pos_drop")


def test_a_link_to_a_picture_that_the_server_has_forgotten_says_so(open_page: Any, deep_server: LiveServer, watch: Any) -> None:
    watch.allow("404")
    page = open_page(f"#models=deep-vit&image=~{'0' * 64}", url=deep_server.url)
    expect(page.locator('[data-el="banner"]')).to_contain_text("no longer on the server: upload it again.")
    expect(page.locator('.row[data-model="deep-vit"]')).to_be_visible()


@in_test_all
def test_the_wall_of_144_heads_over_197_tokens(open_page: Any, deep_server: LiveServer) -> None:
    page = open_page("#models=large-vit&listen=17,33", url=deep_server.url)
    section = page.locator('[data-el="listeners"]')
    section.scroll_into_view_if_needed()
    wall = section.locator(".lwall")
    expect(wall).to_have_attribute("data-query", str(1 + 1 * 14 + 2))
    cells = section.locator(".lwall-cells")
    assert cells.evaluate("(canvas) => [canvas.width, canvas.height]") == [12 * 15 - 1, 12 * 18 - 2]
    section.locator(".lwallpick .lmap").hover(position={"x": 4, "y": 4})
    expect(wall).to_have_attribute("data-query", "1")

    cells.scroll_into_view_if_needed()
    scale = cells.evaluate("(canvas) => canvas.getBoundingClientRect().width / canvas.width")
    head, block, row, column = 4, 7, 3, 5  # from 0
    cells.hover(position={"x": (block * 15 + column + 0.5) * scale, "y": (head * 18 + row + 0.5) * scale}, force=True)
    readout = section.locator(".lwallpick .lreadout")
    expect(readout).to_contain_text("block 8, head 5: patch 2, 3 listens to patch 4, 6")  # the pointer left the picture
    recorded = recorded_attention(deep_server.url, f"blocks.{block}.attn.softmax")
    said = float(readout.inner_text().split("patch 4, 6")[1].strip(" :"))
    assert said == pytest.approx(recorded[head, 1 + 14 + 2, 1 + row * 14 + column], rel=6e-3), "three digits"


def recorded_attention(url: str, point: str) -> np.ndarray:
    return recorded(url, sample="jellyfish", models="large-vit")[f"large-vit/{point}"]
