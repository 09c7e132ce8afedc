"""Pretrained models in a real browser: listed, downloaded from a hub on loopback, opened without a reload, and looked into."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from starlette.responses import PlainTextResponse

from app.catalog.hub.pretrained import OFFERS
from app.images.samples import SAMPLES
from tests.browser.look import MAPS, answers, hash_has, maps, recorded, settle, until, upload, wait_for_maps
from tests.browser.test_tiers import photograph
from tests.conftest import LiveServer, running
from tests.support.stub_hub import StubHub, checkpoint, stub_hub

pytestmark = pytest.mark.browser

SMALL = {"embed_dim": 24, "depth": 3, "num_heads": 3}
VIT, CONVNEXT, MISSING, NAMED = "vit_tiny_patch16_224", "convnext_atto", "densenet121", "test_resnet.r160_in1k"


@pytest.fixture(scope="module")
def hub() -> Iterator[StubHub]:
    with stub_hub() as hub:
        for id, arguments in ((VIT, SMALL), (CONVNEXT, {"depths": (1, 1, 1, 1), "dims": (8, 16, 24, 32)})):
            hub.offer(OFFERS[id].repo, *checkpoint(OFFERS[id].architecture, **arguments))
        hub.offer(f"timm/{NAMED}", *checkpoint("test_resnet"))
        hub.answer = lambda stub, request: PlainTextResponse("", 404) if MISSING in request.url.path else None
        yield hub


@pytest.fixture
def server(hub: StubHub, tmp_path: Path) -> Iterator[LiveServer]:
    with running(
        hub=hub.url, hub_offline=False, models_dir=tmp_path, downloads="any", remove_models=True, request_deadline_seconds=60
    ) as live:
        yield live


def offer(page: Page, id: str) -> Locator:
    return page.locator(f'.offer[data-model="{id}"]')


def state(page: Page, id: str, expected: str) -> None:
    expect(offer(page, id)).to_have_attribute("data-state", expected)


def test_a_model_is_downloaded_and_looked_into_without_a_reload(
    open_page: Any, hub: StubHub, server: LiveServer, watch: Any
) -> None:
    page = open_page(url=server.url)
    page.evaluate("window.same = true")
    page.get_by_role("radio", name="ImageNet").click()
    panel = page.locator('[data-el="more-panel"]')
    expect(panel).to_be_visible()  # nothing to show yet: the list opens by itself
    expect(page.get_by_role("radio", name="Digits")).to_be_checked()  # what stands below is what is lit
    expect(panel.locator(".elsewhere")).to_contain_text("No model of “ImageNet” is on the page yet")
    expect(panel.locator("p").first).to_contain_text("A download takes the internet")
    expect(panel.locator(".offer")).to_have_count(len(OFFERS))
    assert panel.locator("legend").all_inner_texts() == ["CNN", "ViT", "MLP-Mixer"]
    assert offer(page, VIT).inner_text().split("\n")[:2] == ["ViT-Ti/16", "5.7 M weights · apache-2.0"]
    assert "Published: timm, results/results-imagenet.csv" in (
        offer(page, VIT).locator("b").get_attribute("aria-description") or ""
    )
    expect(offer(page, VIT).locator("input")).to_be_disabled()

    # progress, and cancel
    hub.gate.clear()
    hub.before_gate = 3 * (1 << 14)
    offer(page, VIT).get_by_role("button", name="Download ViT-Ti/16, 23 MB").click()
    state(page, VIT, "downloading")
    bar = offer(page, VIT).get_by_role("progressbar")
    expect(offer(page, VIT).locator(".word")).to_contain_text(" MB")
    until(page, f"""document.querySelector('.offer[data-model="{VIT}"] progress').value > 0""")
    assert float(bar.get_attribute("value") or 1) < 1
    offer(page, VIT).get_by_role("button", name="Cancel").click()
    state(page, VIT, "absent")

    # a failure is a sentence, and the rest goes on
    offer(page, MISSING).locator(".get").click()
    state(page, MISSING, "failed")
    expect(offer(page, MISSING).locator(".trouble")).to_have_text(
        "The hub has no config.json of this model (404). Choose another model."
    )
    expect(offer(page, MISSING).get_by_role("button", name="Try again")).to_be_visible()

    # a model that is not on the list, where the server allows it
    watch.allow("status of 404")
    named = page.get_by_label("Another model of timm's")
    named.fill("nonsense.at_all")
    named.press("Enter")
    expect(panel.locator(".other .trouble")).to_contain_text("timm has no pretrained one of that name")
    hub.gate.set()
    named.fill(NAMED)
    named.press("Enter")
    state(page, NAMED, "ready")
    expect(panel.locator(".other .trouble")).to_be_empty()

    # two models to the end; another page's download is seen here, too
    offer(page, VIT).locator(".get").click()
    page.request.post(f"{server.url}/api/models/{CONVNEXT}/download")
    for id in (VIT, CONVNEXT):
        state(page, id, "ready")
        expect(offer(page, id).locator("input")).to_be_enabled()
        offer(page, id).locator("input").check()
    expect(page.locator(".row")).to_have_count(2)
    expect(page.get_by_role("radio", name="ImageNet")).to_be_checked()
    expect(panel.locator(".elsewhere")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    settle(page)
    assert page.locator(".row h2").all_inner_texts() == ["ConvNeXt-Atto", "ViT-Ti/16"]
    until(page, f"!Object.values(({MAPS})()).includes(0)")  # every card is painted
    painted = maps(page)
    arrays = recorded(server.url, sample="cat", models=VIT)
    assert arrays[f"{VIT}/input"].shape == (3, 224, 224)
    assert np.isfinite(arrays[f"{VIT}/logits"]).all()
    assert page.locator(".sample").count() == sum(sample.kind == "crop" for sample in SAMPLES.values())

    # a photo of one's own
    upload(page, photograph())
    wait_for_maps(page, painted, [key for key in painted if "stem" in key or "patch_embed" in key])
    hash_has(page, "image=~")
    settle(page)
    assert set(answers(page)) == {VIT, CONVNEXT}
    assert page.evaluate("window.same") is True

    # the link opens the same models elsewhere, and on a server that was started anew they are opened for it
    address = page.evaluate("location.hash").replace("&image", "&_")
    server.stop()
    watch.allow("WebSocket connection", "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET", "status of 404")
    settings = server.server.config.app.state.shared.settings.model_copy(update={"port": server.port})
    with running(**settings.model_dump()) as again:
        there = open_page(address, url=again.url)
        expect(there.locator(".row")).to_have_count(2)
        settle(there)

        # removed, it leaves the page
        there.locator('[data-el="more"]').click()
        offer(there, CONVNEXT).get_by_role("button", name="Remove").click()
        state(there, CONVNEXT, "absent")
        expect(there.locator(".row")).to_have_count(1)


def test_offline_it_says_what_to_do_and_the_page_works(open_page: Any, live_server: LiveServer) -> None:
    page = open_page(
        f"#models={VIT}", url=live_server.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    expect(page.locator('[data-el="banner"]')).to_contain_text("ViT-Ti/16: This server does not use the network")
    expect(page.locator(".row")).to_have_count(4)
    page.get_by_role("radio", name="ImageNet").tap()
    refusal = page.locator(".refusal")
    expect(refusal).to_contain_text("make fetch")
    expect(page.locator(".offer .get:visible")).to_have_count(0)
    expect(offer(page, VIT).locator(".word")).to_have_text("not here")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = page.locator('[data-el="more-panel"]').bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844


def test_without_internet_the_list_says_so_after_a_try(open_page: Any, tmp_path: Path) -> None:
    """A server that may fetch models, and cannot: nobody listens where its hub should be."""
    with running(hub="http://127.0.0.1:9", hub_offline=False, models_dir=tmp_path) as live:
        page = open_page(url=live.url)
        page.get_by_role("radio", name="ImageNet").click()
        offline = page.locator(".offline")
        expect(offer(page, VIT).locator(".get")).to_be_visible()
        expect(offline).to_be_hidden()
        offer(page, VIT).locator(".get").click()
        state(page, VIT, "failed")
        expect(offline).to_contain_text("Without internet: the last try did not reach the hub.")

        # the list of another tier is opened by its own button, and the lit tab was right all the time
        page.keyboard.press("Escape")
        expect(page.get_by_role("radio", name="Digits")).to_be_checked()
        page.locator('[data-el="more"]').click()
        expect(page.locator('[data-el="more-panel"] input[data-id="digits-gmlp"]')).to_be_visible()
        page.close()
