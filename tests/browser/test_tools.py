"""Undo, redo, clear, eraser, pen width: each changes what the network sees, and comes back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import digit, draw
from tests.browser.wire import expect_answered, expect_rest, wire_of

pytestmark = pytest.mark.browser


def test_undo_redo_and_clear(page: Page) -> None:
    wire = wire_of(page)
    undo, redo = page.get_by_role("button", name="Undo"), page.get_by_role("button", name="Redo")
    clear = page.get_by_role("button", name="Clear")
    expect(undo).to_be_disabled()
    expect(clear).to_be_disabled()
    draw(page, digit("4"))
    expect(page.locator("#prediction")).to_have_text("4")
    drawn = [list(map(list, stroke)) for stroke in wire.ink["strokes"]]

    undo.click()
    expect(redo).to_be_enabled()
    expect_answered(page)
    assert len(wire.ink["strokes"]) == len(drawn) - 1
    redo.click()
    expect(page.locator("#prediction")).to_have_text("4")
    expect(redo).to_be_disabled()

    clear.click()
    expect(page.locator("#prediction")).to_be_empty()
    expect(page.locator("#probability")).to_have_text("Draw a digit")
    page.keyboard.press("z")
    expect_rest(page)
    assert wire.ink["strokes"] == drawn


def test_the_eraser_splits_strokes(page: Page) -> None:
    wire = wire_of(page)
    draw(page, [[[0.5, 0.1 + step * 0.02] for step in range(40)]])
    expect(page.locator("#prediction")).to_have_text("1")
    page.get_by_role("button", name="Erase").click()
    draw(page, [[[0.3, 0.5], [0.5, 0.5], [0.7, 0.5]]])
    expect(page.get_by_role("button", name="Erase")).to_have_attribute("aria-pressed", "true")
    expect_rest(page)
    upper, lower = wire.ink["strokes"]
    assert upper[-1][1] == pytest.approx(0.5 - 0.07, abs=0.003)
    assert lower[0][1] == pytest.approx(0.5 + 0.07, abs=0.003)
    page.keyboard.press("Control+z")
    expect_answered(page)
    assert len(wire.ink["strokes"]) == 1


def test_the_pen_has_a_width(page: Page) -> None:
    draw(page, digit("2"))
    page.get_by_label("Pen width").fill("0.12")
    expect_rest(page)
    assert wire_of(page).ink["width"] == 0.12
