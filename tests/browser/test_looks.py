"""Both themes, all sizes."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, SIZES, OpenPage
from tests.browser.hands import digit, draw

pytestmark = pytest.mark.browser

TITLES = """() => [...document.querySelectorAll(".stage-head h2")].map((title) => {
  const text = document.createRange();
  text.selectNodeContents(title);
  const { left, right } = text.getBoundingClientRect();
  return [left, right];
})"""


@pytest.mark.parametrize("size", SIZES)
def test_nothing_sticks_out(open_page: OpenPage, size: str) -> None:
    page = open_page(viewport=SIZES[size])
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    width = SIZES[size]["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    pad = box(page, "#pad")
    assert pad["width"] == pytest.approx(pad["height"], abs=1)
    assert pad["x"] >= 0
    assert pad["x"] + pad["width"] <= width
    if width >= 900:
        assert page.evaluate("document.documentElement.scrollHeight") <= SIZES[size]["height"]
        last = box(page, "#bars li:last-child")
        assert last["y"] + last["height"] <= SIZES[size]["height"], "all ten bars are seen"


def box(page: Page, selector: str) -> Any:
    found = page.locator(selector).bounding_box()
    assert found
    return found


def test_on_a_phone_ink_comes_first_then_answer_then_layers(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    tops = [box(page, part)["y"] for part in ("#pad", "#tools", "#answer", "#flow", "#cell-pane")]
    assert tops == sorted(tops)
    assert tops[0] < 200, "the pad is there without scrolling"
    small = page.evaluate(
        """() => [...document.querySelectorAll(".bar button, .bar a.button, .draw button")]
            .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 40)
            .map((each) => each.textContent)"""
    )
    assert small == [], "fingers need room"


def test_the_theme_follows_the_system_until_chosen(open_page: OpenPage) -> None:
    page = open_page(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = background(page)

    page.get_by_role("button", name="Light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert background(page) != dark
    page.reload()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.get_by_role("button", name="Light")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="As the system").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_ink_is_bright_on_black_and_dark_on_paper(open_page: OpenPage) -> None:
    for scheme, lighter in (("dark", True), ("light", False)):
        page = open_page(color_scheme=scheme)
        draw(page, [[[0.5, 0.1], [0.5, 0.9]]])
        expect(page.locator("#prediction")).to_have_text("1")
        ink = page.evaluate(
            """() => {
                const pad = document.querySelector("#ink");
                const half = Math.round(pad.width / 2);
                return [...pad.getContext("2d").getImageData(half, half, 1, 1).data];
            }"""
        )
        assert ink[3] == 255
        assert (sum(ink[:3]) > 600) is lighter


def test_ink_changes_its_colour_with_the_system(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    draw(page, [[[0.5, 0.1], [0.5, 0.9]]])
    expect(page.locator("#prediction")).to_have_text("1")
    page.emulate_media(color_scheme="light")
    page.wait_for_function(
        """() => {
            const pad = document.querySelector("#ink");
            const half = Math.round(pad.width / 2);
            return pad.getContext("2d").getImageData(half, half, 1, 1).data[0] < 100;
        }"""
    )


def test_reduced_motion_stops_what_moves(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0


@pytest.mark.parametrize("size", ["small", "desk"])
def test_the_columns_of_lenet_fit_and_their_titles_stand_apart(
    open_page: OpenPage, size: str
) -> None:
    page = open_page(viewport=SIZES[size])
    page.locator("#networks").get_by_role("button", name="LeNet-5").click()
    expect(page.locator(".stage")).to_have_count(8)
    flow = page.locator(".flow-scroll")
    hidden = flow.evaluate("(flow) => flow.scrollWidth - flow.clientWidth")
    assert hidden == 0 or hidden > 24, "all fit, or what does not is large enough to be read"
    titles = page.evaluate(TITLES)
    assert all(right + 6 <= left for (_, right), (left, _) in pairwise(titles))


SIDEWAYS = """() => [...document.querySelectorAll(".cell-pane, .cell-row, .motion-stage")]
    .map((part) => part.scrollWidth - part.clientWidth)"""


@pytest.mark.parametrize("network", ["Crash course", "LeNet-5", "VGG mini"])
def test_on_a_small_desk_nothing_is_cut_at_the_side(open_page: OpenPage, network: str) -> None:
    page = open_page(viewport=SIZES["small"])
    page.locator("#networks").get_by_role("button", name=network).click()
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    expect(page.locator("#moments")).to_be_in_viewport(ratio=1)
    expect(page.locator(".timeline-words")).to_be_in_viewport(ratio=1)
    assert max(page.evaluate(SIDEWAYS)) <= 0, "the table"
    layers = page.locator(".stage [data-layer]:visible")
    for at in range(layers.count()):
        layers.nth(at).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".cell")).to_be_visible()
        assert max(page.evaluate(SIDEWAYS)) <= 1, layers.nth(at).get_attribute("data-layer")
        facts = box(page, ".cell-head")
        assert facts["height"] < 125, "the title takes no more than it says"
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.locator(".summary .play").click()
    expect(page.locator(".motion")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator(".motion .numbers").last).to_be_visible()
    assert max(page.evaluate(SIDEWAYS)) <= 1, "the player"


def test_no_sum_covers_what_it_sums(open_page: OpenPage) -> None:
    page = open_page(viewport=SIZES["small"])
    page.locator(".stage").nth(1).locator("canvas:visible").nth(2).click()
    result = page.locator(".result").bounding_box()
    products = page.locator(".cell .numbers").nth(2).bounding_box()
    assert result
    assert products
    assert result["y"] + result["height"] <= products["y"] or (
        result["x"] >= products["x"] + products["width"]
    )
