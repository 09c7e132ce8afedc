"""Every section and the ways it can be looked at: sizes, themes and zooms. `make test` takes one way, `make test-all` all."""

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.support.thorough import ALL

SECTIONS = {
    "rows": "",
    "rows-moved": "#dx=3&dy=-2",
    "stage": "#models=digits-vit,digits-cnn&stage=digits-cnn/act3&dx=2",
    "reading": "#models=digits-rnn,digits-lstm&stage=digits-lstm/steps.13&view=reading",
    "changed": "#section=changed&dx=4",
    "listeners": "#section=listeners&listen=14,14",
    "two": "#section=two&dx=-7&sample2=one&dx2=8",
    "pairs": "#section=pairs&models=pairs-cnn-7-circular,pairs-cnn-7-zero,pairs-vit&sample2=glyph-b&dx2=4",
    "why": "#section=why&dx=2",
    "why-curves": "#section=why&models=digits-cnn,digits-vit&whyCheck=curves",
    "why-twin": "#section=why&models=digits-cnn,digits-vit&whyCheck=twin&whyModel=digits-vit",
    "likeness": "#section=likeness&dx=2&likeTokens=on",
    "granted": "#section=granted&models=digits-mlp,digits-cnn,digits-vit",
    "lineage": "#section=lineage&lineage=norm-resnet",
    "data": "#section=data&dataTraining=both",
    "sequence": "#section=sequence",
    "stack": "#section=stack&stack=two-3x3&against=one-5x5",
    "glossary": "#section=glossary",
    "story": "#story=patches.2",
    "photos": "#models=photos-resnet,photos-vit",
    "rows-korean": "#lang=ko&dx=3",
}
"""Name -> the address that opens it alone."""
if ALL:  # further tabs of an opened stage, and what is altered
    SECTIONS |= {
        "altered": "#off=digits-vit/blocks.3:head.1.zero,digits-cnn/act4:channel.3-40_50.of-two&dx=2",
        "altered-elsewhere": "#off=digits-vit/blocks.3:head.1.zero&section=changed&dx=2",
        "ablation": "#models=digits-vit&stage=digits-vit/blocks.3&view=ablation&off=digits-vit/blocks.3:head.1.zero",
        "early": "#models=digits-vit&stage=digits-vit/blocks.3&view=early.7",
        "strongest": "#models=digits-vit&stage=digits-vit/blocks.3&channel=9&view=strongest.samples",
        "strongest-korean": "#lang=ko&models=digits-mlp&stage=digits-mlp/act1&view=strongest.samples",
        "early-lacks": "#models=digits-cnn&stage=digits-cnn/act3&view=early",
    }


@dataclass(frozen=True)
class Look:
    """A window of `width` x `height` px, in which the page is enlarged by `zoom` %."""

    width: int
    height: int
    theme: str = "light"
    zoom: int = 100

    def __str__(self) -> str:
        return f"{self.width}x{self.height}-{self.theme}-{self.zoom}"

    def options(self) -> dict[str, Any]:
        """For a browser context: a browser's zoom makes the window smaller in CSS pixels, and each of these larger."""
        scale = self.zoom / 100
        size = {"width": round(self.width / scale), "height": round(self.height / scale)}
        touch = {"has_touch": True} if self.width < 900 else {}
        return {"viewport": size, "device_scale_factor": scale, "color_scheme": self.theme} | touch


SIZES = [(1440, 900), (1366, 768), (1280, 720), (390, 844), (844, 390)]
LOOKS = [Look(*size, theme, zoom) for size in SIZES for theme in ("light", "dark") for zoom in (100, 150)]
ONCE = [Look(1280, 720)]
WIDTHS = [Look(1440, 900, zoom=zoom) for zoom in (50, 75, 110, 125, 175, 200)]


def looks() -> list[Look]:
    return LOOKS + WIDTHS if ALL else ONCE


# What sticks out on the right, though nothing that scrolls or clips holds it.
WIDE = """() => {
  const holds = (each) => each && each !== document.body &&
    (getComputedStyle(each).overflowX !== "visible" || getComputedStyle(each).clipPath !== "none" || holds(each.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1 && !holds(each))
    .map((each) => `${each.tagName}.${each.className} ${each.getBoundingClientRect().right}`).slice(0, 5);
}"""
# Text that stands on the page by itself, smaller than `least` px.
SMALL = """(least) => [...new Set([...document.querySelectorAll("body *")]
  .filter((each) => each.checkVisibility() && !each.closest("script, .js-plotly-plot, noscript, .visually-hidden"))
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) < least)
  .map((each) => `${each.tagName}.${each.getAttribute("class")} ${getComputedStyle(each).fontSize}`))]"""
LEAST = 12
# What explains itself to a mouse alone, or shows marks: a `title`, a mark of the glossary in a text, an explanation that no
# control with the focus says, no walk by arrow keys reaches, and the help does not have.
UNREACHED = """() => {
  const focusable = (each) => each.matches("button, a[href], input, select, [tabindex], label:has(input)");
  const gathered = (each) => [...document.querySelectorAll("[data-gather]")]
    .some((control) => control.closest(control.dataset.gather)?.contains(each));
  const help = document.querySelector("dialog")?.textContent ?? "";
  const reached = (each) => focusable(each) || each.closest("[data-walk], label:has(input)") || gathered(each)
    || (each.ariaDescription && help.includes(each.ariaDescription));
  const isCut = (each) => each.matches("[data-cut]") && each.scrollWidth > each.clientWidth;
  const says = (each) => each.matches("[aria-description]") || isCut(each);
  const brief = (why) => (each) => `${why}: ${each.outerHTML.slice(0, 120)}`;
  const shown = [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility() && !each.closest("script"));
  const texts = (each) => [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data)
    .concat([...each.attributes].filter(({ name }) => name.startsWith("aria-")).map(({ value }) => value));
  return [
    ...shown.filter((each) => each.hasAttribute("title")).map(brief("title")),
    ...shown.filter((each) => texts(each).some((text) => /\\[\\[\\D/.test(text))).map(brief("mark")),
    ...shown.filter((each) => says(each) && !reached(each)).map(brief("unreached")),
  ];
}"""


def faults(page: Page) -> list[Any]:
    """What is wider than the window, too small to read, explained to a mouse alone, or wrong to axe."""
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    found = Axe().run(page).response["violations"]
    told = [(one["id"], [node["html"][:160] for node in one["nodes"]][:4]) for one in found]
    return [
        *([wide] if wide[0] > wide[1] else []),
        *page.evaluate(WIDE),
        *page.evaluate(SMALL, LEAST),
        *page.evaluate(UNREACHED),
        *told,
    ]
