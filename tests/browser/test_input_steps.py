"""What the network saw: the strip of steps, its switches, before and after."""

from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

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
from tests.browser.test_looks import SIZES
from tests.servers import serve

pytestmark = pytest.mark.browser


def small(label: str) -> list[list[list[float]]]:
    """A digit, drawn small at the upper left."""
    return [[[0.08 + 0.35 * x, 0.08 + 0.35 * y] for x, y in stroke] for stroke in digit(label)]


def open_steps(page: Page) -> None:
    page.locator("[data-panel-tab=input]").click()
    expect(page.locator(".input-strip")).to_be_visible()


def settled(page: Page) -> None:
    expect(page.locator(".input-steps")).to_have_attribute("aria-busy", "false")


def steps(api: httpx.Client, page: Page, body: dict[str, Any]) -> Any:
    return api.post(f"/api/v1/networks/{network_of(page)}/preprocess", json=body).json()


def expect_steps(page: Page, answer: Any) -> None:
    """The strip shows this answer: hint, words, switches, both predictions of each step."""
    expect(page.locator(".input-hint")).to_have_text(answer["hint"])
    for step in answer["steps"]:
        row = page.locator(f"[data-step={step['name']}]")
        expect(row).to_contain_text(step["words"])
        if step["on"] is None:
            continue
        expect(row.locator("input")).to_be_checked(checked=step["on"])
        if step["matters"]:
            for way, verdict in (("without", step["without"]), ("with", step["prediction"])):
                percent = f"{100 * verdict['probability']:.1f} %"
                expect(row).to_contain_text(f"{way} {verdict['label']} {percent}")


@pytest.mark.parametrize("network", ["Crash course", "LeNet-5", "VGG mini"])
def test_a_switch_changes_the_whole_page(page: Page, api: httpx.Client, network: str) -> None:
    wire = Wire(page)
    page.get_by_role("button", name=network).click()
    draw(page, small("3"))
    open_steps(page)
    expect_steps(page, steps(api, page, {"ink": wire.ink}))
    for step, fit in (
        ("centre", {"crop": True, "thicken": True, "scale": True, "centre": False}),
        ("crop", {"crop": False, "thicken": True, "scale": True, "centre": False}),
    ):
        page.locator(f"[data-step={step}] input").click()
        settled(page)
        expect_answered(page, wire)
        assert wire.messages[-1]["fit"] == fit
        expect_answer(page, predict(api, network_of(page), {"ink": wire.ink, "fit": fit}))
        expect_steps(page, steps(api, page, {"ink": wire.ink, "fit": fit}))
    expect(page.locator(".input-note")).to_contain_text("without “crop to the ink”")
    page.get_by_role("button", name="Input steps changed").click()
    settled(page)
    expect_answered(page, wire)
    expect(page.locator(".input-note")).to_have_count(0)
    expect_answer(page, predict(api, network_of(page), {"ink": wire.ink}))


def test_it_follows_the_pen_and_undo(page: Page, api: httpx.Client) -> None:
    wire = Wire(page)
    page.locator("[data-panel-tab=input]").click()
    expect(page.locator(".input-hint")).to_contain_text("Draw a digit")
    draw(page, small("3"))
    expect(page.locator(".input-hint")).to_contain_text("You drew small and to the top left")
    settled(page)
    expect_steps(page, steps(api, page, {"ink": wire.ink}))
    page.keyboard.press("z")
    expect(page.locator(".input-hint")).to_contain_text("Draw a digit")


def test_pixels_come_as_they_are_until_a_step_is_switched_on(page: Page, api: httpx.Client) -> None:
    wire = Wire(page)
    page.get_by_role("button", name="Dice").click()
    expect(page.locator("#ink-source")).to_be_visible()
    open_steps(page)
    expect(page.locator("[data-step=crop] input")).not_to_be_checked()
    page.get_by_label("Centre of mass").click()
    settled(page)
    expect_answered(page, wire)
    message = [one for one in wire.messages if "pixels" in one][-1]
    assert message["fit"] == {"crop": False, "thicken": False, "scale": False, "centre": True}
    body = {"pixels": message["pixels"], "fit": message["fit"]}
    expect_answer(page, predict(api, network_of(page), body))
    expect_steps(page, steps(api, page, body))
    draw(page, digit("3"))
    expect(page.locator("#ink-fit")).to_be_hidden()
    settled(page)
    assert "fit" not in wire.messages[-1], "another sort of drawing has its own usual steps"


def test_the_last_picture_is_what_the_input_layer_shows(page: Page, api: httpx.Client) -> None:
    wire = Wire(page)
    draw(page, small("7"))
    open_steps(page)
    settled(page)
    image = steps(api, page, {"ink": wire.ink})["steps"][-1]["image"]
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


def test_a_network_of_ones_own_has_the_strip_too(open_page: OpenPage) -> None:
    own = ("--network", "tests.browser.own:make", "--input", "1x20x24")
    with serve(*own) as server:
        page = open_page(url=server.url)
        page.locator("#networks button").last.click()
        draw(page, small("2"))
        open_steps(page)
        expect(page.locator("[data-step=input]")).to_contain_text("20 × 24 numbers")
        page.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("panel", ["input", "gallery"])
def test_axe_finds_nothing_in_the_panels(open_page: OpenPage, scheme: str, panel: str) -> None:
    page = open_page(viewport=SIZES["desk"], color_scheme=scheme)
    draw(page, small("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    page.locator(f"[data-panel-tab={panel}]").click()
    if panel == "input":
        page.get_by_label("Scale to 20 of 28").click()
        settled(page)
    else:
        page.get_by_role("button", name="Mistakes", exact=True).click()
        page.locator(".gallery-item").nth(1).click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
