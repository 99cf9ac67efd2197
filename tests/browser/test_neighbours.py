"""Neighbours: the drawing on the map of digits, layer by layer; and the page about a unit."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PATIENCE, OpenPage
from tests.browser.hands import choose, digit, draw
from tests.browser.test_axe import barriers
from tests.browser.wire import expect_answered, network_of, rest, wire_of
from tests.servers import Server

pytestmark = pytest.mark.browser


def open_panel(page: Page) -> None:
    page.locator("[data-panel-tab=neighbours]").click()


def names(page: Page) -> list[str]:
    """What each of the twelve is called."""
    buttons = page.locator(".near-list button").all()
    return [button.get_attribute("aria-label") or "" for button in buttons]


def expect_nearest(page: Page, layer: str) -> None:
    """The list and the words are what REST says of the drawing."""
    expect(page.locator(".near-depth label b")).to_have_text(layer)
    expect(page.locator(".near-list button")).to_have_count(12)
    expect_answered(page)
    assert wire_of(page).messages[-1]["neighbours"] == layer
    told = rest(page, "neighbours", layer=layer)
    first = told["nearest"][0]
    expect(page.locator(".near-list button").first).to_have_attribute(
        "aria-label", re.compile(f"^a {first['label']}, ")
    )
    assert [name[2] for name in names(page)] == [one["label"] for one in told["nearest"]]
    expect(page.locator(".near > .near-words")).to_contain_text("Its twelve nearest:")


def test_the_drawing_moves_on_the_map_of_any_layer(page: Page) -> None:
    anatomy = choose(page, "lenet-5")
    open_panel(page)
    expect(page.locator(".near > .near-words")).to_have_text(re.compile("^Draw: "))
    draw(page, digit("4"))
    expect_nearest(page, "f6_tanh")
    page.locator(".near-depth input").focus()
    page.keyboard.press("Home")
    expect_nearest(page, anatomy["layers"][0]["name"])
    apart = page.locator(".near-depth .near-words b")
    expect(apart).to_have_text("83.5 %")
    page.keyboard.press("End")
    expect_nearest(page, anatomy["layers"][-1]["name"])
    assert float(apart.inner_text().split()[0]) > 99
    page.locator(".near-list button").first.click()
    expect(page.locator("#ink-source")).to_have_text("a 4 of the MNIST test set")
    expect(page.locator(".near-list small").first).to_have_text("0.00")
    choose(page, "crash-course")
    expect_nearest(page, "softmax")  # it has one, too
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("c")
    expect_answered(page)
    assert "neighbours" not in wire_of(page).messages[-1]


def test_a_network_that_was_not_dissected_says_what_to_run(
    open_page: OpenPage, own_server: Server
) -> None:
    page = open_page(url=own_server.url, complaints=False)
    choose(page, "make")
    open_panel(page)
    expect(page.locator(".panel .near-words")).to_contain_text("inkling dissect --network")
    draw(page, digit("2"))
    expect_answered(page)


def test_from_a_cell_to_what_its_channel_wants(page: Page, api: httpx.Client) -> None:
    choose(page, "crash-course")
    draw(page, digit("5"))
    page.locator("[data-layer=relu1] canvas:visible").nth(3).click()
    page.wait_for_url(re.compile("&i=.*&k=conv:3"))  # the way back is in the address
    page.get_by_role("link", name="What does this channel want?").click()
    page.wait_for_url("**/units/crash-course/conv/3")
    expect(page.locator("h1")).to_have_text("What does feature map 4 want?")
    unit = api.get("/api/v1/networks/crash-course/units/conv/3").json()
    labels = page.locator(".digits").first.locator("li b").all_inner_texts()
    assert labels == [one["label"] for one in unit["top"]]
    assert barriers(page) == ""
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/units/crash-course/conv/4")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**/units/crash-course/relu1/4")
    page.go_back()
    page.go_back()
    page.go_back()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator("#prediction")).to_have_text("5")
    assert network_of(page) == "crash-course"


def test_the_page_about_a_unit_reads_without_javascript(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.url}/units/vgg-mini/dense2/7")
    expect(page.locator("h1")).to_have_text("What does Class “7” want?")
    sides = page.locator(".digits svg.digit").first.bounding_box()
    assert sides is not None
    assert sides["width"] > 60
    for link in ("←", "→"):
        assert page.get_by_role("link", name=link).is_visible()
    context.close()
