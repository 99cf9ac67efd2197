"""Undo, redo, clear, eraser, pen width: each changes what the network sees, and comes back."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import (
    Wire,
    digit,
    draw,
    expect_answer,
    expect_answered,
    network_of,
    predict,
)

pytestmark = pytest.mark.browser


def test_undo_redo_and_clear(page: Page, api: httpx.Client) -> None:
    wire = Wire(page)
    undo, redo = page.get_by_role("button", name="Undo"), page.get_by_role("button", name="Redo")
    clear = page.get_by_role("button", name="Clear")
    expect(undo).to_be_disabled()
    expect(clear).to_be_disabled()
    draw(page, digit("4"))
    expect(page.locator("#prediction")).to_have_text("4")
    drawn = [list(map(list, stroke)) for stroke in wire.ink["strokes"]]

    undo.click()
    expect(redo).to_be_enabled()
    expect_answered(page, wire)
    assert len(wire.ink["strokes"]) == len(drawn) - 1
    redo.click()
    expect(page.locator("#prediction")).to_have_text("4")
    expect(redo).to_be_disabled()

    clear.click()
    expect(page.locator("#prediction")).to_be_empty()
    expect(page.locator("#probability")).to_have_text("Draw a digit")
    page.keyboard.press("z")
    expect_answer(page, predict(api, network_of(page), {"ink": {**wire.ink, "strokes": drawn}}))
    assert wire.ink["strokes"] == drawn


def test_the_eraser_splits_strokes(page: Page, api: httpx.Client) -> None:
    wire = Wire(page)
    draw(page, [[[0.5, 0.1 + step * 0.02] for step in range(40)]])
    expect(page.locator("#prediction")).to_have_text("1")
    page.get_by_role("button", name="Erase").click()
    draw(page, [[[0.3, 0.5], [0.5, 0.5], [0.7, 0.5]]])
    expect(page.get_by_role("button", name="Erase")).to_have_attribute("aria-pressed", "true")
    expect_answered(page, wire)
    upper, lower = wire.ink["strokes"]
    assert upper[-1][1] == pytest.approx(0.5 - 0.07, abs=0.003)
    assert lower[0][1] == pytest.approx(0.5 + 0.07, abs=0.003)
    expect_answer(page, predict(api, network_of(page), {"ink": wire.ink}))
    page.keyboard.press("Control+z")
    expect_answered(page, wire)
    assert len(wire.ink["strokes"]) == 1


def test_the_pen_has_a_width(page: Page, api: httpx.Client) -> None:
    wire = Wire(page)
    draw(page, digit("2"))
    page.get_by_label("Pen width").fill("0.12")
    expect_answered(page, wire)
    assert wire.ink["width"] == 0.12
    expect_answer(page, predict(api, network_of(page), {"ink": wire.ink}))
