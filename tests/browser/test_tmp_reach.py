import pytest

from tests.browser.look import until
from tests.browser.screens import faults


@pytest.mark.parametrize(("w","h","scheme","lang"), [(1440,900,"light","en"),(390,844,"dark","ko")])
def test_shot(open_page, w,h,scheme,lang):
    page = open_page(f"#models=digits-rnn,digits-lstm&stage=digits-lstm/steps.13&view=reading&lang={lang}", viewport={"width":w,"height":h}, color_scheme=scheme)
    until(page, "() => document.querySelector('[data-chart=gradient-back]')?.dataset.drawn > 0 && document.querySelector('[data-chart=rows-in-states]')?.dataset.drawn > 0")
    page.wait_for_timeout(1500)
    page.locator(".open-stage").screenshot(path=f"/tmp/reach-{w}-{lang}.png")
    print(faults(page))
