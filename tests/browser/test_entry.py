"""One attention weight taken apart on the page: every step equals numpy's arithmetic on the recorded arrays and the weights."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from models.registry import load
from tests.browser.look import recorded
from tests.browser.stage import stage

pytestmark = pytest.mark.browser


def test_the_chain_on_the_page_is_the_layers_arithmetic(visit: Any, live_server: Any) -> None:
    query, key, head = 25, 12, 2
    page = stage(visit, f"#dx=1&stage=digits-vit/blocks.3&view=entry.{query}-{key}-{head}")
    chain = page.locator(".vsheet .vchain")
    expect(chain).to_be_visible()
    arrays = recorded(live_server.url, sample="seven", models="digits-vit", dx=1)
    weights = {name: value.double().numpy() for name, value in load("digits-vit").state_dict().items()}
    z = arrays["digits-vit/blocks.2"].astype(float)
    z = (z - z.mean(1, keepdims=True)) / np.sqrt(z.var(1, keepdims=True) + 1e-6)
    z = z * weights["blocks.3.norm1.weight"] + weights["blocks.3.norm1.bias"]
    qkv = (z @ weights["blocks.3.attn.qkv.weight"].T + weights["blocks.3.attn.qkv.bias"]).reshape(50, 3, 4, 16)
    dots = qkv[:, 1, head] @ qkv[query, 0, head]
    soft = np.exp(dots / 4 - (dots / 4).max())
    assert float(chain.get_attribute("data-dot")) == pytest.approx(dots[key], abs=2e-4)
    assert float(chain.get_attribute("data-sum")) == pytest.approx(soft[key] / soft.sum(), abs=1e-5)
    shown = float(chain.get_attribute("data-recorded"))
    assert shown == pytest.approx(arrays["digits-vit/blocks.3.attn.softmax"][head, query, key], rel=1e-6)


def test_another_key_is_chosen_with_the_keyboard_and_stands_in_the_link(visit: Any) -> None:
    page = stage(visit, "#stage=digits-vit/blocks.1&view=entry.25-26-0")
    picker = page.get_by_role("application", name=re.compile("key"))
    picker.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".vsheet")).to_have_attribute("data-at", "25-33-0")
    expect(page).to_have_url(re.compile(r"view=entry\.25-33-0"))
    page.get_by_role("button", name="class token").first.click()
    expect(page.locator(".vsheet")).to_have_attribute("data-at", "0-33-0")


def test_a_stage_without_attention_does_not_offer_it(visit: Any) -> None:
    page = stage(visit, "#stage=digits-mixer/blocks.1")
    expect(page.get_by_role("tab", name="Values")).to_be_visible()
    expect(page.get_by_role("tab", name="One weight")).to_have_count(0)
