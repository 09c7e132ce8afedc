"""Top pictures: by its link, by clicks and keys, with numbers that a pass of the test's own gives; one is taken over."""

import io
import json
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from models.registry import load
from tests.browser.look import hash_has, until
from tests.browser.stage import stage
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser

ASKED = '.strong-result[data-behind="false"]'
LIST = ".strong-list-of-pictures > li"


def received(live_server: LiveServer, model: str, sample: str) -> torch.Tensor:
    answer = httpx.post(f"{live_server.url}/api/trace.npz", params={"sample": sample, "models": model}, timeout=60)
    return torch.from_numpy(np.load(io.BytesIO(answer.content))[f"{model}/input"])[None]


def channel_of(live_server: LiveServer, model: str, point: str, channel: int) -> dict[str, torch.Tensor]:
    """Of every sample digit what the module puts out there, by a hook."""
    kept: list[torch.Tensor] = []
    network = load(model)
    network.get_submodule(point).register_forward_hook(lambda *call: kept.append(call[-1][0]))
    samples = httpx.get(f"{live_server.url}/api/samples").json()["samples"]
    names = [one["name"] for one in samples if one["fit"] == "digits"]
    with torch.no_grad():
        for name in names:
            network(received(live_server, model, name))
    return dict(zip(names, (one[..., channel] if one.dim() == 2 else one[channel] for one in kept), strict=True))


def shown(page: Page, channel: int, **also: Any) -> list[dict[str, str]]:
    """The figures of the answer to this very question."""
    wanted = json.dumps({"channel": channel} | also)
    until(
        page,
        f"""() => {{
            const said = JSON.parse(document.querySelector('{ASKED}')?.dataset.shown ?? "{{}}");
            return Object.entries({wanted}).every(([key, value]) => JSON.stringify(said[key]) === JSON.stringify(value));
        }}""",
    )
    found: list[dict[str, str]] = page.locator(LIST).evaluate_all("(all) => all.map(({ dataset }) => ({ ...dataset }))")
    return found


def value(place: Locator, key: str = "value") -> float:
    return float(place.get_attribute(f"data-{key}") or "nan")


def test_the_strongest_samples_of_a_channel_and_one_of_them_taken_over(visit: Any, live_server: LiveServer) -> None:
    page: Page = stage(visit, "#models=digits-cnn&stage=digits-cnn/act3&channel=5&view=strongest.samples")
    figures = shown(page, 5)
    maps = channel_of(live_server, "digits-cnn", "act3", 5)
    order = sorted(maps, key=lambda name: -float(maps[name].max()))
    assert [float(one["value"]) for one in figures] == pytest.approx([float(maps[name].max()) for name in order[:12]], abs=1e-5)
    first = figures[0]
    row, column = divmod(int(first["position"]), 14)
    assert float(maps[order[0]][row, column]) == pytest.approx(float(first["value"]), abs=1e-5)
    assert first["field"] == f"{2 * row - 4},{2 * column - 4},{2 * row + 6},{2 * column + 6}"
    said = page.locator(".strong-said")
    expect(said).to_contain_text("In all 13 pictures asked, channel 5 is between 0 and")
    assert value(said, "highest") == float(first["value"])
    assert value(page.locator(".strong-now")) == pytest.approx(float(maps["seven"].max()), abs=1e-5)
    expect(page.get_by_role("group", name="Which pictures are asked").get_by_role("button", pressed=True)).to_have_text(
        "Samples"
    )

    taken = page.locator(f"{LIST}[data-value='{figures[1]['value']}'] button")
    taken.focus()
    page.keyboard.press("Enter")
    hash_has(page, f"sample={order[1]}")
    hash_has(page, "channel=5")
    until(page, f"() => Number(document.querySelector('.strong-now').dataset.value).toFixed(3) === {f3(figures[1])}")
    expect(taken).to_be_focused()


def f3(figure: dict[str, str]) -> str:
    return json.dumps(f"{float(figure['value']):.3f}")


STREAMS = """() => {
  const real = fetch;
  let asked = 0;
  const lines = [1, 2].map((done) => JSON.stringify({ done, of: 4 }) + "\\n").join("");
  globalThis.fetch = (address, ...rest) =>
    String(address).includes("api/strongest?")
      ? Promise.resolve(new Response(new ReadableStream({
          start(stream) { if (!asked++) stream.enqueue(new TextEncoder().encode(lines)); },
        })))
      : real(address, ...rest);
}"""


def test_a_new_question_takes_away_how_far_the_old_one_was(open_page: Any) -> None:
    page = stage(open_page, "#stage=digits-mlp/act1&view=strongest&channel=3")
    expect(page.locator(ASKED)).to_be_visible()
    page.evaluate(STREAMS)
    bar = page.locator(".strong-progress")
    page.locator(".vview .vstepper button").last.click()
    expect(bar).to_be_visible()
    page.locator(".vview .vstepper button").last.click()
    expect(bar).to_be_hidden()


def test_a_generated_digit_becomes_the_picture_of_now_bit_for_bit(open_page: Any, live_server: LiveServer) -> None:
    page: Page = stage(open_page, "#models=digits-vit&stage=digits-vit/blocks.3&channel=9&dx=3&view=strongest.generated.lowest")
    [first, *_] = shown(page, 9, end="lowest", of=["generated"])
    assert float(first["value"]) < 0
    expect(page.get_by_role("radio", name="Smallest")).to_be_checked()
    page.locator(f"{LIST} button").first.click()
    until(page, f"() => Number(document.querySelector('.strong-now').dataset.value).toFixed(3) === {f3(first)}")
    hash_has(page, "image=")
    assert "dx=" not in page.evaluate("location.hash"), "it stands where it stood when the model was asked"

    # The picture of the link, through a network of the test's own.
    query = {"model": "digits-vit", "of": "generated", "number": first["number"]}
    png = httpx.get(f"{live_server.url}/api/strongest/picture.png", params=query).content
    trace = httpx.post(
        f"{live_server.url}/api/trace.npz", content=png, headers={"Content-Type": "image/png"},
        params={"models": "digits-vit", "fit": "none"}, timeout=60,
    )  # fmt: skip
    x = torch.from_numpy(np.load(io.BytesIO(trace.content))["digits-vit/input"])[None]
    model, kept = load("digits-vit"), []
    model.blocks[3].register_forward_hook(lambda *call: kept.append(call[-1][0, :, 9]))
    with torch.no_grad():
        model(x)
    assert kept[0].min().item() == pytest.approx(float(first["value"]), abs=1e-4)
    assert int(kept[0].argmin()) == int(first["position"])

    page.get_by_role("radio", name="Largest").click()
    hash_has(page, "view=strongest.generated")
    assert float(shown(page, 9, end="highest")[0]["value"]) > 0
    page.get_by_role("button", name="Next channel").click()
    hash_has(page, "channel=10")
    shown(page, 10, end="highest")


def test_a_drawing_is_asked_too_and_silent_units_are_listed(open_page: Any, live_server: LiveServer, digit: bytes) -> None:
    page: Page = stage(open_page, "#models=digits-mlp&stage=digits-mlp/act1&channel=0&view=strongest")
    shown(page, 0, own=[])
    page.locator("[data-el=file]").set_input_files({"name": "seven.png", "mimeType": "image/png", "buffer": digit})
    expect(page.get_by_role("button", name="Yours")).to_be_visible()
    page.get_by_role("button", name="Generated", exact=True).click()
    hash_has(page, "own")
    page.evaluate("location.hash = location.hash.replace(/view=[^&]*/, 'view=strongest.samples-own')")
    figures = shown(page, 0, of=["samples", "own"])
    units = channel_of(live_server, "digits-mlp", "act1", 0)
    [own] = [one for one in figures if one["set"] == "own"]
    assert float(own["value"]) == pytest.approx(float(units["seven"]), abs=1e-4)
    page.get_by_role("button", name="Samples", exact=True).click()
    assert [one["set"] for one in shown(page, 0, of=["own"])] == ["own"]

    page.evaluate("location.hash = location.hash.replace(/view=[^&]*/, 'view=strongest.samples-generated')")
    shown(page, 0, of=["samples", "generated"])
    row = page.locator('.strong-stages [data-point="act1"]')
    listed = page.locator(".strong-list button")
    expect(listed.first).to_be_visible()
    assert listed.count() == int(row.get_attribute("data-silent") or "0") > 0
    listed.first.click()
    number = int(listed.first.get_attribute("data-key") or "-1")
    hash_has(page, f"channel={number}")
    shown(page, number)
    expect(page.locator(".strong-said")).to_contain_text("no picture is stronger than another")
    expect(page.locator(LIST)).to_have_count(0)
    assert not any(float(one) for one in channel_of(live_server, "digits-mlp", "act1", number).values())
