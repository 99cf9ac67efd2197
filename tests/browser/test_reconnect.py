"""The server goes away and comes back: no ink is lost, and the page says what happens."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import choose, digit, draw
from tests.browser.wire import expect_rest, wire_of
from tests.servers import free_port, serve

pytestmark = pytest.mark.browser

TOUCHED = """() => {
  document.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  return location.hash.includes("i=");
}"""
"""Somebody goes on touching the page until its address follows."""


def test_ink_drawn_without_a_server_is_answered_later(open_page: OpenPage) -> None:
    port = free_port()
    first, second = digit("4")[0], digit("4")[1:]
    with serve(port=port) as server:
        page = open_page(url=server.url, complaints=False)
        wire = wire_of(page)
        draw(page, [first])
        expect_rest(page)
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    draw(page, second)
    told = len(wire.messages)
    with serve(port=port):
        expect(page.get_by_text("Reconnecting")).to_be_hidden()
        expect(page.locator("#prediction")).to_have_text("4")
        expect_rest(page)
        assert len(wire.messages) > told
        assert len(wire.ink["strokes"]) == 1 + len(second)


def test_what_happens_without_a_server_is_told_later(open_page: OpenPage) -> None:
    port = free_port()
    with serve(port=port) as server:
        page = open_page(url=server.url, complaints=False, offline=False)  # a window of its own
        draw(page, [digit("5")[0]])
        expect_rest(page)
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    expect(page.get_by_text("Not connected")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline")).to_be_visible()
    expect(page.get_by_text("nothing is lost")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline")).to_be_hidden()
    known = int(page.locator("#moments").get_attribute("aria-valuemax") or 0)
    draw(page, digit("5")[1:])
    page.get_by_role("button", name="Undo").click()
    page.keyboard.press("Shift+Z")
    expect(page.locator("#moments")).not_to_have_attribute("aria-valuemax", str(known))
    with serve(port=port):
        page.get_by_role("button", name="Try now").click()
        expect(page.get_by_text("Back again")).to_be_visible()
        expect(page.locator("#prediction")).to_have_text("5")
        assert len(wire_of(page).ink["strokes"]) == 2
        slider = page.locator("#moments")
        expect(slider).to_have_attribute("aria-valuetext", re.compile(": 5, .*done again$"))
        slider.focus()
        page.keyboard.press("PageDown")  # drawn, undone and done again without a server
        expect(slider).to_have_attribute("aria-valuetext", re.compile(r" s: \d, .*undone$"))
        expect(page.get_by_text("Back again")).to_be_hidden()


def test_a_page_that_comes_before_the_server_waits(open_page: OpenPage) -> None:
    page = open_page(complaints=False)
    page.route("**/api/v1/networks", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    expect(page.locator(".skeleton-words")).to_be_visible()
    page.unroute("**/api/v1/networks")
    page.locator("html[data-ready=true]").wait_for()
    expect(page.get_by_role("alert")).to_be_empty()


def test_the_address_follows_even_if_its_module_came_late(open_page: OpenPage) -> None:
    page = open_page(complaints=False)
    page.route("**/address.js", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        draw(page, digit("2"))
    page.unroute("**/address.js")
    page.wait_for_function(TOUCHED)


@pytest.mark.parametrize(
    ("code", "press", "part"),
    [
        ("panels/api/api.js", ".rail-tabs [data-panel-tab=api]", ".api-choice >> nth=0"),
        ("panels/share/share.js", "#share", ".share-url"),
        ("views/help.js", "#help", "#help-dialog"),
    ],
)
def test_a_part_that_does_not_come_is_told_and_comes_later(
    open_page: OpenPage, code: str, press: str, part: str
) -> None:
    page = open_page(complaints=False)
    page.route(f"**/{code}", lambda route: route.abort())
    page.locator(press).click()
    expect(page.locator(".note.problem")).to_contain_text("did not come")
    expect(page.locator("#panel")).to_have_count(0)
    page.unroute(f"**/{code}")
    page.locator(press).click()
    expect(page.locator(part)).to_be_visible()


def test_a_style_sheet_that_came_late_applies(open_page: OpenPage) -> None:
    page = open_page(complaints=False)
    page.route("**/later/gallery.css", lambda route: route.abort())
    page.locator("[data-panel-tab=gallery]").click()
    grid = page.locator(".gallery-grid")
    expect(grid).not_to_have_css("display", "grid")
    page.unroute("**/later/gallery.css")
    expect(grid).to_have_css("display", "grid")


def test_panels_fetch_again_what_failed(open_page: OpenPage) -> None:
    port = free_port()
    with serve(port=port) as server:
        page = open_page(url=server.url, complaints=False)
        choose(page, "vgg-mini")
        draw(page, digit("4"))
        page.locator("[data-panel-tab=trust]").click()
        measured = page.locator(".trust-figure").first
        expect(measured).to_be_visible()
        expect(page.locator(".trust")).to_have_attribute("aria-busy", "false")
        page.locator("[data-panel-tab=neighbours]").click()
        depth = page.locator(".near-depth input")
        depth.focus()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.locator(".near > .near-words")).to_contain_text("The page tries again by itself.")
    expect(depth).to_have_value("0")
    page.locator("[data-panel-tab=trust]").click()
    expect(page.locator(".trust-note")).to_contain_text("The page tries again by itself.")
    with serve(port=port):
        expect(measured).to_be_visible()
        expect(page.locator(".trust-lead")).to_contain_text("Read as 4")
        choose(page, "lenet-5")
        expect(page.locator(".trust")).to_contain_text("This network has no dropout layer")
