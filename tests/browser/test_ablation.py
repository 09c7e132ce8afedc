"""Switch off: by its link and by clicks, with numbers that a forward pass of the test's own gives; progress and cancel."""

import io
import re
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from models.registry import load
from tests.browser.look import hash_has, saved, until
from tests.browser.stage import stage
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser

EFFECT = '.abl-answer:not([hidden]) [data-fact="effect"]'
RANKED = "() => [...document.querySelectorAll('.abl-ranking li')].map(({ dataset }) => [+dataset.number, +dataset.value])"


def received(live_server: LiveServer, model: str, **query: Any) -> torch.Tensor:
    query = {"sample": "seven", "models": model} | query
    answer = httpx.post(f"{live_server.url}/api/trace.npz", params=query, timeout=60)
    return torch.from_numpy(np.load(io.BytesIO(answer.content))[f"{model}/input"])[None]


def shown(page: Page, fact: str = "effect") -> float:
    return float(page.locator(EFFECT.replace("effect", fact)).get_attribute("data-value") or "nan")


@torch.no_grad()
def without_heads(x: torch.Tensor, *heads: int) -> float:
    """The logit of "7" with the columns at zero that these heads have in the projection of block 4, minus the plain one."""
    plain, model = load("digits-vit")(x)[0, 7], load("digits-vit")
    width = model.blocks[3].attn.proj.in_features // 4
    for head in heads:
        model.blocks[3].attn.proj.weight[:, head * width : (head + 1) * width] = 0
    return float(model(x)[0, 7] - plain)


def test_heads_by_a_link_by_clicks_and_ranked(open_page: Any, live_server: LiveServer) -> None:
    page: Page = stage(open_page, "#models=digits-vit&stage=digits-vit/blocks.3&view=ablation.head.1.zero.c7")
    x = received(live_server, "digits-vit")
    expect(page.locator(EFFECT)).to_be_visible()
    assert shown(page) == pytest.approx(without_heads(x, 1), abs=1e-4)
    page.get_by_role("button", name="Switch off head 3").click()
    hash_has(page, "view=ablation.head.none.zero.c7&off=digits-vit/blocks.3:head.1-2.zero")
    expect(page.locator(".abl-off")).to_have_text("Off: head 2, head 3.")
    until(page, "() => document.querySelectorAll('.abl-answer:not([hidden])').length")
    assert shown(page) == pytest.approx(without_heads(x, 1, 2), abs=1e-4)
    name, arrays = saved(page, "ViT, block 4")
    assert name == "digits-vit_blocks.3_off_head_1_2_dx0_dy0.npz"
    assert shown(page) == pytest.approx(float(arrays["after/logits"][7] - arrays["before/logits"][7]), abs=1e-5)
    assert float(page.locator('.abl-stages [data-stage="blocks.3"]').get_attribute("data-value") or 0) > 0

    page.get_by_role("button", name="Try all 4 heads, one at a time").click()
    until(page, f"() => ({RANKED})().length === 4")
    ranked = dict(page.evaluate(RANKED))
    assert list(ranked) == sorted(ranked, key=lambda head: -abs(ranked[head]))
    for head, effect in ranked.items():
        assert effect == pytest.approx(without_heads(x, int(head)), abs=1e-4)
    hash_has(page, ".rank")
    _, arrays = saved(page, "the ranking, ViT, block 4")
    assert dict(zip(arrays["index"].tolist(), arrays["effect"].tolist(), strict=True)) == pytest.approx(ranked)

    page.locator('[data-el="scene"]').focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('.open-stage[data-place="1 0"]')
    expect(page.locator(EFFECT)).to_be_visible()
    moved = received(live_server, "digits-vit", dx=1)
    assert shown(page) == pytest.approx(without_heads(moved, 1, 2), abs=1e-4)
    page.get_by_role("button", name="All on again").click()
    expect(page.locator(".abl-answer")).to_be_hidden()
    expect(page.get_by_text("Nothing is switched off")).to_be_visible()


def test_places_by_keys_another_picture_and_a_sweep_that_is_cancelled(open_page: Any, live_server: LiveServer) -> None:
    page: Page = stage(open_page, "#models=digits-cnn&stage=digits-cnn/act1")
    page.get_by_role("tab", name="Switch off").click()
    view = page.locator('.vview[data-view="ablation"]')
    expect(view).to_contain_text("No heads here: nothing inside this stage attends.")
    expect(view).to_contain_text("No branches here")
    view.get_by_role("radio", name="Places").click()
    picture = view.get_by_role("application")
    picture.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight", " "):
        page.keyboard.press(key)
    place = 2 * 28 + 1
    hash_has(page, f"view=ablation.position.none.zero&off=digits-cnn/act1:position.{place}.zero")
    view.get_by_label("Its values become").select_option("of-two")
    hash_has(page, f"view=ablation.position.none.of-two&off=digits-cnn/act1:position.{place}.of-two")

    page = stage(open_page, "#models=digits-cnn&stage=digits-cnn/act4&view=ablation.channel.5.of-two.c7")
    expect(page.locator(EFFECT)).to_be_visible()
    model = load("digits-cnn")
    kept: list[torch.Tensor] = []
    with torch.no_grad():
        handle = model.act4.register_forward_hook(lambda *call: kept.append(call[-1].clone()))
        plain, _ = model(received(live_server, "digits-cnn")), model(received(live_server, "digits-cnn", sample="two"))
        handle.remove()
        kept[0][:, 5] = kept[1][:, 5]
        model.act4.register_forward_hook(lambda *call: kept[0])
        expected = float((model(received(live_server, "digits-cnn")) - plain)[0, 7])
    assert shown(page) == pytest.approx(expected, abs=1e-4)

    page = stage(open_page, "#models=digits-cnn&stage=digits-cnn/act1&view=ablation.position.none.mean")
    page.get_by_role("button", name="Try all 784 places").click()
    expect(page.locator(".abl-rank progress")).to_be_visible()
    until(page, "() => document.querySelector('.abl-rank progress').value > 0")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".abl-rank progress")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"view=ablation\.position\.none\.mean$"))
    expect(page.locator(".abl-ranking li")).to_have_count(0)
