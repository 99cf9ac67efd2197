"""What the network saw: the strip of steps, its switches, before and after."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import NETWORKS, OWN, choose, digit, draw
from tests.browser.test_pictures import png_of, send
from tests.browser.wire import expect_rest, percent, rest, wire_of

pytestmark = pytest.mark.browser


def small(label: str) -> list[list[list[float]]]:
    """A digit, drawn small at the upper left."""
    return [[[0.08 + 0.35 * x, 0.08 + 0.35 * y] for x, y in stroke] for stroke in digit(label)]


def open_steps(page: Page) -> None:
    page.locator("[data-panel-tab=input]").click()
    expect(page.locator(".input-strip")).to_be_visible()


def settled(page: Page) -> None:
    expect(page.locator(".input-steps")).to_have_attribute("aria-busy", "false")


def expect_steps(page: Page) -> None:
    """The strip shows what REST says: hint, words, switches, both predictions of each step."""
    settled(page)
    answer = rest(page, "preprocess")
    expect(page.locator(".input-hint")).to_have_text(answer["hint"])
    for step in answer["steps"]:
        row = page.locator(f"[data-step={step['name']}]")
        expect(row).to_contain_text(step["words"])
        if step["on"] is None:
            continue
        expect(row.locator("input")).to_be_checked(checked=step["on"])
        if step["matters"]:
            for way, verdict in (("without", step["without"]), ("with", step["prediction"])):
                share = percent(verdict["probability"])
                expect(row).to_contain_text(f"{way} {verdict['label']} {share}")


@pytest.mark.parametrize("network", NETWORKS)
def test_a_switch_changes_the_whole_page(page: Page, network: str) -> None:
    choose(page, network)
    draw(page, small("3"))
    open_steps(page)
    expect_rest(page)
    expect_steps(page)
    for step, fit in (
        ("centre", {"crop": True, "thicken": True, "scale": True, "centre": False}),
        ("crop", {"crop": False, "thicken": True, "scale": True, "centre": False}),
    ):
        page.locator(f"[data-step={step}] input").click()
        expect_rest(page)
        assert wire_of(page).body["fit"] == fit
        expect_steps(page)
    expect(page.locator(".input-note")).to_contain_text("without “crop to the ink”")
    page.get_by_role("button", name="Input steps changed").click()
    expect(page.locator(".input-note")).to_have_count(0)
    expect_rest(page)
    assert wire_of(page).body.keys() == {"ink"}


def test_it_follows_the_pen_and_undo(page: Page) -> None:
    page.locator("[data-panel-tab=input]").click()
    expect(page.locator(".input-hint")).to_contain_text("Draw a digit")
    draw(page, small("3"))
    expect(page.locator(".input-hint")).to_contain_text("You drew small and to the top left")
    expect_rest(page)
    expect_steps(page)
    page.keyboard.press("z")
    expect(page.locator(".input-hint")).to_contain_text("Draw a digit")


def test_pixels_come_as_they_are_until_a_step_is_switched_on(page: Page) -> None:
    page.get_by_role("button", name="Dice").click()
    expect(page.locator("#ink-source")).to_be_visible()
    open_steps(page)
    expect(page.locator("[data-step=crop] input")).not_to_be_checked()
    page.get_by_label("Centre of mass").click()
    expect_rest(page)
    body = wire_of(page).body
    assert body.keys() == {"pixels", "fit"}
    assert body["fit"] == {"crop": False, "thicken": False, "scale": False, "centre": True}
    expect_steps(page)
    draw(page, digit("3"))
    expect(page.locator("#ink-fit")).to_be_hidden()
    expect_rest(page)
    assert wire_of(page).body.keys() == {"ink"}, "another sort of drawing has its own usual steps"


def test_the_last_picture_is_what_the_input_layer_shows(page: Page) -> None:
    draw(page, small("7"))
    open_steps(page)
    expect_rest(page)
    settled(page)
    image = rest(page, "preprocess")["steps"][-1]["image"]
    inked = [[value > 0.5 for value in row] for row in image]
    seen = page.evaluate(
        """() => {
            const canvas = document.querySelector("[data-step=input] canvas");
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            return Array.from({ length: height }, (_, y) =>
              Array.from({ length: width }, (_, x) => data[4 * (y * width + x)] > 127));
        }"""
    )
    different = sum(a != b for one, two in zip(inked, seen, strict=True)
                    for a, b in zip(one, two, strict=True))  # fmt: skip
    assert different < 0.02 * 32 * 32
    assert sum(map(sum, seen)) > 20


def test_a_picture_is_turned_and_comes_back(page: Page) -> None:
    send(page, png_of(5), "paste")
    open_steps(page)
    expect_steps(page)
    row = page.locator("[data-step=invert]")
    expect(row.locator("input")).to_be_checked()
    row.locator("input").uncheck()
    expect(page.locator(".input-note")).to_contain_text("without “turn light and dark”")
    expect_steps(page)
    assert wire_of(page).body["invert"] is False
    expect_rest(page)
    page.locator(".input-note button").click()
    expect(row.locator("input")).to_be_checked()
    expect_rest(page)
    draw(page, digit("3"))
    expect(row).to_have_count(0)


def test_a_network_of_ones_own_has_the_strip_too(page_of_all: Page) -> None:
    page = page_of_all
    choose(page, OWN)
    draw(page, small("2"))
    open_steps(page)
    expect_rest(page)
    expect_steps(page)
    expect(page.locator("[data-step=input]")).to_contain_text("20 × 24 numbers")
