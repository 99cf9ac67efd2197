"""Figures of the chapters that can be turned, typed into and pointed at."""

import json

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import digit, draw
from tests.browser.wire import expect_rest
from tests.servers import Server

pytestmark = pytest.mark.browser


def traced(page: Page, server: Server, network: str) -> dict[str, object]:
    """What the API says about the ink on the page."""
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    ink = json.loads(page.evaluate("sessionStorage.getItem('inkling.lesson-ink')"))
    url = f"{server.url}/api/v1/networks/{network}/trace"
    answer: dict[str, object] = httpx.post(url, json={"ink": ink}).json()
    return answer


def test_a_knob_shows_the_network_that_was_trained_with_it(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(path="/learn/best-practices")
    draw(page, digit("5"))
    expect_rest(page)
    step = page.locator("#field")
    step.locator(".ask input").first.focus()
    expect(page.locator(".cell")).to_contain_text("5×5 kernel")
    expect(step.locator(".knob-result").first).to_be_hidden()
    step.locator("[data-reveal]").click()
    expect(step.locator(".knob-result").first).to_be_visible()
    step.locator(".knob").get_by_label("11×11").check()
    expect(page.locator(".cell")).to_contain_text("11×11 kernel")
    said = traced(page, server, "practice-field-11")
    expect(step.locator(".knob-said")).to_contain_text(f"“{said['label']}”")
    expect(page.locator("#prediction")).to_have_text(str(said["label"]))
    page.locator("#stride .ask input").first.focus()
    expect(page.locator(".cell")).to_contain_text("5×5 kernel")
    step.locator(".ask input").first.focus()
    expect(page.locator(".cell")).to_contain_text("11×11 kernel")  # what was chosen stays


def test_dropout_is_sampled_where_there_is_some(open_page: OpenPage) -> None:
    page = open_page(path="/learn/best-practices")
    step = page.locator("#dropout")
    step.locator(".ask input").first.focus()
    expect(step.locator(".trust-samples li")).to_have_count(4)
    expect(step.locator(".trust-samples line").first).to_be_attached()
    step.locator(".knob").get_by_label("0 %", exact=True).check()
    expect(step.locator(".lesson-figure")).to_contain_text("drops nothing")


def test_a_sentence_is_read_while_it_is_typed(open_page: OpenPage) -> None:
    page = open_page(path="/learn/best-practices")
    figure = page.locator(".sentence")
    shares = figure.locator(".figure-shares li")
    expect(shares.first).to_contain_text("95.3 %")
    figure.get_by_role("button", name="3", exact=True).click()
    expect(shares.first).to_contain_text("4.7 %")
    figure.get_by_label("Your sentence").fill("never dull")
    expect(figure.locator("th.seen")).to_have_text(["never", "dull"])
    expect(figure.locator(".sentence-sum")).to_contain_text("“never” 1, “dull” 1; bias −1")


def test_the_drawing_is_a_film(open_page: OpenPage) -> None:
    page = open_page(path="/learn/best-practices")
    figure = page.locator(".film")
    expect(figure).to_contain_text("until you draw")
    draw(page, [[[0.2, 0.5], [0.5, 0.5], [0.8, 0.5]]])
    expect(figure).to_contain_text("This is your drawing")
    right = figure.locator(".figure-shares li").first
    expect(right).to_contain_text("right")
    assert float(right.inner_text().split()[1]) > 50
    figure.get_by_role("slider").press("Home")
    expect(figure.locator(".film-frames .seen")).to_have_count(2)
    expect(figure.locator(".film-moment")).to_contain_text("Frames 1 and 2")
    figure.get_by_role("button", name="backwards").click()
    expect(right).to_contain_text("25.0 %")


def test_table_one_can_be_walked(open_page: OpenPage) -> None:
    page = open_page(path="/learn/lenet-5")
    figure = page.locator(".partners")
    expect(figure.get_by_role("button")).to_have_count(60)
    figure.get_by_role("button", name="Map 1 of S2 goes into map 1 of C3", exact=True).focus()
    expect(figure.locator(".sentence-sum")).to_contain_text("Map 1 of C3 reads 3 maps: 1, 2, 3.")
    expect(page.locator(".cell-head")).to_contain_text("Feature map 1,")
    page.keyboard.press("ArrowRight")
    expect(figure.locator("[aria-pressed=true]")).to_have_attribute("data-to", "4")
    expect(page.locator(".cell-head")).to_contain_text("Feature map 5,")
    expect(figure.locator(".sentence-sum")).to_contain_text("Of the pinned number’s sum")
    figure.get_by_role("button", name="Map 6 of S2 goes into map 16 of C3").hover()
    expect(figure.locator(".sentence-sum")).to_contain_text("reads 6 maps")
