"""Inner modules: found in the opened stage's tree, opened, read against a plain hook, and opened alone by their link."""

import re
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from models.registry import load
from tests.browser.look import hash_has, recorded, until
from tests.browser.stage import at_its_place, figure, stage, trace

pytestmark = pytest.mark.browser

FC1 = "blocks.0.mlp.fc1"


def hooked(url: str, dx: int) -> np.ndarray:
    """What the ViT's first dense layer of block 1 yields for what the server says the model received."""
    held = recorded(url, sample="seven", models="digits-vit", dx=dx)
    kept: list[torch.Tensor] = []
    model = load("digits-vit")
    model.blocks[0].mlp.fc1.register_forward_hook(lambda module, given, output: kept.append(output[0].clone()))
    with torch.inference_mode():
        model(torch.from_numpy(held["digits-vit/input"])[None])
    return kept[0].numpy()


def shows(page: Page, url: str, dx: int) -> None:
    values = hooked(url, dx)
    expect(page.locator(".stage-view .vtop code")).to_have_text(FC1)
    at_its_place(page, f"dx={dx}")
    until(
        page,
        """([dx, value]) => { const plot = document.querySelector('.vview[data-view=values] [data-drawn]');
        return Math.abs((plot?.data?.[0]?.z?.[0]?.[0] ?? 1e9) - value) < 1e-6; }""",
        [dx, float(values[1, 5])],
    )
    assert np.array_equal(trace(figure(page), "z").astype(np.float32), values[1:, 5].reshape(7, 7))


def test_a_module_is_searched_opened_dragged_and_opened_by_its_link(open_page: Any, live_server: Any, watch: Any) -> None:
    watch.allow("blocks.0.mlp.fc3")  # a module that there is not: 404
    page = stage(open_page, "#stage=digits-vit/blocks.0&view=inside&channel=5")
    tree = page.get_by_role("tree")
    expect(tree.locator('[aria-current="true"] code')).to_have_text("0")
    expect(tree.locator('[data-path="blocks.1.mlp"]')).to_have_count(0)  # of another stage: closed
    page.get_by_label("Search modules").fill("0 fc1 linear")
    expect(tree.locator('[role="treeitem"]')).to_have_count(4)  # blocks, 0, mlp, fc1
    tree.locator('[tabindex="0"]').focus()
    for key in ("End", "ArrowUp", "ArrowLeft", "ArrowRight", "End"):
        page.keyboard.press(key)
    expect(tree.locator(f'[data-path="{FC1}"]')).to_be_focused()
    assert "dx=" not in page.url  # no arrow key has moved the pattern
    page.keyboard.press("Enter")
    until(page, "([inside]) => location.hash.includes(`inside=${inside}`)", [FC1])
    page.evaluate("location.hash += '&channel=5'")
    shows(page, live_server.url, 0)
    expect(page.locator(".stage-view .vtop")).to_contain_text(
        "49 patches and the class token, each described by 128 numbers · Linear"
    )

    page.evaluate("location.hash += '&dx=3'")
    shows(page, live_server.url, 3)
    page.get_by_role("tab", name="Switch off").click()
    expect(page.locator(".vview[data-view=ablation]")).to_contain_text("asks about whole stages")
    hash_has(page, "view=ablation")
    hash = page.evaluate("location.hash")
    assert f"stage=digits-vit/blocks.0&inside={FC1}&channel=5" in hash

    alone = stage(open_page, hash.replace("view=ablation", "view=values"))
    shows(alone, live_server.url, 3)
    alone.get_by_role("button", name=re.compile("whole stage")).first.click()
    expect(alone.locator(".stage-view .vtop code")).to_have_text("blocks.0")
    until(alone, "() => !location.hash.includes('inside=')")

    wrong = open_page("#stage=digits-vit/blocks.0&inside=blocks.0.mlp.fc3")
    expect(wrong.get_by_role("alert").filter(has_text="fc3")).to_contain_text("The nearest to it: blocks.0.mlp.fc2")
    wrong.get_by_role("button", name="Open the whole stage").click()
    expect(wrong.locator(".stage-view .vtop code")).to_have_text("blocks.0")

    wrong.route("**/api/modules?*point=*", lambda route: route.abort())  # the server is gone
    watch.allow("ERR_FAILED")
    wrong.get_by_role("tab", name="Inside").click()
    wrong.get_by_role("tree").locator('[data-path="blocks.0.norm1"]').click()
    expect(wrong.locator('[data-el="banner"]')).to_contain_text("does not answer")
    expect(wrong.locator(".stage-view .vtop code")).to_have_text("blocks.0")  # the stage is not lost
