"""The views of one kind of block: each opens by its link, and what it shows is what an independent computation finds."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from app.analysis.toeplitz import toeplitzness
from app.interpret import gates
from models.architectures.efficientnet import EfficientNet, Scaling
from models.registry import load
from tests.browser.look import read_array, recorded, until
from tests.browser.stage import figure, go, stage, trace
from tests.conftest import LiveServer, running
from tests.support.lineage import catalog, write
from tests.support.thorough import some

pytestmark = pytest.mark.browser

NAMES = ("digits-densenet", "digits-se-resnet-20", "digits-mobilenet", "digits-efficientnet-0", "digits-resmlp")
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    place = write(tmp_path_factory.mktemp("weights"), NAMES)
    model = load("digits-se-resnet-20", place)
    averages = {
        f"layer{stage}.{block}.se.gate": torch.rand(10, 8 * 2**stage, generator=torch.Generator().manual_seed(stage)).round(
            decimals=3
        )
        for stage in (1, 2, 3)
        for block in range(3)
    }
    assert model.layer2[1].se.fc2.out_channels == averages["layer2.1.se.gate"].shape[1]  # type: ignore[index, union-attr]
    weights = json.loads((place / "digits-se-resnet-20.json").read_text(encoding="utf-8"))["sha256"]
    table = {
        "id": "digits-se-resnet-20", "protocol": "numbers of a test", "weights": weights, "classes": list("0123456789"),
        "gates": {name: rows.tolist() for name, rows in averages.items()},
    }  # fmt: skip
    gates.path_of("digits-se-resnet-20", place).write_text(json.dumps(table), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def server(folder: Any) -> Iterator[LiveServer]:
    with running(catalog(folder)) as live:
        yield live


def opened(open_page: Any, server: LiveServer, hash: str, **options: Any) -> Page:
    return stage(lambda link: open_page(link, url=server.url, **options), hash)


def link(model: str, point: str, view: str) -> str:
    return f"#models={model}&stage={model}/{point}&view={view}"


def test_a_dense_layer_shows_its_stack_and_who_is_used(open_page: Any, server: LiveServer, folder: Any) -> None:
    page = opened(open_page, server, link("digits-densenet", "features.denseblock2.denselayer4", "dense"))
    weight = load("digits-densenet", folder).state_dict()["features.denseblock2.denselayer4.conv1.weight"].double().abs()
    bands = page.locator(".dense-band")
    expect(bands).to_have_count(4)
    widths = [30, 12, 12, 12]
    by_hand = [float(part.mean()) for part in weight.split(widths, dim=1)]
    shown = [float(str(band.get_attribute("data-mean"))) for band in bands.all()]
    assert shown == pytest.approx(by_hand, rel=1e-6)
    for band, width in zip(bands.all(), widths, strict=True):
        expect(band.locator(".dense-maps canvas")).to_have_count(width)
    z = trace(figure(page), "z")
    assert z.shape == (6, 6)
    assert z[:4, 3] == pytest.approx(by_hand, rel=1e-6)
    assert np.isfinite(z).sum() == 21
    expect(page.locator(".vview")).to_contain_text("6·7/2 = 21 connections")
    bands.nth(1).get_by_role("button", name="layer 4").click()
    expect(page.locator(".stage-view .vmuted code").first).to_have_text("features.denseblock2.denselayer1")
    expect(page.locator(".dense-band")).to_have_count(1)  # the view stays, of the other layer


def test_a_chart_waits_for_its_answer(open_page: Any, server: LiveServer) -> None:
    held: list[Any] = []

    def hold(page: Page) -> None:
        page.route("**/api/gates/entry**", lambda route: route.continue_() if held else held.append(route))

    page = open_page(link("digits-se-resnet-20", "layer2.1", "gates"), url=server.url, prepare=hold)
    until(page, "globalThis.Plotly && document.querySelector('.vfigure')")
    while not held:
        page.wait_for_timeout(15)
    expect(page.locator(".vfigure")).to_be_empty()
    held[0].continue_()
    expect(page.locator(".vfigure .main-svg").first).to_be_visible()
    expect(page.locator(".plot-failed")).to_have_count(0)


def test_gates_are_sorted_against_the_classes_and_one_is_taken_apart(open_page: Any, server: LiveServer, folder: Any) -> None:
    page = opened(open_page, server, link("digits-se-resnet-20", "layer2.1", "gates") + "&channel=9")
    arrays = recorded(server.url, sample="seven", models="digits-se-resnet-20")
    found = arrays["digits-se-resnet-20/layer2.1.se.gate"]
    chain = page.locator(".vchain")
    expect(chain).to_have_attribute("data-recorded", re.compile(r"\d"))
    plot = figure(page)
    until(page, "document.querySelector('.vview [data-drawn]').data.length === 5")
    assert trace(plot, "y", 3).astype(np.float32).tolist() == np.sort(found)[::-1].tolist()
    order = trace(plot, "customdata", 3).astype(int)
    table = gates.json.loads(gates.path_of("digits-se-resnet-20", folder).read_text(encoding="utf-8"))["gates"][
        "layer2.1.se.gate"
    ]
    said = int(arrays["digits-se-resnet-20/logits"].argmax())
    assert trace(plot, "y", 2).tolist() == [table[said][channel] for channel in order]
    assert trace(plot, "y", 0).tolist() == [min(row[channel] for row in table) for channel in order]

    # The formula, from the wire's weights and the recorded gate.
    def parameter(name: str) -> np.ndarray:
        query = {"model": "digits-se-resnet-20", "parameter": f"layer2.1.se.{name}"}
        return read_array(httpx.get(f"{server.url}/api/weights", params=query).content).astype(np.float64)

    entry = httpx.post(f"{server.url}/api/gates/entry", params={
        "sample": "seven", "model": "digits-se-resnet-20", "point": "layer2.1.se.gate", "channel": 9,
    }).json()  # fmt: skip
    hidden = np.maximum(parameter("fc1.weight")[:, :, 0, 0] @ np.array(entry["squeezed"]) + parameter("fc1.bias"), 0)
    gate = 1 / (1 + math.exp(-(parameter("fc2.weight")[9, :, 0, 0] @ hidden + parameter("fc2.bias")[9])))
    assert float(str(chain.get_attribute("data-sum"))) == pytest.approx(gate, abs=1e-6)
    assert np.float32(chain.get_attribute("data-recorded")) == found[9]
    expect(page.locator(".vexplain")).to_contain_text("a gate is global")


def test_a_separable_convolution_in_halves_with_its_cost_and_one_sum(open_page: Any, server: LiveServer, folder: Any) -> None:
    page = opened(open_page, server, link("digits-mobilenet", "blocks.1.0", "separable"))
    costs = page.locator(".costs")
    n, m = load("digits-mobilenet", folder).state_dict()["blocks.1.0.conv_pw.weight"].shape[:2]
    assert float(str(costs.get_attribute("data-ratio"))) == pytest.approx(1 / n + 1 / 9, abs=1e-12)
    numbers = [re.sub(r"\D", "", text) for text in costs.locator("tr td:last-child").all_inner_texts()[:4]]
    assert numbers == [str(9 * m * 49), str(m * n * 49), str(9 * m * 49 + m * n * 49), str(9 * m * n * 49)]
    expect(page.get_by_role("listbox", name=f"Space: {m} thin filters")).to_be_visible()

    # Each half's value as its exact sum: of one channel's window, and of one position's channels.
    arrays = recorded(server.url, sample="seven", models="digits-mobilenet")
    for point, place in (("blocks.1.0.bn1", "3-2"), ("blocks.1.0", "4-4"), ("bn1", "7-6")):
        value = arrays[f"digits-mobilenet/{point}"]
        channel = int(value.reshape(len(value), -1).max(1).argmax())
        go(page, link("digits-mobilenet", point, f"number.{place}") + f"&channel={channel}")
        expect(page.locator(".vsheet")).to_have_attribute("data-at", f"{point}/{channel}/{place}")
        row, column = map(int, place.split("-"))
        chain = page.locator(".vchain")
        assert np.float32(chain.get_attribute("data-recorded")) == value[channel, row, column]
        assert float(str(chain.get_attribute("data-sum"))) == pytest.approx(float(value[channel, row, column]), abs=1e-4)


def test_scaling_counts_the_real_architecture(open_page: Any, server: LiveServer) -> None:
    page = opened(open_page, server, link("digits-efficientnet-0", "blocks.1.0", "scaling.1.44-1.21-1.32"))

    def fact(name: str) -> float:
        return float(str(page.locator(f'[data-fact="{name}"]').get_attribute("data-value")))

    def parameters(*factors: float) -> int:
        return sum(one.numel() for one in EfficientNet(Scaling(*factors)).parameters())

    expect(page.locator('[data-fact="parameters"]')).to_be_visible()
    assert (fact("parameters"), fact("side")) == (parameters(1.44, 1.21, 1.32), 28)
    expect(page.locator(".vview")).to_contain_text("α · β² · γ² = 1.92")
    expect(page.locator(".slider output").first).to_have_text("2")
    held, holds = [], [True]
    page.route("**/api/scaling?**", lambda route: held.append(route) if holds else route.continue_())
    page.get_by_label("width").fill("1.5")
    for part in (".vfacts", ".vfigure"):  # of the factors before
        expect(page.locator(f'.vview {part}[data-behind="true"]')).to_be_attached()
    until(page, "getComputedStyle(document.querySelector('.vview .vfacts dd')).visibility === 'hidden'")
    holds.clear()
    for route in held:
        route.continue_()
    until(page, "location.hash.includes('scaling.1.44-1.5-1.32')")
    until(page, "(value) => Number(document.querySelector('[data-fact=parameters]').dataset.value) === value",
          parameters(1.44, 1.5, 1.32))  # fmt: skip
    expect(page.locator('.vview [data-behind="true"]')).to_have_count(0)
    plot = figure(page)
    assert trace(plot, "x", 1).tolist() == [4e6]  # the card of the one scaled model that these weights have
    assert trace(plot, "y", 1).tolist() == [pytest.approx(0.7)]


def test_patch_matrices_stand_beside_each_other(open_page: Any, server: LiveServer, folder: Any) -> None:
    page = opened(open_page, server, link("digits-resmlp", "blocks.2", "patchmatrix.10"))
    expect(page.locator(".patch-rows canvas")).to_have_count(1)  # nobody has asked for another model
    page.get_by_label("Beside").select_option(value="digits-mixer")
    until(page, "location.hash.includes('patchmatrix.10-digits-mixer')")
    own = load("digits-resmlp", folder).state_dict()["blocks.2.linear_tokens.weight"]
    state = load("digits-mixer", folder).state_dict()
    mixed = state["blocks.2.mlp_tokens.fc2.weight"].double() @ state["blocks.2.mlp_tokens.fc1.weight"].double()

    def row(model: str) -> list[float]:
        return [
            float(text) for text in str(page.locator(f'.patch-rows [data-model="{model}"]').get_attribute("data-row")).split()
        ]

    expect(page.locator(".patch-rows canvas")).to_have_count(2)
    assert row("digits-resmlp") == pytest.approx(own[10].tolist(), rel=1e-6)
    assert row("digits-mixer") == pytest.approx(mixed[10].tolist(), rel=1e-5, abs=1e-7)
    cell = page.locator('tr[data-model="digits-resmlp"][data-key="toeplitz"] td').nth(2)
    assert float(str(cell.get_attribute("data-value"))) == pytest.approx(toeplitzness(own, 7, 7), abs=1e-12)
    page.locator(".vquery-picture").focus()
    page.keyboard.press("ArrowRight")
    until(page, "location.hash.includes('patchmatrix.11')")
    assert row("digits-resmlp") == pytest.approx(own[11].tolist(), rel=1e-6)


@pytest.mark.parametrize(("model", "point", "view"), some([
    ("digits-densenet", "features.denseblock2.denselayer6", "dense"), ("digits-se-resnet-20", "layer3.2", "gates"),
    ("digits-mobilenet", "blocks.2.1", "separable"), ("digits-efficientnet-0", "blocks.2.1", "scaling"),
    ("digits-resmlp", "blocks.5", "patchmatrix"),
], first=2))  # fmt: skip
def test_nothing_is_wider_than_a_phone(open_page: Any, server: LiveServer, model: str, point: str, view: str) -> None:
    page = opened(open_page, server, link(model, point, view) + "&theme=dark", viewport=PHONE)
    expect(page.get_by_role("tab", selected=True).last).to_be_visible()
    expect(page.locator(".vview .vcaption:not(:empty)").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_stands_above_a_table_of_the_families_fits_a_phone(open_page: Any, server: LiveServer, language: str) -> None:
    page = open_page(f"families#lang={language}", url=server.url, ready=False, viewport=PHONE)
    captions = page.locator("main caption")
    expect(captions.last).not_to_be_empty()
    rights = captions.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")
    assert rights
    assert max(rights) <= 390


def test_the_families_are_sorted_by_a_click_and_by_a_link(open_page: Any, server: LiveServer) -> None:
    page = open_page("families#published=2-desc", url=server.url, ready=False)
    table = page.locator('[data-sortable="published"]')
    expect(table.locator("tbody tr").first).to_contain_text("JFT")
    best = [float(text) for text in table.locator("tbody td:nth-child(3)").all_inner_texts()]
    assert best == sorted(best, reverse=True)
    page.locator('[data-sortable="published"]').get_by_role("button", name="parameters, M").click()
    expect(table.locator("th").nth(3)).to_have_attribute("aria-sort", "descending")
    assert table.locator("tbody tr").first.locator("td").nth(3).inner_text() == "66"
    assert "published=3-desc" in page.url
