"""While you drew: every answer is kept with its moment, and the whole page can go back to it."""

import json
import re

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import (
    Wire,
    digit,
    draw,
    expect_answer,
    expect_answered,
    network_of,
    predict,
)
from tests.browser.test_flow import NETWORKS, PAINTED_WRONG, choose, tones

pytestmark = pytest.mark.browser


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="While you drew")


def moments(page: Page) -> int:
    """How many moments there are."""
    return 1 + int(slider(page).get_attribute("aria-valuemax") or 0)


def says(label: str) -> re.Pattern[str]:
    """The words of a moment at which the network read this."""
    return re.compile(rf": {re.escape(label)}, ")


def marked(word: str) -> re.Pattern[str]:
    """The words of a moment at which this happened."""
    return re.compile(rf", {word}$")


def scrub(page: Page, part: float) -> None:
    """Press the pointer on the timeline, somewhere between its ends."""
    box = slider(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + part * box["width"], box["y"] + 20, steps=4)
    page.mouse.up()


def settle(page: Page, wire: Wire) -> None:
    """Wait until the page has nothing more to ask and all is answered."""
    told = -1
    while told != len(wire.messages):
        told = len(wire.messages)
        page.wait_for_timeout(150)
        expect_answered(page, wire)


def points(wire: Wire) -> int:
    """How much ink the server was told last."""
    return sum(map(len, wire.ink["strokes"]))


def write(page: Page, label: str) -> Wire:
    """Draw a digit at a hand's speed, and wait until the timeline has all of it."""
    wire = Wire(page)
    for stroke in digit(label):
        draw(page, [stroke])
        page.wait_for_timeout(200)
    settle(page, wire)
    expect(slider(page)).to_have_attribute("aria-valuetext", page_answer(page))
    return wire


def page_answer(page: Page) -> re.Pattern[str]:
    """The words of the newest moment hold what the prediction says."""
    return says(page.locator("#prediction").inner_text())


@pytest.mark.parametrize("network", NETWORKS)
def test_a_moment_of_the_past_is_shown_by_the_whole_page(
    page: Page, api: httpx.Client, network: str
) -> None:
    anatomy = choose(page, api, network)
    wire = Wire(page)
    choose(page, api, network)
    draw(page, digit("4"))
    settle(page, wire)
    whole = points(wire)
    expect(slider(page)).not_to_have_attribute("aria-valuemax", "0")
    scrub(page, 0.4)
    expect(page.get_by_text("A moment of the past")).to_be_visible()
    settle(page, wire)
    assert 0 < points(wire) < whole
    body = {"ink": wire.ink}
    expect_answer(page, predict(api, network, body))
    layers = api.post(f"/api/v1/networks/{network}/trace", json=body).json()["layers"]
    painted = page.evaluate(PAINTED_WRONG, {"tensors": layers, "tones": tones(anatomy)})
    assert painted["wrong"] == []
    page.get_by_role("button", name="Back to now").click()
    settle(page, wire)
    assert points(wire) == whole
    expect(page.get_by_text("A moment of the past")).to_be_hidden()


def test_the_words_of_a_moment_are_its_answer(page: Page, api: httpx.Client) -> None:
    wire = write(page, "5")
    slider(page).focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        settle(page, wire)
        answer = predict(api, network_of(page), {"ink": wire.ink})
        expect(page.locator("#prediction")).to_have_text(answer["label"])
        words = slider(page).get_attribute("aria-valuetext") or ""
        assert f": {answer['label']}, " in words
        assert f"{100 * answer['probability']:.1f}" in words or "99.9" in words


def test_keys_walk_the_moments(page: Page) -> None:
    write(page, "5")
    last = moments(page) - 1
    slider(page).focus()
    for key, at in [
        ("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", last),
        ("ArrowLeft", last - 1), ("Escape", last),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect(slider(page)).to_have_attribute("aria-valuenow", str(at))
    expect(page.locator("#ink-past")).to_be_hidden()
    page.keyboard.press("PageDown")
    expect(slider(page)).to_have_attribute("aria-valuetext", marked("pen up"))


def test_escape_leaves_the_past_and_then_lets_go_of_a_number(page: Page) -> None:
    write(page, "5")
    page.locator(".layer canvas:visible").first.click()
    page.mouse.move(700, 2)
    expect(page.locator("#cell-pane h2")).not_to_have_text("How does a number come to be?")
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#ink-past")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ink-past")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#cell-pane h2")).to_have_text("How does a number come to be?")


def test_undo_and_the_eraser_are_moments(page: Page) -> None:
    write(page, "5")
    before = moments(page)
    page.get_by_role("button", name="Undo").click()
    expect(slider(page)).to_have_attribute("aria-valuemax", str(before))
    expect(slider(page)).to_have_attribute("aria-valuetext", marked("undone"))
    page.get_by_role("button", name="Erase").click()
    draw(page, [digit("5")[0][:8]])
    expect(slider(page)).not_to_have_attribute("aria-valuemax", str(before))
    slider(page).focus()
    page.keyboard.press("Home")
    words = []
    for _ in range(4):
        page.keyboard.press("PageUp")
        words.append(slider(page).get_attribute("aria-valuetext") or "")
    assert [text.rpartition(", ")[2] for text in words][:3] == ["pen up", "undone", "erased"]


def test_the_replay_draws_it_again_and_ends_at_now(page: Page, api: httpx.Client) -> None:
    wire = write(page, "3")
    whole = json.loads(json.dumps(wire.ink))
    page.get_by_role("button", name="Play the drawing again").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.wait_for_function("() => !document.querySelector('#ink-nib').hidden")
    page.wait_for_timeout(100)
    assert points(wire) < sum(map(len, whole["strokes"]))
    expect(page.get_by_role("button", name="Play the drawing again")).to_be_visible()
    settle(page, wire)
    assert wire.ink["strokes"] == whole["strokes"]
    expect_answer(page, predict(api, network_of(page), {"ink": whole}))


def test_who_draws_in_the_past_draws_now(page: Page) -> None:
    wire = write(page, "5")
    count = len(wire.ink["strokes"])
    scrub(page, 0.2)
    expect(page.locator("#ink-past")).to_be_visible()
    draw(page, [[[0.2, 0.2], [0.3, 0.2]]])
    expect(page.locator("#ink-past")).to_be_hidden()
    settle(page, wire)
    assert len(wire.ink["strokes"]) == count + 1


def test_going_on_from_the_past_can_be_undone(page: Page) -> None:
    wire = write(page, "5")
    whole = points(wire)
    scrub(page, 0.3)
    page.get_by_role("button", name="Continue from here").click()
    expect(page.locator("#ink-past")).to_be_hidden()
    settle(page, wire)
    assert points(wire) < whole
    page.keyboard.press("z")
    settle(page, wire)
    assert points(wire) == whole


def test_another_network_tells_the_same_moments_anew(page: Page, api: httpx.Client) -> None:
    wire = write(page, "5")
    slider(page).focus()
    for button in page.locator("#networks button").all()[1:]:
        button.click()
        network = network_of(page)
        expect(page.locator(".stage [data-layer][data-extent]").first).to_be_visible()
        page.wait_for_timeout(300)
        slider(page).focus()
        page.keyboard.press("Home")
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        settle(page, wire)
        label = predict(api, network, {"ink": wire.ink})["label"]
        expect(slider(page)).to_have_attribute("aria-valuetext", says(label))
        page.keyboard.press("End")


def test_pictures_are_moments(page: Page) -> None:
    for count in range(3):
        page.keyboard.press("r")
        expect(slider(page)).to_have_attribute("aria-valuemax", str(count))
        expect(slider(page)).to_have_attribute("aria-valuetext", marked("picture"))
    slider(page).focus()
    page.keyboard.press("Home")
    expect(page.locator("#ink-past")).to_be_visible()
    expect(page.locator("#ink-source")).to_be_visible()


def test_a_finger_scrubs(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    write(page, "3")
    slider(page).scroll_into_view_if_needed()
    box = slider(page).bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + 0.3 * box["width"], box["y"] + 15)
    expect(page.locator("#ink-past")).to_be_attached()
    assert int(slider(page).get_attribute("aria-valuenow") or 0) < moments(page) - 1


def test_the_desk_needs_no_scrolling(page: Page) -> None:
    write(page, "3")
    pane = page.locator(".ink-pane")
    assert pane.evaluate("(pane) => pane.scrollHeight <= pane.clientHeight")


def test_without_motion_the_replay_steps(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    write(page, "5")
    seen = page.evaluate(
        """async () => {
          const seen = new Set();
          const slider = document.querySelector("#moments");
          const play = document.querySelector("#replay");
          play.click();
          do {
            await new Promise(requestAnimationFrame);
            seen.add(slider.ariaValueNow);
          } while (play.ariaLabel === "Pause");
          return seen.size;
        }"""
    )
    assert 2 <= seen <= moments(page) // 2, "marks and changes of the answer, nothing in between"
    expect(page.locator("#ink-past")).to_be_hidden()
