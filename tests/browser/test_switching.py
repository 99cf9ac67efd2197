"""Changing one's mind between networks, and a page that rests when nothing happens."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.hands import digit, draw

pytestmark = pytest.mark.browser

COUNT_PAINTINGS = """() => {
  window.paintings = 0;
  new PerformanceObserver((list) => {
    window.paintings += list.getEntriesByName("inkling-paint").length;
  }).observe({ type: "measure" });
}"""

RESTS = """() => {
  const now = performance.now();
  if (window.paintings !== window.counted) [window.counted, window.since] = [window.paintings, now];
  return now - window.since > 1500;
}"""


def press(page: Page, title: str) -> None:
    page.locator("#networks").get_by_role("button", name=title, exact=True).click()


def test_back_before_the_other_network_came(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/v1/networks/lenet-5", lambda route: held.append(route))
    with page.expect_websocket() as opened:
        page.reload()
    page.locator("html[data-ready=true]").wait_for()
    with opened.value.expect_event("framereceived"):
        press(page, "LeNet-5")
    press(page, "Crash course")
    draw(page, digit("6"))
    expect(page.locator("#prediction")).to_have_text("6")
    assert len(held) == 1


def test_a_page_at_rest_paints_nothing(page: Page) -> None:
    page.evaluate(COUNT_PAINTINGS)
    press(page, "VGG mini")
    expect(page.locator(".stage .more").first).to_be_visible()
    draw(page, digit("8"))
    expect(page.locator("#prediction")).to_have_text("8")
    page.wait_for_function(RESTS, timeout=15_000)
    assert page.evaluate("window.paintings") > 0
