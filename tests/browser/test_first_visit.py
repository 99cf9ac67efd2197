"""Somebody new: a digit is drawn until the first touch; a tour; all keys in one dialog."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, OpenPage
from tests.browser.hands import digit, draw
from tests.browser.wire import expect_rest, wire_of

pytestmark = pytest.mark.browser

KEYS = """async () => [
  ...(await import("/static/js/views/keys.js")).KEYS,
  ...(await import("/static/js/views/space/keys.js")).SPACE_KEYS,
]"""
WITHIN = "() => document.activeElement.matches('body, dialog *')"
AT_REST = """async (element) => {
  let [before, box] = [null, element.getBoundingClientRect()];
  while (JSON.stringify(before) !== JSON.stringify(box)) {
    for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
    [before, box] = [box, element.getBoundingClientRect()];
  }
  return box;
}"""
STEPS = "async () => (await import('/static/js/views/tour-steps.js')).STEPS"


@pytest.fixture
def newcomer(open_page: OpenPage) -> Page:
    """A page that nobody has visited before."""
    return open_page(visited=False)


def test_a_digit_draws_itself_and_the_network_answers(newcomer: Page) -> None:
    expect(newcomer.get_by_text("Watch, or draw yourself")).to_be_visible()
    expect(newcomer.locator("#ink-nib")).to_be_visible()
    expect(newcomer.locator("#prediction")).to_have_text("3")
    expect(newcomer.get_by_role("button", name="Undo")).to_be_disabled()
    expect(newcomer.get_by_role("button", name="Clear")).to_be_disabled()
    expect(newcomer.locator("#moments")).to_have_attribute("aria-disabled", "true")


def test_the_first_touch_ends_it_and_counts(newcomer: Page) -> None:
    expect(newcomer.locator("#prediction")).to_have_text("3")
    stroke = digit("0")
    draw(newcomer, stroke)
    expect(newcomer.get_by_text("Watch, or draw yourself")).to_be_hidden()
    expect(newcomer.locator("#prediction")).to_have_text("0")
    newcomer.keyboard.press("z")
    expect(newcomer.locator("#prediction")).to_be_empty()
    expect(newcomer.get_by_role("button", name="Undo")).to_be_disabled()


def test_only_the_ink_of_the_first_stroke_is_told(newcomer: Page) -> None:
    expect(newcomer.locator("#prediction")).to_have_text("3")
    draw(newcomer, [digit("5")[0]])
    expect_rest(newcomer)
    assert len(wire_of(newcomer).ink["strokes"]) == 1


@pytest.mark.parametrize("way", ["key", "tool", "dice"])
def test_keys_and_tools_end_it_too(newcomer: Page, way: str) -> None:
    words = newcomer.get_by_text("Watch, or draw yourself")
    expect(words).to_be_visible()
    if way == "key":
        newcomer.locator("#ink").focus()
        newcomer.keyboard.press("ArrowDown")
    elif way == "tool":
        newcomer.get_by_role("button", name="Erase").click()
    else:
        newcomer.keyboard.press("r")
        expect(newcomer.locator("#ink-source")).to_be_visible()
    expect(words).to_be_hidden()


def test_who_was_here_before_is_not_greeted(newcomer: Page) -> None:
    draw(newcomer, digit("1"))
    expect(newcomer.locator("#prediction")).to_have_text("1")
    newcomer.goto(newcomer.url.partition("#")[0])
    newcomer.reload(wait_until="networkidle")
    newcomer.locator("html[data-ready=true]").wait_for()
    expect(newcomer.get_by_text("Watch, or draw yourself")).to_be_hidden()


def test_a_shared_link_is_shown_instead(open_page: OpenPage, page: Page) -> None:
    draw(page, digit("7"))
    page.wait_for_url(re.compile("i="))
    path = "/" + page.url[page.url.index("#") :]
    shared = open_page(path=path, visited=False)
    expect(shared.locator("#prediction")).not_to_be_empty()
    expect(shared.get_by_role("button", name="Clear")).to_be_enabled()
    expect(shared.get_by_text("Watch, or draw yourself")).to_be_hidden()


def test_without_motion_the_digit_is_there_at_once(open_page: OpenPage) -> None:
    page = open_page(visited=False, reduced_motion="reduce")
    expect(page.get_by_text("Watch, or draw yourself")).to_be_visible()
    expect(page.locator("#prediction")).to_have_text("5")
    expect(page.locator("#ink-nib")).to_be_hidden()


def test_the_tour_by_keyboard(newcomer: Page) -> None:
    steps = newcomer.evaluate(STEPS)
    assert len(steps) == 6
    newcomer.get_by_role("button", name="Take the tour").click()
    tour = newcomer.get_by_role("dialog")
    for step in steps:
        expect(tour.get_by_role("heading")).to_have_text(step["title"])
        expect(tour.locator(".tour-next")).to_be_focused()
        lit = newcomer.locator(".tour-light").bounding_box()
        assert lit
        assert min(lit["width"], lit["height"]) > 20
        newcomer.keyboard.press("Tab")
        assert newcomer.evaluate(WITHIN), "the focus stays in the tour, or with the browser"
        tour.locator(".tour-next").focus()
        newcomer.keyboard.press("Enter")
    expect(tour).to_have_count(0)
    expect(newcomer.locator(".summary")).to_be_visible()  # what it held is let go


def test_the_tour_can_be_left_and_taken_again(page: Page) -> None:
    page.get_by_role("button", name="Keys and tour").click()
    page.get_by_role("button", name="Take the tour").click()
    heading = page.locator("#tour-title")
    first = heading.inner_text()
    page.keyboard.press("ArrowRight")
    expect(heading).not_to_have_text(first)
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(first)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("size", ["desk", "small", "phone"])
def test_the_tour_stays_inside_the_window(open_page: OpenPage, size: str) -> None:
    page = open_page(viewport=SIZES[size], reduced_motion="reduce")
    page.keyboard.press("?")
    page.get_by_role("button", name="Take the tour").click()
    for step in page.evaluate(STEPS):
        expect(page.locator("#tour-title")).to_have_text(step["title"])
        card = page.locator(".tour-card").evaluate(AT_REST)
        assert card["left"] >= 0
        assert card["right"] <= SIZES[size]["width"]
        assert card["top"] >= 0
        assert card["bottom"] <= SIZES[size]["height"]
        page.locator(".tour-next").click()


def test_the_help_lists_every_key(page: Page) -> None:
    opener = page.get_by_role("button", name="Keys and tour")
    opener.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    keys = page.evaluate(KEYS)
    listed = dialog.locator("[data-key]")
    expect(listed).to_have_count(len(keys))
    for key, line in zip(
        sorted(keys, key=lambda key: str(key["place"] + "." + key["command"])),
        sorted(listed.all(), key=lambda line: line.get_attribute("data-key") or ""),
        strict=True,
    ):
        expect(line.locator("dd")).to_have_text(key["words"])
    page.keyboard.press("c")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_single_keys_can_be_switched_off(page: Page) -> None:
    draw(page, digit("3"))
    page.wait_for_function("() => location.hash.includes('&i=')")
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Single keys").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator("#prediction")).to_have_text("3")
    for key in ("c", "z", "Shift+Z", "r", "e", "?"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog", name="Keys")).to_have_count(0)
    expect(page.locator("[data-tool=pen]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#prediction")).to_have_text("3")
    page.get_by_role("button", name="Clear").click()
    page.keyboard.press("Control+z")
    expect(page.locator("#prediction")).to_have_text("3")
    page.get_by_role("button", name="Keys and tour").click()
    page.get_by_role("checkbox", name="Single keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("#prediction")).to_be_empty()
