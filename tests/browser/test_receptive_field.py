"""Receptive fields on the page: each number against one that the test computes by itself."""

import re
from typing import Any

import numpy as np
import torch
from playwright.sync_api import Page, expect

from app.analysis.effective_receptive_field import varied
from app.images.samples import sample_images
from models.registry import MODELS, load
from models.spec.entry import DIGIT
from tests.browser.look import until
from tests.browser.stage import figure, go, stage, trace


def width(model: torch.nn.Module, blocks: int) -> float:
    """4σ of the circular CNN's field after so many blocks, one backward pass per channel and picture."""
    energy = torch.zeros(28, 28)
    for image in varied(sample_images("digits", DIGIT), 32):
        x = ((image[None] - 0.1307) / 0.3081).requires_grad_()
        for output in model.blocks[:blocks](x)[0, :, 14, 14]:
            energy += torch.autograd.grad(output, x, retain_graph=True)[0][0, 0].square()
    share = (energy.sqrt() / energy.sqrt().sum()).double().numpy()
    at = np.arange(28)
    variances = [share.sum(axis) @ at**2 - (share.sum(axis) @ at) ** 2 for axis in (0, 1)]
    return float(4 * np.sqrt(np.mean(variances)))


def fact(page: Page, figure: int, name: str) -> str:
    """A number below one of the three pictures: theoretical, initial, trained."""
    line = page.locator(f'.panes figure:nth-child({figure + 1}) [data-fact="{name}"]')
    expect(line).to_have_text(re.compile(r"\S"))
    return line.inner_text()


def test_the_square_and_the_fields_of_a_stage(visit: Any) -> None:
    page = stage(visit, "#models=digits-circular&stage=digits-circular/blocks.1&view=field")
    torch.manual_seed(0)
    models = [MODELS["digits-circular"].build().eval(), load("digits-circular")]
    assert fact(page, 0, "side") == "5\u2009×\u20095 px"
    for at, model in enumerate(models, start=1):
        assert float(fact(page, at, "width").split()[0]) == float(f"{width(model, 2):.3g}")
    drawn = page.locator(".panes figure:first-child .is-theory").evaluate("(rect) => [rect.style.x, rect.style.width]")
    assert drawn == ["12px", "5px"]

    page.get_by_role("button", name="Earlier stage").click()
    expect(page.locator(".stage-name")).to_have_text("conv 1, 1 of 2")
    expect(page).to_have_url(re.compile("view=field.0"))
    assert fact(page, 0, "side") == "3\u2009×\u20093 px"
    assert float(fact(page, 2, "width").split()[0]) == float(f"{width(models[1], 1):.3g}")
    plot = figure(page)
    until(page, "() => document.querySelector('.vview [data-drawn]').data.every(({ y }) => y.every(Number.isFinite))")
    assert trace(plot, "y", 0).tolist() == [3, 5]
    np.testing.assert_allclose(trace(plot, "y", 2), [width(models[1], n) for n in (1, 2)], rtol=1e-3)

    page.locator(".controls").get_by_role("button", name="Grow").click()
    expect(page.locator(".stage-name")).to_have_text("conv 2, 2 of 2")
    expect(page.locator(".controls").get_by_role("button", name="Grow")).to_be_visible()


def test_what_there_is_instead_of_a_square(visit: Any) -> None:
    page = stage(visit, "#stage=digits-vit/blocks.0&view=field")
    assert fact(page, 0, "side") == "whole picture"
    expect(page.locator(".vview")).to_contain_text("From “block 1” on, the square is the whole picture: attention, a softmax")
    assert re.fullmatch(r"\d\d.\d px", fact(page, 2, "width"))
    go(page, "#stage=digits-mlp/act1&view=field")
    expect(page.locator(".vview")).to_contain_text("units instead of positions")
    go(page, "#stage=digits-cnn/gap&view=field")
    expect(page.locator(".reason")).to_contain_text("no positions left")
    expect(page.locator(".panes")).to_be_hidden()
    page.get_by_role("slider", name="Stage").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".panes")).to_be_visible()
    assert fact(page, 0, "side") == "32\u2009×\u200932 px"
    assert page.locator('[data-el="dx"]').inner_text() == "0", "the arrow keys belong to the slider"


def test_squares_look_alike_in_whichever_section_is_opened_first(open_page: Any) -> None:
    looks = set()
    for link in ("#stack=two-3x3&against=one-5x5", "#models=digits-circular&stage=digits-circular/blocks.1&view=field"):
        page = open_page(link)  # a page of its own: no style of another section is there
        square = page.locator(".square-pane .is-theory").first
        expect(square).to_be_visible()
        styles = "(rect) => ['fill', 'stroke', 'strokeWidth'].map((name) => getComputedStyle(rect)[name]).join()"
        looks.add(square.evaluate(styles))
    assert len(looks) == 1
    assert re.match(r"none,rgb.*,2px$", looks.pop())


def totals(page: Page, side: int) -> dict[str, int]:
    cells = page.locator(f".panel-stack .half:nth-child({side}) [data-total]")
    return dict(cells.evaluate_all("(cells) => cells.map((cell) => [cell.dataset.total, Number(cell.dataset.value)])"))


def shown(page: Page, names: str) -> None:
    expect(page.locator('[data-el="stack"]')).to_have_attribute("data-shown", names)


def test_stacks_are_compared_by_link(visit: Any) -> None:
    page = visit("#stack=two-3x3&against=one-5x5")
    shown(page, "two-3x3,one-5x5")
    expect(page.locator(".panel-stack .half").first).to_be_in_viewport()
    assert totals(page, 1) == {"size": 5, "weights": 18 * 64**2, "macs": 18 * 64**2 * 56**2}
    assert totals(page, 2) == {"size": 5, "weights": 25 * 64**2, "macs": 25 * 64**2 * 56**2}
    expect(page.locator(".panel-stack .compare")).to_contain_text("18 C² against 25 C²")
    expect(page.locator(".panel-stack .compare")).to_contain_text("28 % fewer")
    expect(page.locator(".panel-stack .compare")).to_contain_text("between every two convolutions: 1 in A, none in B")
    assert {"r", "MACs", "4σ", "4σ ∕ r"} <= set(page.locator(".panel-stack .terms dt").all_inner_texts())
    assert "Input: " in page.locator(".panel-stack .input-size").first.text_content()
    first = page.locator(".panel-stack .half").first
    expect(first).to_contain_text("r = 1 + 2·1 + 2·1 = 5")
    expect(first).to_contain_text("3² × 64 × 64 = 36\u202f864")
    expect(first).to_contain_text("36\u202f864 × 56² = 115\u202f605\u202f504")

    page.get_by_role("button", name="Three 3×3 – One 7×7").click()
    shown(page, "three-3x3,one-7x7")
    expect(page.locator(".panel-stack .compare")).to_contain_text("27 C² against 49 C²")
    expect(page.locator(".panel-stack .compare")).to_contain_text("81 % more")
    expect(page).to_have_url(re.compile("stack=three-3x3&against=one-7x7"))

    page.get_by_role("button", name="VGG16 – ResNet-18").click()
    shown(page, "vgg16,resnet18")
    assert totals(page, 1) == {"size": 212, "weights": 14_710_464, "macs": 15_346_630_656}
    assert totals(page, 2)["size"] == 435

    page.get_by_role("button", name="Sixteen 3×3 – Five 3×3, two pools").click()
    shown(page, "sixteen-3x3,five-3x3-pools")
    assert totals(page, 1) == {"size": 33, "weights": 144 * 64**2, "macs": 144 * 64**2 * 56**2}
    assert totals(page, 2)["size"] == 33, "pairs with a lesson about cost see equally far"
    expect(page.locator(".panel-stack .lesson")).to_contain_text("five convolutions see as far as sixteen")
    plot = page.locator(".panel-stack .profiles figure:last-child [data-drawn]")
    until(page, "() => document.querySelector('.profiles figure:last-child [data-drawn]')?.data[0].x.length === 16")
    ratio = trace(plot, "y")
    assert [f"{ratio[n - 1]:.2f}" for n in (4, 16)] == ["0.73", "0.40"]


def test_a_stack_of_ones_own_goes_into_the_link(visit: Any) -> None:
    page = visit("#stack=32.3_3.1.16&against=nonsense")
    expect(page.locator(".panel-stack .warning")).to_contain_text("cannot read")
    side = page.locator(".panel-stack .half").first
    side.get_by_role("button", name="Add a pool").click()
    side.get_by_role("button", name="Add a layer").click()
    side.get_by_label("Kernel of layer 3").select_option("7")
    side.get_by_label("Stride of layer 1").select_option("2")
    side.get_by_label("Output channels of layer 1").fill("8")
    side.get_by_label("Output channels of layer 1").press("Enter")
    shown(page, "32.3_3.2.8_p2.2_7.1.16,one-5x5")
    expect(page).to_have_url(re.compile(r"stack=32\.3_3\.2\.8_p2\.2_7\.1\.16"))
    # 1 + 2·1 + 1·2 + 6·4; 3²·3·8 at 16 x 16, 7²·8·16 at 8 x 8
    assert totals(page, 1) == {"size": 29, "weights": 216 + 6272, "macs": 216 * 256 + 6272 * 64}
    counts = side.locator(".funnel").get_attribute("aria-label")
    assert counts.endswith("29, 14, 7, 1")
    side.locator("tbody tr").first.hover()
    expect(side.locator(".funnel")).to_have_attribute("aria-label", re.compile("3, 1$"))
    side.get_by_role("button", name="Remove layer 3").click()
    shown(page, "32.3_3.2.8_p2.2,one-5x5")


def test_a_phone_needs_no_sideways_scroll(open_page: Any) -> None:
    page = open_page("#stack=vgg16&against=two-3x3", viewport={"width": 390, "height": 844}, has_touch=True)
    shown(page, "vgg16,two-3x3")
    figure(page, ".panel-stack .profiles")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert page.locator(".panel-stack").evaluate("(panel) => panel.scrollWidth <= panel.clientWidth")
