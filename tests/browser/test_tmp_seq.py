import pytest
from tests.browser.look import until
@pytest.mark.parametrize(("w","h","scheme","lang"), [(1440,900,"light","en"),(390,844,"dark","ko")])
def test_shot(open_page, w,h,scheme,lang):
    page = open_page(f"#section=sequence&lang={lang}", viewport={"width":w,"height":h}, color_scheme=scheme)
    until(page, "() => [...document.querySelectorAll('.sequence-chart')].filter((one) => one.dataset.drawn > 0).length >= 2")
    page.wait_for_timeout(1500)
    page.screenshot(path=f"/tmp/seq-{w}-{lang}.png", full_page=True)
    from tests.browser.screens import faults
    print(faults(page))
