"""Phones, upright and on their side: the pad whole, the panels at the thumb, nothing cut off."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import digit, draw

pytestmark = pytest.mark.browser

UPRIGHT, LYING = {"width": 390, "height": 844}, {"width": 844, "height": 390}
PANELS = ["gallery", "input", "explain", "edit", "causes", "neighbours", "nudge", "trust", "api"]
PANELS += ["time", "compare"]


def phone(open_page: OpenPage, viewport: dict[str, int], **options: Any) -> Page:
    return open_page(viewport=viewport, has_touch=True, is_mobile=True, **options)


def box(page: Page, selector: str) -> Any:
    found = page.locator(selector).first.bounding_box()
    assert found
    return found


def inside(inner: Any, width: float, height: float) -> bool:
    """Whether a box lies in the window."""
    return bool(
        inner["x"] >= 0
        and inner["y"] >= 0
        and inner["x"] + inner["width"] <= width + 0.5
        and inner["y"] + inner["height"] <= height + 0.5
    )


@pytest.mark.parametrize("viewport", [UPRIGHT, LYING], ids=["upright", "lying"])
def test_panels_open_where_the_pad_stays_in_sight(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = phone(open_page, viewport)
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    for panel in PANELS:
        tab = page.locator(f"[data-panel-tab={panel}]")
        assert inside(tab.bounding_box(), **viewport), "reached without scrolling"
        assert tab.bounding_box()["height"] >= 44  # type: ignore[index]
        tab.tap()
        expect(page.locator("#panel")).to_have_attribute("data-panel", panel)
        expect(page.locator(".panel-body")).not_to_be_empty()
        sheet = box(page, "#panel")
        assert inside(sheet, **viewport)
        pad = box(page, "#pad")
        shown = (
            min(pad["x"] + pad["width"], sheet["x"]) - pad["x"]
            if viewport is LYING
            else min(pad["y"] + pad["height"], sheet["y"]) - pad["y"]
        )
        assert shown >= 0.5 * pad["width"], "one sees what one drew"
        tab.tap()
        expect(page.locator("#panel")).to_have_count(0)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_on_its_side_the_pad_its_tools_and_the_answer_are_seen_at_once(
    open_page: OpenPage,
) -> None:
    for viewport in (LYING, {"width": 667, "height": 375}):
        page = phone(open_page, viewport)
        draw(page, digit("3"))
        expect(page.locator("#prediction")).to_have_text("3")
        for part in ("#pad", "#tools", "#prediction", "#bars li:last-child"):
            assert inside(box(page, part), **viewport), part
        pad = box(page, "#pad")
        assert pad["width"] == pytest.approx(pad["height"], abs=1)
        assert pad["width"] >= 200


@pytest.mark.parametrize("viewport", [UPRIGHT, LYING], ids=["upright", "lying"])
def test_the_help_fits(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = phone(open_page, viewport)
    page.locator("#help").tap()
    dialog = page.locator("#help-dialog")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("(dialog) => dialog.scrollWidth - dialog.clientWidth") == 0
    right = dialog.bounding_box()["x"] + dialog.bounding_box()["width"]  # type: ignore[index]
    caps = dialog.locator("kbd").evaluate_all(
        "(all) => all.map((cap) => cap.getBoundingClientRect().right)"
    )
    assert max(caps) < right - 8


@pytest.mark.parametrize("viewport", [UPRIGHT, LYING], ids=["upright", "lying"])
def test_axe_finds_nothing_with_a_panel_open(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = phone(open_page, viewport)
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    page.locator("[data-panel-tab=edit]").tap()
    expect(page.locator("#edit-layer")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
