"""Draw with the pointer: the page says what REST says about the same ink."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import digit, draw
from tests.browser.wire import expect_rest, wire_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("label", ["3", "4", "7"])
def test_a_drawn_digit_gets_the_answer_of_rest(page: Page, label: str) -> None:
    strokes = digit(label)
    draw(page, strokes)
    expect_rest(page)
    assert len(wire_of(page).ink["strokes"]) == len(strokes)


def test_a_growing_stroke_is_sent_as_its_new_points(page: Page) -> None:
    wire = wire_of(page)
    draw(page, digit("0"))
    expect(page.locator("#prediction")).to_have_text("0")
    whole = [message for message in wire.messages if message.get("ink", {}).get("strokes")]
    assert len(whole) == 1
    assert any("append" in message for message in wire.messages)
    times = [point[2] for point in wire.ink["strokes"][0]]
    assert times == sorted(times)
    assert times[0] == 0


def test_a_tap_is_a_dot(page: Page) -> None:
    wire = wire_of(page)
    draw(page, [[[0.5, 0.5]]])
    expect(page.locator("#prediction")).not_to_be_empty()
    assert [len(stroke) for stroke in wire.ink["strokes"]] == [1]


def test_touch_draws_and_does_not_scroll(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    box = page.locator("#ink").bounding_box()
    assert box
    client = page.context.new_cdp_session(page)

    def touch(kind: str, *spots: tuple[float, float]) -> None:
        points = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
                  for x, y in spots]  # fmt: skip
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    wire = wire_of(page)
    touch("touchStart", (0.5, 0.15))
    for step in range(1, 15):
        touch("touchMove", (0.5, 0.15 + step * 0.05))
    touch("touchEnd")
    expect(page.locator("#prediction")).to_have_text("1")
    assert len(wire.ink["strokes"]) == 1
    assert page.evaluate("scrollY") == 0


def test_every_network_answers_the_same_ink(page: Page) -> None:
    draw(page, digit("3"))
    for button in page.locator("#networks button").all():
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect_rest(page)


def test_what_is_no_digit_is_doubted(page: Page) -> None:
    walls = [[0.2, 0.9], [0.2, 0.4], [0.5, 0.1], [0.8, 0.4], [0.8, 0.9], [0.2, 0.9]]
    door = [[0.4, 0.9], [0.4, 0.6], [0.6, 0.6], [0.6, 0.9]]
    draw(page, [walls, door])
    expect(page.locator("#answer.doubtful")).to_be_visible()
    expect(page.locator("#probability")).to_have_text("Perhaps not a digit")
