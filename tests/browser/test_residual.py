"""The residual stream in a real browser: opened by a link, every number an independently computed one."""

import re
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from models.architectures.resnet import ResNet
from models.registry import card, load
from tests.browser.look import drag, hash_has, recorded, until
from tests.browser.stage import at_its_place, seven, stage, trace

pytestmark = pytest.mark.browser

LINK = "#models=digits-resnet-20&stage=digits-resnet-20/layer2.1&view=residual&channel=3"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def fact(page: Page, name: str) -> float:
    return float(page.locator(f'.vview [data-fact="{name}"]').get_attribute("data-value") or "nan")


def states(model: ResNet, x: torch.Tensor) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """x and F(x) of every block, without the blocks' own forward."""
    x, found = model.act1(model.bn1(model.conv1(x))), []
    for block in [*model.layer1, *model.layer2, *model.layer3]:
        skip, added = block.downsample(x), block.bn2(block.conv2(block.act1(block.bn1(block.conv1(x)))))
        found.append((skip[0], added[0]))
        x = (skip + added).relu()
    return found


def test_the_residual_stream_of_a_block(visit: Any, live_server: Any) -> None:
    page = stage(visit, LINK)
    x, model = seven(live_server.url), load("digits-resnet-20")
    wanted = states(model, x)
    ratios = [(added.norm() / skip.norm()).item() for skip, added in wanted]
    until(page, "document.querySelector('.ratio-chart').data?.[0]?.y?.length === 9")
    bars = page.locator(".ratio-chart")
    np.testing.assert_allclose(trace(bars, "y"), ratios, rtol=1e-4)
    assert fact(page, "ratio") == pytest.approx(ratios[4], rel=1e-4)
    expect(page.locator(".vview")).to_contain_text("A ReLU follows on the sum")

    # the maps of the channel in the link, on one scale
    skip, added = wanted[4]
    for part, values in enumerate((skip[3], added[3], skip[3] + added[3])):
        canvas = page.locator(f'figure[data-part="{part}"] canvas')
        expect(canvas).to_have_attribute("data-max", re.compile(r"\d"))
        assert float(canvas.get_attribute("data-max")) == pytest.approx(values.max().item(), rel=1e-4)
        assert float(canvas.get_attribute("data-min")) == pytest.approx(values.min().item(), rel=1e-4, abs=1e-6)

    # the paths: Binomial, and the measured shares add up
    expect(page.locator(".vview")).to_contain_text("hold at least 90 %")
    until(page, "document.querySelector('.path-chart').data?.length === 2")
    np.testing.assert_allclose(trace(page.locator(".path-chart"), "y")[4], 126 / 512)
    assert trace(page.locator(".path-chart"), "y", 1).sum() == pytest.approx(1, abs=1e-6)

    # the switch: this picture's answer without the branch, and the card's number beside it
    page.get_by_role("switch", name="Switch the branch off").click()
    hash_has(page, "view=residual.4-off")
    for parameter in model.layer2[1].bn2.parameters():
        parameter.zero_()
    share, label = torch.softmax(model(x)[0], 0).max(0)
    expect(page.locator(".vview .verdict")).to_have_attribute("data-label", str(label.item()))
    assert float(page.locator(".vview .verdict").get_attribute("data-value")) == pytest.approx(share.item(), rel=1e-3)
    facts = card("digits-resnet-20")
    measured = next(row["top1"] for row in facts["lesion"] if row["block"] == "layer2.1")
    expect(page.locator(".vview")).to_contain_text(
        f"{facts['lesion_whole']:.2f} % right with all branches, {measured:.2f} % without"
    )


def ends(page: Page, part: int) -> list[float]:
    """Least and largest value of one of the three maps."""
    found = page.locator(f'figure[data-part="{part}"] canvas')
    expect(found).to_have_attribute("data-max", re.compile(r"\d"))
    return [float(found.get_attribute(f"data-{end}") or "nan") for end in ("min", "max")]


def test_the_residual_maps_follow_the_pattern(open_page: Any, live_server: Any) -> None:
    page = stage(open_page, LINK)
    before = ends(page, 1)
    drag(page, 3, 0)
    at_its_place(page, "#dx=3")
    x = recorded(live_server.url, sample="seven", models="digits-resnet-20", dx=3)["digits-resnet-20/input"]
    _, added = states(load("digits-resnet-20"), torch.from_numpy(x)[None])[4]
    until(page, f"document.querySelector('figure[data-part=\"1\"] canvas').dataset.max !== '{before[1]}'")
    assert ends(page, 1) == pytest.approx([added[3].min().item(), added[3].max().item()], rel=1e-4)


def test_what_is_of_another_branch_is_pale_until_the_answer_comes(open_page: Any) -> None:
    page = stage(open_page, LINK.replace("residual", "residual.4-off"))
    shown = page.locator('.vview[data-view="residual"]')
    verdict, row = shown.locator(".part", has=page.get_by_role("switch")), shown.locator(".maps")
    expect(verdict.locator(".verdict")).to_have_attribute("data-label", re.compile(r"\d"))
    expect(row).to_have_attribute("data-behind", "false")
    held: list[Any] = []
    page.route(re.compile("/api/residual/(lesion|maps)"), lambda route: held.append(route))
    page.evaluate("location.hash = location.hash.replace('residual.4-off', 'residual.6-off')")
    for one in (row, verdict):
        expect(one).to_have_attribute("data-behind", "true")
    for route in held:
        route.continue_()
    for one in (row, verdict):
        expect(one).to_have_attribute("data-behind", "false")


def test_a_vit_has_two_branches_per_block_on_a_phone_too(open_page: Any) -> None:
    page = open_page("#models=digits-vit&stage=digits-vit/blocks.0&view=residual.1-off", **PHONE)
    expect(page.locator(".vview .verdict")).to_have_attribute("data-label", re.compile(r"\d"))
    until(page, "document.querySelector('.ratio-chart').data?.length === 2")
    assert len(trace(page.locator(".ratio-chart"), "y", 1)) == 6
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
