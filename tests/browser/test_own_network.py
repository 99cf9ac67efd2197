"""The page knows no network: one that nobody has seen before works like the others."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import OWN, choose, digit, draw
from tests.browser.own import LABELS
from tests.browser.wire import expect_answer, expect_rest, wire_of

pytestmark = pytest.mark.browser


@pytest.fixture
def mine(page_of_all: Page) -> Page:
    """The page with a network of one's own."""
    choose(page_of_all, OWN)
    return page_of_all


def test_drawing_is_answered_with_the_most_probable_classes(mine: Page) -> None:
    pressed = mine.locator("#networks [aria-pressed=true]")
    expect(pressed).to_have_count(1)
    expect(mine.locator("#probability")).to_have_text("Draw a picture")
    draw(mine, digit("3"))
    assert expect_rest(mine)["label"] in LABELS
    expect(mine.locator("#bars .value")).to_have_count(12)
    assert mine.locator("[data-layer]").count() >= 5
    assert mine.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_map_and_every_unit_can_be_edited(mine: Page) -> None:
    draw(mine, digit("3"))
    plain = expect_rest(mine)
    mine.locator("[data-panel-tab=edit]").click()
    expect(mine.locator("#edit-layer")).to_be_visible()
    channel = mine.locator("#edit-channel")
    for number, layer in enumerate(mine.locator("#edit-layer option").all(), 1):
        mine.locator("#edit-layer").select_option(layer.get_attribute("value"))
        last = channel.get_attribute("max") or ""
        channel.fill(last)
        channel.press("Enter")
        mine.get_by_role("button", name="Off", exact=True).click()
        expect(mine.locator(".edit-words")).to_have_count(number)
        answer = expect_rest(mine)
        edits = wire_of(mine).body["edits"]
        assert len({edit["layer"] for edit in edits}) == number
        assert int(last) - 1 in [edit["channel"] for edit in edits]
        assert {edit["scale"] for edit in edits} == {0}
    assert number >= 2
    assert answer["probabilities"] != plain["probabilities"]
    expect(mine.locator("#untouched")).to_contain_text(f"Untouched: {plain['label']}")
    expect(mine.locator("#edited")).to_contain_text(f"{number} changes")
    mine.locator("#edit-reset").click()
    expect_answer(mine, plain)
