"""Inside a stage: weights as pictures, attention, and the sum behind one number."""

import re
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.look import read_array, recorded
from tests.browser.stage import figure, go, stage, trace

pytestmark = pytest.mark.browser

WEIGHTS = (
    ("digits-mlp/act1", "fc1.weight", (7,), "weights&channel=7"),
    ("digits-cnn/act1", "conv1.weight", (4, 0), "weights&channel=4"),
    ("digits-cnn/act3", "conv3.weight", (4, 9), "weights.9&channel=4"),
    ("digits-vit/patch_embed", "patch_embed.proj.weight", (2, 0), "weights&channel=2"),
    ("digits-vit/pos_drop", "pos_embed", (1, 2), "weights.9"),
    ("digits-mixer/blocks.1", "blocks.1.mlp_tokens.fc1.weight", (9,), "weights.9"),
)


def test_weights_are_shown_as_pictures(visit: Any, live_server: Any) -> None:
    page = visit()
    for key, parameter, tile, view in WEIGHTS:
        go(page, f"#stage={key}&view={view}")
        query = {"model": key.partition("/")[0], "parameter": parameter}
        array = read_array(httpx.get(f"{live_server.url}/api/weights", params=query).raise_for_status().content)
        assert np.array_equal(trace(figure(page), "z").astype(np.float32), array[tile]), key
        quantity = "cosine similarity" if parameter == "pos_embed" else f"weight ({parameter})"
        expect(page.locator(".vview .vhead").first).to_contain_text(quantity)
        colours = page.locator(".vweights-wall canvas").evaluate(
            "(c) => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size"
        )
        assert colours > 5, key


def test_token_mixing_units_stand_beside_their_inverse(visit: Any) -> None:
    page = stage(visit, "#stage=digits-mixer/blocks.0&view=weights")
    expect(page.locator(".vweights-one")).to_contain_text(re.compile(r"partner is hidden unit \d+ \(cosine −0\.\d+"))


def test_attention_rows_sum_to_one_and_are_the_recorded_ones(visit: Any, live_server: Any) -> None:
    page = stage(visit, "#stage=digits-vit/blocks.2&view=attention.24-1")
    recording = recorded(live_server.url, sample="seven", models="digits-vit")
    array = recording["digits-vit/blocks.2.attn.softmax"]
    assert page.locator('[data-fact="sum"]').all_inner_texts() == ["1.000"] * 5
    assert [float(text) for text in page.locator('[data-fact="class"]').all_inner_texts()[:4]] == pytest.approx(
        array[:, 24, 0], rel=6e-3
    )
    expect(page.locator(".vquery strong")).to_have_text("patch 3, 2")
    assert np.array_equal(trace(figure(page), "z").astype(np.float32), array[1])
    page.get_by_role("button", name="class token", exact=True).click()
    expect(page.locator(".vquery strong")).to_have_text("class token")
    expect(page).to_have_url(re.compile(r"view=attention\.0-1"))
    page.locator(".vquery-picture").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".vquery strong")).to_have_text("patch 0, 0")
    page.locator(".vhead-map canvas").nth(2).click(position={"x": 90, "y": 50})
    expect(page.locator(".vquery strong")).to_have_text("patch 3, 6")
    expect(page.locator(".vexplain")).to_contain_text("not an explanation")


NUMBERS = (
    ("digits-mlp/act1", None, None),
    ("digits-mlp/act1", 9, None),
    ("digits-cnn/act1", 9, (10, 14)),
    ("digits-cnn/act1", 3, (0, 27)),
    ("digits-cnn/act2", 5, (10, 14)),
    ("digits-cnn/pool1", 5, (6, 7)),
    ("digits-cnn/act3", 11, (5, 9)),
    ("digits-cnn/act6", None, (3, 3)),
    ("digits-cnn/gap", None, None),
    ("digits-vit/patch_embed", 3, (2, 2)),
    ("digits-vit/pos_drop", 3, (2, 2)),
    ("digits-mixer/stem", 8, (3, 4)),
)


def test_one_number_adds_up(visit: Any, live_server: Any) -> None:
    page = visit("#dx=1")
    models = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]
    arrays = recorded(live_server.url, sample="seven", models=models, dx=1)
    for key, number, cell in NUMBERS:
        array = arrays[key]
        maps = array.reshape(len(array), -1) if array.ndim != 2 else array[-49:].T  # channel x position
        number = int(maps.max(axis=1).argmax()) if number is None else number
        columns = array.shape[2] if array.ndim == 3 else 7
        expected = maps[number, cell[0] * columns + cell[1] if cell else 0]
        place = f"{cell[0]}-{cell[1]}" if cell else "0-0"
        go(page, f"#dx=1&stage={key}&view=number.{place}&channel={number}")
        expect(page.locator(".vsheet")).to_have_attribute("data-at", f"{key.partition('/')[2]}/{number}/{place}")
        chain = page.locator(".vchain")
        expect(chain).to_contain_text("agrees")
        total, shown = (float(chain.get_attribute(f"data-{name}")) for name in ("sum", "recorded"))  # type: ignore[arg-type]
        assert np.float32(shown) == expected, key
        assert total == pytest.approx(float(expected), rel=1e-4, abs=1e-4), key


def test_probabilities_are_derived_at_the_last_stage(visit: Any) -> None:
    page = stage(visit, "#stage=digits-cnn/gap&view=number")
    rows = page.locator(".vsoftmax tbody tr").all_inner_texts()
    assert len(rows) == 10
    assert sum(float(re.search(r"([\d.]+) %", row)[1]) for row in rows) == pytest.approx(100, abs=0.2)
