"""While you drew: every answer is kept with its moment, and the whole page can go back to it."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import NETWORKS, OWN, choose, digit, draw
from tests.browser.test_flow import expect_painted
from tests.browser.wire import expect_answered, expect_rest, wire_of

pytestmark = pytest.mark.browser

REPLAYED = """async () => {
  const [slider, play, nib] = ["moments", "replay", "ink-nib"]
    .map((id) => document.getElementById(id));
  const seen = { moments: [], nib: false };
  play.click();
  do {
    await new Promise(requestAnimationFrame);
    seen.moments.push(Number(slider.ariaValueNow));
    seen.nib ||= !nib.hidden;
  } while (play.ariaLabel === "Pause");
  return seen;
}"""


# The ribbon follows the hand at a distance: no moment was added for three times that long.
SETTLED = """async () => {
  const slider = document.querySelector("#moments");
  const count = () => slider.getAttribute("aria-valuemax");
  for (let before = ""; before !== count(); ) {
    before = count();
    await new Promise((done) => setTimeout(done, 270));
  }
}"""


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


def points(page: Page) -> int:
    """How much ink the server was told last, once it has answered."""
    expect_answered(page)
    return sum(map(len, wire_of(page).ink["strokes"]))


def write(page: Page, label: str) -> None:
    """Draw a digit, and wait until the timeline has all of it."""
    for stroke in digit(label):
        draw(page, [stroke])
        expect_answered(page)
    expect(slider(page)).to_have_attribute("aria-valuetext", page_answer(page))
    page.evaluate(SETTLED)


def page_answer(page: Page) -> re.Pattern[str]:
    """The words of the newest moment hold what the prediction says."""
    return says(page.locator("#prediction").inner_text())


@pytest.mark.parametrize("network", [*NETWORKS, OWN])
def test_a_moment_of_the_past_is_shown_by_the_whole_page(page_of_all: Page, network: str) -> None:
    page = page_of_all
    anatomy = choose(page, network)
    write(page, "4")
    whole = points(page)
    scrub(page, 0.1)  # a quick hand fills the left part of the ribbon only
    expect(page.get_by_text("A moment of the past")).to_be_visible()
    assert 0 < points(page) < whole
    expect_rest(page)
    expect_painted(page, anatomy)
    page.get_by_role("button", name="Back to now").click()
    assert points(page) == whole
    expect(page.get_by_text("A moment of the past")).to_be_hidden()


def test_the_words_of_a_moment_are_its_answer(page: Page) -> None:
    write(page, "5")
    slider(page).focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        answer = expect_rest(page)
        words = slider(page).get_attribute("aria-valuetext") or ""
        assert f": {answer['label']}, " in words
        assert f"{100 * min(answer['probability'], 0.999):.1f}" in words


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


def test_the_replay_draws_it_again_and_ends_at_now(page: Page) -> None:
    write(page, "3")
    wire = wire_of(page)
    whole, told = json.dumps(wire.ink["strokes"]), len(wire.messages)
    replayed = page.evaluate(REPLAYED)
    assert replayed["nib"]
    assert replayed["moments"] == sorted(replayed["moments"])
    assert len(set(replayed["moments"])) > 2
    expect(page.get_by_role("button", name="Play the drawing again")).to_be_visible()
    expect_rest(page)
    assert json.dumps(wire.ink["strokes"]) == whole
    shown = [message["ink"]["strokes"] for message in wire.messages[told:] if "ink" in message]
    assert min(map(len, map(json.dumps, shown))) < len(whole), "the network was shown parts of it"


def test_who_draws_in_the_past_draws_now(page: Page) -> None:
    write(page, "5")
    count = len(wire_of(page).ink["strokes"])
    scrub(page, 0.2)
    expect(page.locator("#ink-past")).to_be_visible()
    draw(page, [[[0.2, 0.2], [0.3, 0.2]]])
    expect(page.locator("#ink-past")).to_be_hidden()
    expect_rest(page)
    assert len(wire_of(page).ink["strokes"]) == count + 1


def test_going_on_from_the_past_can_be_undone(page: Page) -> None:
    write(page, "5")
    whole = points(page)
    scrub(page, 0.3)
    page.get_by_role("button", name="Continue from here").click()
    expect(page.locator("#ink-past")).to_be_hidden()
    assert points(page) < whole
    page.keyboard.press("z")
    assert points(page) == whole


def test_another_network_tells_the_same_moments_anew(page: Page) -> None:
    write(page, "5")
    for network in NETWORKS[1:]:
        choose(page, network)
        slider(page).focus()
        page.keyboard.press("Home")
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        label = expect_rest(page)["label"]
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
    page = open_page(**PHONE)
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
    seen = len(set(page.evaluate(REPLAYED)["moments"]))
    assert 2 <= seen <= moments(page) // 2, "marks and changes of the answer, nothing in between"
    expect(page.locator("#ink-past")).to_be_hidden()
