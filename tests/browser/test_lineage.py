"""The lineage in a real browser: opened by a link, every number an independently computed one."""

import re
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Page, expect

from models.registry import card, load
from tests.browser.look import hash_has, recorded, settle, until
from tests.browser.stage import seven

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent

FILLED = """[...document.querySelectorAll(".one")].every((side) => {
  const part = side.querySelector("canvas").getBoundingClientRect().width / side.clientWidth;
  return 0.9 < part && part <= 1;
})"""


def test_the_lineage_is_opened_by_a_link_and_quotes_the_source(open_page: Any, live_server: Any) -> None:
    page = open_page("#lineage=norm-resnet")
    section = page.locator('[data-el="lineage"]')
    expect(section.locator(".step")).to_have_count(13)
    for which, file in (("before", "architectures/plain_net.py"), ("after", "architectures/resnet.py")):
        line = section.locator(f'[data-which="{which}"]')
        code = line.locator("code").inner_text()
        number = re.search(r"models/([\w/]+\.py), line (\d+)", line.locator("figcaption").inner_text())
        assert number
        assert number[1] == file
        source = (ROOT / "models" / file).read_text(encoding="utf-8").splitlines()
        assert source[int(number[2]) - 1].strip().startswith(code)
    expect(section.locator('[data-which="after"] mark')).to_have_text("+ skip")
    facts = card("digits-resnet-20")
    expect(section.locator('[data-step="resnet"] [data-fact="accuracy"]')).to_have_text(f"{facts['top1']:.2f} %")

    # the key stage at this picture is the recorded one
    canvas = section.locator('.one[data-model="digits-resnet-20"] canvas')
    expect(canvas).to_have_attribute("data-max", re.compile(r"\d"))
    values = recorded(live_server.url, sample="seven", models="digits-resnet-20")["digits-resnet-20/layer2.1"]
    assert float(canvas.get_attribute("data-max")) == pytest.approx(float(values.max()), rel=1e-5)

    # the gradient through the depth, and the training curve, are those of autograd and of the card
    expect(section.locator('[data-when="trained"]')).to_contain_text("class 7")
    model = load("digits-resnet-20")
    x = model.act1(model.bn1(model.conv1(seven(live_server.url).requires_grad_())))
    depth = [x]
    for block in [*model.layer1, *model.layer2, *model.layer3]:
        depth.append(block(depth[-1]))
    loss = F.cross_entropy(model.fc(model.global_pool(depth[-1])).double(), torch.tensor([7]))
    norms = [gradient.norm().item() for gradient in torch.autograd.grad(loss, depth)]
    assert curve(page, "gradient", "ResNet 20") == pytest.approx([norm / norms[-1] for norm in norms], rel=1e-3)
    assert curve(page, "loss", "ResNet 20") == pytest.approx([epoch["train_loss"] for epoch in facts["curve"]])
    assert curve(page, "lesion", "ResNet 20") == [row["top1"] for row in facts["lesion"]]


def curve(page: Page, chart: str, name: str) -> list[float]:
    found = "(document.querySelector(`[data-chart=${chart}]`)?.data ?? []).find((trace) => trace.name === name)?.y"
    until(page, f"([chart, name]) => Boolean({found})", [chart, name])
    return page.evaluate(f"([chart, name]) => [...{found}]", [chart, name])


ROWS = "[...document.querySelectorAll('.row')].map((row) => row.dataset.model)"
FOUR = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]


def test_what_another_network_answered_does_not_stand_under_the_new_name(open_page: Any, live_server: Any) -> None:
    page = open_page("#lineage=norm-resnet")
    section = page.locator('[data-el="lineage"]')
    first = section.locator(".one").first
    expect(first.locator(".says")).not_to_have_text("")
    held: list[Any] = []
    page.route("**/api/activation?*model=digits-resnet-20*", lambda route: held.append(route))
    page.evaluate("location.hash = '#lineage=resnet-preact'")  # the same stage of another network
    expect(first).to_have_attribute("data-model", "digits-resnet-20")
    page.evaluate("location.hash = '#lineage=resnet-preact&theme=dark'")  # what is there is painted anew
    expect(first).to_have_attribute("data-behind", "true")
    expect(first.locator(".says")).to_have_text("")
    expect(first.locator(".muted").first).to_contain_text("Plain")
    for route in held:
        route.continue_()
    expect(first).to_have_attribute("data-behind", "false")
    expect(first.locator(".muted").first).to_contain_text("ResNet")


def test_gradients_of_other_weights_are_pale_until_theirs_are_there(open_page: Any) -> None:
    page = open_page("#lineage=norm-resnet")
    chart = page.locator(".chart", has=page.get_by_role("radio", name="at initialisation")).first
    expect(chart.locator('[data-when="trained"]')).to_be_attached()
    held: list[Any] = []
    page.route("**/gradients?*when=initial*", lambda route: route.continue_() if held else held.append(route))
    chart.get_by_role("radio", name="at initialisation").click()
    expect(chart.locator('[data-behind="true"]')).to_be_attached()
    held[0].continue_()
    expect(chart.locator('[data-behind="false"] [data-when="initial"]')).to_be_attached()


def test_choosing_a_step_compares_and_leaves_the_rows(visit: Any) -> None:
    page = visit("#lineage=norm-resnet&dx=3")
    section = page.locator('[data-el="lineage"]')
    captions = section.locator(".one .muted", has_text="block 5")
    expect(captions).to_have_count(2)  # the same block of both
    expect(section.locator(".degradation")).to_be_visible()
    section.locator('[data-step="mixer"] .name').click()
    hash_has(page, "lineage=vit-mixer")
    expect(section.locator(".pair")).to_be_in_viewport()
    expect(section.locator(".degradation")).to_be_hidden()
    expect(section.locator('[data-which="after"] figcaption')).to_contain_text("mixes space, in each channel by itself")
    assert page.evaluate(ROWS) == FOUR
    expect(section.locator('[data-which="after"] code')).to_contain_text("self.mlp_tokens")
    expect(section.locator(".one").nth(1)).to_contain_text("Mixer")
    section.get_by_label("with", exact=True).select_option("mlp")
    hash_has(page, "lineage=vit-mlp")
    expect(section.locator(".code h4")).to_have_text("The line that each is about")

    # "See it" leads to the view where the idea is seen, with the same picture at the same place
    href = section.locator('[data-step="vit"] .see').get_attribute("href")
    assert "stage=digits-vit/blocks.2" in href
    assert "view=attention" in href
    assert "dx=3" in href


def test_the_pair_goes_into_the_rows_and_the_way_back_stays(open_page: Any) -> None:
    page = open_page("#lineage=norm-resnet&dx=3")
    section = page.locator('[data-el="lineage"]')
    section.get_by_role("button", name="Show both in the rows").click()
    until(page, f"({ROWS}).join() === 'digits-plain-20,digits-resnet-20'")
    expect(page.locator(".row").first).to_be_in_viewport()
    expect(section).to_be_hidden()
    page.get_by_role("button", name="Back to MLP, CNN, ViT and Mixer").click()
    until(page, f"({ROWS}).join() === '{','.join(FOUR)}'")
    expect(section).to_be_visible()
    expect(page.get_by_role("button", name="Back to MLP")).to_be_hidden()


def test_see_it_leads_to_what_it_opens_and_back(open_page: Any) -> None:
    page = open_page("#lineage=norm-resnet&dx=3")
    section = page.locator('[data-el="lineage"]')
    section.locator('[data-step="densenet"] .see').click()
    hash_has(page, "view=dense")
    expect(page.locator(".open-stage")).to_be_in_viewport()
    assert page.evaluate(ROWS) == ["digits-densenet"]
    expect(page.get_by_role("button", name="Back to MLP, CNN, ViT and Mixer")).to_be_visible()
    page.go_back()
    until(page, f"({ROWS}).join() === '{','.join(FOUR)}'")
    expect(page.get_by_role("button", name="Back to MLP")).to_be_hidden()
    expect(page.locator(".open-stage")).to_have_count(0)


def test_a_map_of_the_pair_opens_that_channel(visit: Any) -> None:
    page = visit("#lineage=norm-resnet")
    canvas = page.locator('.one[data-model="digits-resnet-20"][data-behind="false"] canvas')
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] * 2.5 / 8, "y": box["height"] * 0.75})
    hash_has(page, "stage=digits-resnet-20/layer2.1")
    hash_has(page, "channel=10")


def test_the_maps_of_the_pair_fill_a_window_that_becomes_another(open_page: Any) -> None:
    page = open_page("#section=lineage&lineage=norm-resnet")
    expect(page.locator('.one[data-model="digits-resnet-20"][data-behind="false"] canvas')).to_be_visible()
    for width in (800, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        until(page, FILLED)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_steps_that_come_when_the_section_is_left_are_shown_when_it_is_back(open_page: Any) -> None:
    held: list[Any] = []
    page = open_page(
        "#section=lineage", prepare=lambda page: page.route(re.compile("/api/lineage"), lambda route: held.append(route))
    )
    expect(page.locator('[data-el="lineage"] > .waiting')).to_be_visible()
    rail = page.get_by_role("navigation")
    rail.get_by_role("link", name="Rows").click()
    expect(page.locator('[data-el="lineage"]')).to_be_hidden()
    held[0].continue_()
    expect(page.locator('[data-el="lineage"] .step')).to_have_count(13)
    rail.get_by_role("link", name="Lineage").click()
    expect(page.locator('.one[data-behind="false"]')).to_have_count(2)


def test_the_lineage_is_no_wider_than_a_phone(open_page: Any) -> None:
    page = open_page("#lineage=vit-mixer", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    expect(page.locator(".one canvas").nth(1)).to_have_attribute("data-max", re.compile(r"\d"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_is_asked_before_the_lineage_is_open(open_page: Any) -> None:
    asked: list[str] = []
    page = open_page(prepare=lambda page: page.on("request", lambda request: asked.append(request.url)))
    settle(page)
    assert [url for url in asked if "/api/lineage" in url or "/api/residual" in url] == []
    page.get_by_role("link", name="Lineage").click()
    expect(page.locator('[data-el="lineage"] .step')).to_have_count(13)
    assert [url for url in asked if "/api/lineage" in url]


def test_a_network_of_a_thousand_layers_is_put_into_the_rows(open_page: Any) -> None:
    page = open_page("#section=lineage")
    part = page.locator("section.depths")
    expect(part.locator("table.study-table tbody tr")).to_have_count(3)
    button, facts = part.locator('[data-model="depth-resnet-1002"]'), card("depth-resnet-1002")
    expect(button).to_contain_text(f"{100 - facts['top1']:.2f} % wrong")
    button.click()
    hash_has(page, "models=depth-resnet-1002")
    row = page.locator('.row[data-model="depth-resnet-1002"]')
    expect(row).to_contain_text(f"{facts['top1']:.1f} % right", timeout=90_000)
    row.get_by_role("button", name="All 502 stages").click()
    expect(row.locator('.card[data-point="blocks.41"]')).to_have_count(1)
