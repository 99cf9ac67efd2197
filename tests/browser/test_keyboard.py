"""Everything by keyboard: reaching it, drawing, choosing, taking back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import reach
from tests.browser.wire import expect_rest, wire_of

pytestmark = pytest.mark.browser


def press(page: Page, key: str, times: int) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def test_a_one_drawn_with_arrow_keys(page: Page) -> None:
    reach(page, "#ink")
    expect(page.locator("#ink-cursor")).to_be_visible()
    press(page, "Shift+ArrowUp", 4)
    page.keyboard.press("Space")
    press(page, "ArrowDown", 28)
    page.keyboard.press("Space")
    assert expect_rest(page)["label"] == "1"
    [stroke] = wire_of(page).ink["strokes"]
    assert stroke[0][:2] == [0.5, 0.18]
    assert stroke[-1][:2] == [0.5, 0.74]
    assert page.evaluate("scrollY") == 0


def test_the_pen_goes_up_when_the_focus_leaves(page: Page) -> None:
    reach(page, "#ink")
    page.keyboard.press("Space")
    press(page, "ArrowDown", 5)
    page.keyboard.press("Tab")
    expect(page.locator("#ink-cursor")).to_be_hidden()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()


def test_every_tool_has_a_key(page: Page) -> None:
    reach(page, "#ink")
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Erase")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pen", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("r")
    expect(page.locator("#ink-source")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#prediction")).to_be_empty()
    page.keyboard.press("z")
    expect(page.locator("#ink-source")).to_be_visible()
    page.keyboard.press("Shift+Z")
    expect(page.locator("#prediction")).to_be_empty()


def test_networks_and_colours_by_keyboard(page: Page) -> None:
    second = page.locator("#networks button").nth(1)
    reach(page, "#networks button:nth-of-type(2)")
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-pressed", "true")
    reach(page, "[data-theme-choice=light]")
    page.keyboard.press("Space")
    expect(page.locator("html[data-theme=light]")).to_be_visible()


def test_a_layer_opened_from_the_table_keeps_the_focus(page: Page) -> None:
    reach(page, ".layers tr:nth-child(2) button")
    page.keyboard.press("Enter")
    panel = page.locator(".cell")
    expect(panel).to_be_visible()
    stage = page.locator(".stage").nth(1)
    expect(stage.locator("[data-layer]:focus")).to_have_count(1)
    opened = panel.get_attribute("data-cell") or ""
    page.keyboard.press(".")
    expect(panel).not_to_have_attribute("data-cell", opened)
    panel.get_by_role("button", name="Let go").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_be_visible()
    expect(stage.locator("[data-layer]:focus")).to_have_count(1)


def test_escape_lets_go_wherever_the_focus_is(page: Page) -> None:
    page.locator(".stage").nth(2).locator("canvas:visible").first.click()
    expect(page.locator(".cell")).to_be_visible()
    page.mouse.move(5, 5)
    page.locator("#theme button").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".summary")).to_be_visible()


def test_the_skip_link_leads_to_the_pad(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#ink")).to_be_focused()


def test_the_prediction_is_spoken(page: Page) -> None:
    reach(page, "#ink")
    press(page, "Shift+ArrowUp", 4)
    page.keyboard.press("Space")
    press(page, "ArrowDown", 28)
    page.keyboard.press("Space")
    expect(page.locator("#spoken")).to_contain_text("The network reads 1,")
