"""A network's model card: its numbers open digits, a digit goes to the canvas; no barrier."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES
from tests.browser.hands import choose
from tests.browser.wire import expect_rest
from tests.servers import Server

pytestmark = pytest.mark.browser


def test_a_mistake_goes_from_the_matrix_to_the_canvas(page: Page) -> None:
    choose(page, "mlp")
    page.get_by_role("link", name="model card").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MLP")
    page.get_by_role("link", name="times 9 read as 4").click()
    expect(page.locator("#digits-title")).to_have_text("9 read as 4")
    expect(page.locator(".card-confusion [aria-current]")).to_have_count(1)
    page.locator("#digits li a").first.click()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator("#networks [aria-pressed=true]")).to_have_text("MLP")
    expect(page.locator("#prediction")).to_have_text("4")
    assert expect_rest(page)["label"] == "4"
    expect(page.locator("#ink-source")).to_contain_text("9")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_it_has_no_barrier_on_a_narrow_phone(browser: Browser, server: Server, scheme: str) -> None:
    window = browser.new_context(
        viewport=SIZES["narrow"],
        color_scheme=scheme,
        bypass_csp=True,  # type: ignore[arg-type]
    )
    page = window.new_page()
    page.goto(f"{server.url}/networks/lenet-5")
    page.locator("summary").click()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    window.close()
