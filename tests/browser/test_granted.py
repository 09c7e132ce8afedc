"""What a form takes for granted: the section by its link, its numbers are the server's, a switch goes with the page."""

import re
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.browser.look import hash_has, hash_of, until
from tests.conftest import LiveServer

CELLS = """() => Object.fromEntries([...document.querySelectorAll("[data-switch]")].map((row) =>
  [row.dataset.switch, [...row.querySelectorAll("td")].map((cell) => cell.querySelector(".label b")?.textContent ?? null)]))"""


def test_switches_say_what_the_server_says_and_lead_to_every_section(open_page: Any, live_server: LiveServer) -> None:
    names = ["digits-mlp", "digits-cnn", "digits-vit"]
    page: Page = open_page(f"#section=granted&dx=2&models={','.join(names)}")
    until(page, "() => { const { shown, tested } = document.querySelector('.panel-granted').dataset; return shown && tested; }")
    cells = page.evaluate(CELLS)
    query = {"sample": "seven", "dx": 2, "models": names, "switch": [name for name in cells if ":" in name]}
    said = httpx.post(f"{live_server.url}/api/granted", params=query, timeout=60).json()["models"]
    for at, one in enumerate(said):
        answers = {row["switch"]: row["predictions"][0]["label"] for row in one["switches"]}
        assert {name: row[at] for name, row in cells.items() if row[at]} == answers
    cards = {one["id"]: one["granted"] for one in httpx.get(f"{live_server.url}/api/models").json()["models"]}
    right = page.locator('[data-switch="pixels:1"] .right').all_inner_texts()
    assert right == [f"{cards[name]['top1']['pixels:1']:.1f} % right" for name in names]
    assert "1000 of MNIST's test pictures" in page.locator(".panel-granted .note").first.inner_text()
    vit = page.locator('[data-model="digits-vit"] [data-name="patches-no-positions"]')
    assert vit.inner_text().startswith("Yes: the patches are shuffled, and the position embeddings are zero")
    assert page.locator('[data-model="digits-vit"] td').first.locator('[data-name="patches"]').inner_text().startswith("No:")

    page.locator('[data-switch="turn:180"] button').click()
    hash_has(page, "transform=turn:180")
    until(page, """() => document.querySelector('[data-switch="turn:180"] button').getAttribute("aria-pressed") === "true" """)
    page.locator(".rail a").first.click()  # the rows are of the turned picture
    label = {one["model"]: one["switches"] for one in said}["digits-cnn"]
    turned = next(row["predictions"][0]["label"] for row in label if row["switch"] == "turn:180")
    until(
        page,
        """(label) => document.querySelector('.row[data-model="digits-cnn"] .answer').innerText.trim().startsWith(label)""",
        turned,
    )
    assert page.locator('[data-el="changed"]').inner_text().startswith("The picture reaches the models transformed.")
    page.get_by_role("button", name="Show it as it is").click()
    until(page, "() => !location.hash.includes('transform')")
    assert "dx=2" in hash_of(page)


TESTED = """() => {
  const panel = document.querySelector(".panel-granted");
  globalThis.said = [];
  new MutationObserver(() => globalThis.said.push(panel.dataset.tested)).observe(panel, { attributeFilter: ["data-tested"] });
}"""


def test_symmetries_of_the_picture_before_are_not_shown(open_page: Any) -> None:
    page: Page = open_page("#section=granted&models=digits-mlp")
    until(page, "document.querySelector('.panel-granted').dataset.tested")
    page.evaluate(TESTED)
    held: list[Any] = []
    page.route("**/api/symmetries?**dx=1&**", lambda route: held.append(route))
    page.evaluate("location.hash = '#section=granted&models=digits-mlp&dx=1'")
    while not held:
        page.wait_for_timeout(15)
    page.evaluate("location.hash = '#section=granted&models=digits-mlp&dx=2'")
    held[0].continue_()
    until(page, "globalThis.said.length")
    assert all('"dx":2' in said for said in page.evaluate("globalThis.said"))


def test_the_cover_is_dragged_and_moved_by_keys(open_page: Any, live_server: LiveServer) -> None:
    page: Page = open_page("#section=granted&models=digits-cnn,digits-vit&dx=1")
    page.locator('[data-switch^="cover:"] button').click()
    hash_has(page, "transform=cover:10:10:8:8")
    canvas = page.locator('[data-el="scene"]')
    box = canvas.bounding_box()
    assert box
    side = box["width"] / 28
    page.mouse.move(box["x"] + 14 * side, box["y"] + 14 * side)  # on the cover
    page.mouse.down()
    page.mouse.move(box["x"] + 14 * side, box["y"] + 10 * side)
    page.mouse.move(box["x"] + 12 * side, box["y"] + 8 * side)
    page.mouse.up()
    hash_has(page, "transform=cover:8:4:8:8")
    assert "dx=1" in hash_of(page), "the digit stays where it is"
    expect(page.get_by_role("button", name="Move the cover")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    hash_has(page, "transform=cover:9:4:8:8")

    query = {"sample": "seven", "dx": 1, "models": ["digits-cnn", "digits-vit"], "switch": ["cover:9:4:8:8"]}
    said = httpx.post(f"{live_server.url}/api/granted", params=query, timeout=60).json()["models"]
    labels = [one["switches"][0]["predictions"][0]["label"] for one in said]
    until(
        page,
        """(labels) => [...document.querySelectorAll('[data-switch="cover:9:4:8:8"] .label b')]
             .map((one) => one.textContent).join() === labels.join()""",
        labels,
    )
    page.mouse.move(box["x"] + 25 * side, box["y"] + 25 * side)  # beside it: the digit
    page.mouse.down()
    page.mouse.move(box["x"] + 27 * side, box["y"] + 25 * side)
    page.mouse.up()
    hash_has(page, "dx=3")
    assert "transform=cover:9:4:8:8" in hash_of(page)


def test_what_was_trained_on_shuffled_digits_stands_below(visit: Any, live_server: LiveServer) -> None:
    study = httpx.get(f"{live_server.url}/api/studies/shuffled").json()
    page: Page = visit("#section=granted")
    table = page.locator(".shuffled table")
    expect(table).to_be_visible()
    assert [row.get_attribute("data-form") for row in table.locator("tbody tr").all()] == [
        one["form"] for one in study["forms"]
    ]
    for form in study["forms"]:
        row = table.locator(f'tr[data-form="{form["form"]}"]')
        ranges = {}
        for way in study["ways"]:
            wrong = [100 - one["test"] for one in form["trainings"] if one["way"] == way]
            cell = row.locator(f'[data-way="{way}"]')
            if not wrong:
                expect(cell).to_have_text("not trained yet")
                continue
            expect(cell.locator("b")).to_have_text(f"{sum(wrong) / len(wrong):.2f} % wrong")
            several = f"{min(wrong):.2f} to {max(wrong):.2f}, {len(wrong)} trainings"
            expect(cell.locator("small")).to_have_text(several if len(wrong) > 1 else "one training")
            ranges[way] = (min(wrong), max(wrong))
        for way in ranges.keys() - {"plain"}:
            low, high = ranges["plain"]
            if min(len([1 for one in form["trainings"] if one["way"] == each]) for each in ("plain", way)) < 2:
                expect(row.locator(f'[data-way="{way}"]')).not_to_contain_text(re.compile("range|points"))
                continue
            meets = ranges[way][0] <= high and low <= ranges[way][1]
            said = row.locator(f'[data-way="{way}"] > span').last
            expect(said).to_contain_text("within the range" if meets else "percentage points")
