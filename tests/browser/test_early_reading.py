"""Read early: opened by its link, every number that of the model's own last layers, for the scene that the page shows."""

import io
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from models.registry import load
from tests.browser.look import hash_has, saved, until
from tests.browser.stage import stage

pytestmark = pytest.mark.browser

VIEW = ".vview[data-view=early]"


def shown(page: Page, dx: int, target: int | None) -> None:
    until(
        page,
        """([view, dx, target]) => {
        const section = document.querySelector(`${view} .early-result`);
        const [numbers, chosen] = JSON.parse(section?.dataset.shown ?? "[{},-1]");
        return section?.dataset.behind === "false" && numbers.dx === dx && chosen === target; }""",
        [VIEW, dx, target],
    )


def by_hand(url: str, dx: int, point: str) -> torch.Tensor:
    """Logits of the ViT's norm and head on one recorded state's class token."""
    asked = {"sample": "seven", "dx": dx, "models": "digits-vit"}
    archive = np.load(io.BytesIO(httpx.post(f"{url}/api/trace.npz", params=asked, timeout=30).content))
    model = load("digits-vit")
    with torch.inference_mode():
        return model.head(model.norm(torch.from_numpy(archive[f"digits-vit/{point}"])[0]))


def test_ranks_are_those_of_the_models_last_layers(visit: Any, live_server: Any) -> None:
    page = stage(visit, "#stage=digits-vit/blocks.2&view=early.2&dx=2")
    shown(page, 2, 2)
    row = page.locator(f'{VIEW} tr[data-point="blocks.2"]')
    logits = by_hand(live_server.url, 2, "blocks.2")
    assert int(row.get_attribute("data-rank")) == 1 + int((logits > logits[2]).sum())
    assert float(row.get_attribute("data-logit")) == pytest.approx(logits[2].item(), abs=2e-4)
    expect(page.locator(f"{VIEW} tbody tr")).to_have_count(7)

    page.evaluate("location.hash = location.hash.replace('dx=2', 'dx=-3')")
    shown(page, -3, 2)
    moved = by_hand(live_server.url, -3, "blocks.2")
    assert float(row.get_attribute("data-logit")) == pytest.approx(moved[2].item(), abs=2e-4)

    name, arrays = saved(page, "ViT")
    assert (name, len(arrays)) == ("digits-vit_read-early_dx-3_dy0.npz", 7)
    assert float(row.get_attribute("data-logit")) == pytest.approx(float(arrays["blocks.2"][2]), abs=1e-6)

    page.get_by_label("Class that is followed").select_option("")
    shown(page, -3, None)
    until(page, "() => !location.hash.includes('early.2')")
    last = by_hand(live_server.url, -3, "blocks.5")
    ends = page.locator(f'{VIEW} tr[data-point="blocks.5"]')
    assert float(ends.get_attribute("data-probability")) == pytest.approx(last.softmax(0).max().item(), abs=1e-4)


def test_a_model_that_cannot_be_read_early_says_why(visit: Any) -> None:
    page = stage(visit, "#stage=digits-cnn/act3")
    page.get_by_role("tab", name="Read early").click()
    hash_has(page, "view=early")
    expect(page.locator(f"{VIEW} .early-refused")).to_contain_text("of none of its stages was it recognised")
    expect(page.locator(f"{VIEW} .early-result")).to_be_hidden()
