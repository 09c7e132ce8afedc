"""The page in another language: chosen from the browser, in the rail, or by the link; only names stay English."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import hash_of, settle, until
from tests.browser.screens import SECTIONS

pytestmark = pytest.mark.browser

KOREAN = {"locale": "ko-KR"}
HANGUL = re.compile("[가-힣]")
NAME = re.compile(
    r"mix|scope|Mixscope [\d.]+|ImageNet|PNG|SVG|\.npz|MACs|NLL|ECE|dx|dy|r, px|[\d.×²\s]*px|dx -?\d+, dy -?\d+"
    r"|(arXiv|doi)[ :][\d./a-z]+"
    r"|g?MLP|CNN|ViT|RNN|LSTM|(MLP-)?Mixer|ResMLP|Plain( \d+)?|(SE-|Pre-act )?ResNet([- ]\d+)?( · 2015)?|DenseNet|MobileNet"
    r"|EfficientNet( φ=\d)?|VGG16|VGG16 – ResNet-18|(ViT|Mixer)-[BLH]/\d+|MLP-Mixer:|DeiT-(Ti|S|B)"
    r"|Grad-CAM|ReLU|tanh|GELU|σ|mean \|w\||max\(0, [−\d.]+\)"
)
"""What is called so in every language: models, formats, units, measures in formulas."""

# What a reader sees, and what is read out to one who does not; code, papers' titles and names of languages are as they are.
SAID = """() => {
  const spoken = ["title", "aria-label", "aria-description", "placeholder"];
  const apart = "script, style, noscript, code, kbd, pre, [lang=en], .js-plotly-plot";
  const texts = [...document.querySelectorAll("body *")]
    .filter((each) => !each.closest(apart))
    .flatMap((each) => [
      ...[...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data),
      ...(each.matches('a[href^="https:"]') ? [] : spoken.map((key) => each.getAttribute(key))),
    ]);
  return [...new Set(texts.map((text) => (text ?? "").trim()))].filter((text) => /[A-Za-z]{2,}/.test(text));
}"""
THERE = "[...document.querySelectorAll('main > section')].every((each) => each.hidden || each.childElementCount)"

STAGES = {
    "residual": "#stage=digits-resnet-20/layer2.1&view=residual&models=digits-resnet-20",
    "attention": "#stage=digits-vit/blocks.2&view=attention",
    "number": "#stage=digits-cnn/act1&view=number",
    "field": "#stage=digits-cnn/act3&view=field",
}


def english(page: Page) -> list[str]:
    """Texts without a word of Korean that are no names, and Korean ones with English words in a row outside brackets."""
    found = []
    for text in page.evaluate(SAID):
        if HANGUL.search(text):
            outside = re.sub(r"\([^()]*\)|“[^”]*”|`[^`]*`", "", text)
            found += [text] if re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", outside) else []
        elif not NAME.fullmatch(text):
            found.append(text)
    return found


def test_who_reads_korean_finds_no_english_but_names(open_page: Any) -> None:
    page = open_page(**KOREAN)
    assert page.evaluate("document.documentElement.lang") == "ko"
    for address in [*SECTIONS.values(), *STAGES.values()]:
        if not address.startswith("#models=photos"):  # the names of classes are those of the data set
            page.evaluate("(hash) => { location.hash = hash; }", address)
            settle(page)
            until(page, THERE)
            assert (address, english(page)) == (address, [])
    page.locator('[data-el="help"]').click()
    expect(page.get_by_role("dialog")).to_contain_text("사용법")


def test_the_language_is_chosen_in_the_rail_and_the_view_stays(open_page: Any) -> None:
    page = open_page("#section=stack&dx=3")
    choice = page.get_by_label("Language")
    choice.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator('[data-el="stack"] h2').first).to_have_text("필터 쌓기")
    expect(page).to_have_title("얼마나 멀리 보나 · Mixscope")
    assert {"section=stack", "dx=3", "lang=ko"} <= set(hash_of(page).lstrip("#").split("&"))
    assert page.locator("meta[name=description]").get_attribute("content").startswith("숫자를 끄는 동안")

    page.locator('a[href^="./families"]').click()
    expect(page).to_have_title("모델 계열 · Mixscope")
    apart = set(page.locator("#classes td").all_inner_texts())
    assert [text for text in english(page) if text not in apart and not re.fullmatch(r"[\w/²-]+( \(.*\))?", text)] == []
    page.get_by_label("Language").select_option("en")
    expect(page).to_have_title("Families · Mixscope")
