"""An own model is added by the form under the list of models: it stands on the page and says what its file means."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.look import answers, hash_has, settle
from tests.conftest import LiveServer, running
from tests.support.added import logits, write

pytestmark = pytest.mark.browser


def share(url: str) -> tuple[str, float]:
    """What the model answers to the first sample, and with how many percent, by NumPy alone."""
    query = {"tier": "own", "model": "own-build", "sample": "cat"}
    png = httpx.get(f"{url}/api/pattern", params=query, timeout=60).raise_for_status().json()["png"]
    z = logits(np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")) / 255)
    shares = np.exp(z) / np.exp(z).sum()
    return ("ant", "bee", "cow")[int(shares.argmax())], 100 * float(shares.max())


@pytest.fixture(scope="module")
def live() -> Iterator[LiveServer]:
    with running(add_models=True) as live:
        yield live


def form_of(page: Page) -> Locator:
    page.locator('[data-el="more"]').click()
    return page.get_by_role("region", name="Add a model")


def test_a_bad_place_or_file_is_said_and_nothing_is_lost(open_page: Any, live: LiveServer, watch: Any, tmp_path: Path) -> None:
    page = open_page("#dx=2", url=live.url)
    form = form_of(page)
    where, secret = form.get_by_label("Where it is"), form.get_by_label("Secret")
    trouble = form.locator("form .trouble")
    watch.allow("status of 403", "status of 422")
    where.fill(f"{tmp_path}/lost.py:build")
    secret.fill("guessed")
    secret.press("Enter")
    expect(trouble).to_have_text("That is not the secret that the server's terminal prints. Copy it from there.")
    secret.fill(live.shared.add_secret)
    secret.press("Enter")
    expect(trouble).to_have_text("There is no file lost.py.")
    expect(where).to_have_value(f"{tmp_path}/lost.py:build")
    (tmp_path / "bad.py").write_text("def build():\n    return 7\n")
    where.fill(f"{tmp_path}/bad.py:build")
    where.press("Enter")
    row = form.locator('[data-added="own-build"]')
    expect(row).to_have_attribute("data-state", "unavailable")
    expect(row.locator(".trouble")).to_contain_text("must return an nn.Module, or (module, facts). It returns int.")
    settle(page)
    expect(page.locator(".row")).to_have_count(4)
    hash_has(page, "dx=2")
    row.get_by_role("button", name="Remove build").click()
    expect(row).to_have_count(0)


def test_a_model_is_added_opened_anew_and_removed(open_page: Any, live: LiveServer, tmp_path: Path) -> None:
    page = open_page(url=live.url)
    form = form_of(page)
    form.get_by_label("Secret").fill(live.shared.add_secret)
    form.get_by_label("Where it is").fill(write(tmp_path))
    form.get_by_label("Where it is").press("Enter")
    row = form.locator('[data-added="own-build"]')
    expect(row).to_have_attribute("data-state", "ready")
    hash_has(page, "models=own-build")
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator('[data-sample="cat"]').click()
    hash_has(page, "sample=cat")
    settle(page)
    label, percent = share(live.url)
    assert answers(page)["own-build"] == f"{label} {percent:.0f} % why?"

    # as its file is now, the page begins anew with it
    write(tmp_path, seed=0.3)
    form_of(page)
    with page.expect_navigation():
        row.get_by_role("button", name="Open build anew").click()
    expect(page.locator(".row h2")).to_have_text("build")

    # removed, it is off the page, which goes on with the others
    form_of(page)
    row.get_by_role("button", name="Remove build").click()
    expect(page.locator(".row")).to_have_count(4)
    expect(page.get_by_role("radio", name="Your model")).to_have_count(0)
    settle(page)
