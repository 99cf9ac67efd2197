"""Why, in the page: maps over the ink, how far to trust each, and where the number comes from."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import OWN, choose, digit, draw
from tests.browser.wire import wire_of

pytestmark = pytest.mark.browser


def open_panel(page: Page) -> None:
    page.locator("[data-panel-tab=explain]").click()


def whole(page: Page) -> None:
    """All that can be said about what is on screen is there."""
    expect(page.locator(".explain")).to_have_attribute("aria-busy", "false")


def explained(page: Page, network: str, **query: str) -> dict:
    """What REST says of what is on screen."""
    url = urljoin(page.url, f"/api/v1/networks/{network}/explain")
    answer = page.request.post(url, data=wire_of(page).body, params=query)
    assert answer.ok, answer.text()
    return answer.json()


def shown(page: Page, method: str) -> list[list[list[int]]]:
    """A map's pixels: rows of red, green, blue."""
    return page.locator(f"[data-method='{method}'] canvas").evaluate(
        """(canvas) => {
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            return Array.from({ length: height }, (_, y) => Array.from({ length: width },
              (_, x) => [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3)]));
        }"""
    )


def test_why_three_and_not_eight(page: Page) -> None:
    open_panel(page)
    expect(page.locator(".explain-number")).to_contain_text("Draw a digit")
    draw(page, digit("3", 1))
    whole(page)
    expect(page.locator("#explain-target option").first).to_have_text("the answer (3)")
    page.locator("#explain-against").select_option("8")
    expect(page.locator(".explain-number")).to_contain_text("3 is ahead of 8 by")
    whole(page)
    methods = "integrated-gradients,lrp,shapley,occlusion"
    found = explained(page, "crash-course", method=methods, against="8")
    for entry in found["methods"]:
        card = page.locator(f"[data-method='{entry['method']}']")
        expect(card).to_have_attribute("data-grade", re.compile("more|care|less"))
        if entry["promise"] == "difference":
            expect(card).to_contain_text(re.compile(r"adds up to (within|-?\d)"))
        expect(card).to_contain_text(f"{abs(entry['sanity']['all']):.2f})")
        values, pixels = entry["attribution"][0], shown(page, entry["method"])
        cells = [(row, column) for row in range(32) for column in range(32)]
        row, column = max(cells, key=lambda cell: values[cell[0]][cell[1]])
        red, _, blue = pixels[row][column]
        assert red > blue + 60, "what speaks for it is amber"
        row, column = min(cells, key=lambda cell: values[cell[0]][cell[1]])
        if values[row][column] < -0.3 * max(map(max, values)):
            red, _, blue = pixels[row][column]
            assert blue > red + 40, "what speaks against it is blue"
    split = found["split"][0]
    best = max(range(len(split["channels"])), key=lambda at: abs(split["channels"][at]))
    first = page.locator(".explain-split tbody tr").first
    expect(first).to_contain_text(f"unit {best + 1}")
    amount = page.locator(".explain-split tfoot .amount").inner_text().replace("−", "-")
    assert float(amount) == pytest.approx(found["question"]["value"], abs=2e-3)
    first.get_by_role("button").click()
    page.locator("#explain-target").select_option("@")
    expect(page.locator(".explain-number")).to_contain_text(split["layer"])
    expect(page.locator("#explain-against")).to_be_disabled()
    whole(page)


def test_maps_follow_the_pen_and_methods_are_chosen(page: Page) -> None:
    choose(page, "lenet-5")
    draw(page, digit("3", 1)[:1])
    open_panel(page)
    whole(page)
    before = shown(page, "lrp")
    draw(page, digit("7", 2))
    whole(page)
    assert shown(page, "lrp") != before
    page.get_by_text("Methods", exact=True).click()
    guided = page.locator(".explain-methods li", has_text="Guided backprop")
    expect(guided).to_contain_text("a rule for ReLUs")
    expect(guided.locator("input")).to_be_disabled()
    cam = page.locator(".explain-methods li", has_text="Grad-CAM").locator("input")
    cam.check()
    expect(page.locator("[data-method=grad-cam]")).to_be_visible()
    page.locator("#explain-layer").select_option("c3_tanh")
    whole(page)
    page.locator("[data-method=grad-cam] canvas").hover()
    expect(page.locator("[data-method=grad-cam] output")).to_have_text(re.compile(r"\d"))
    expect(page.locator("[data-method=lrp] output")).to_have_text(re.compile(r"\d"))


def test_without_a_usable_method_no_map_stays(page: Page) -> None:
    draw(page, digit("3", 1))
    open_panel(page)
    whole(page)
    page.get_by_text("Methods", exact=True).click()
    ticked = page.locator(".explain-methods input:checked")
    while ticked.count():
        ticked.first.click()
    expect(page.locator(".explain-number")).to_have_text("Choose a method below.")
    whole(page)
    page.locator(".explain-methods li", has_text="Guided backprop").locator("input").check()
    expect(page.locator(".explain-card")).to_have_count(1)
    choose(page, "lenet-5")
    expect(page.locator(".explain-number")).to_contain_text("None of the chosen methods can")
    expect(page.locator(".explain-card")).to_have_count(0)
    whole(page)
    page.locator(".explain-methods li", has_text="Occlusion").locator("input").check()
    expect(page.locator(".explain-card[data-grade]")).to_have_count(1)


def test_a_network_of_ones_own_is_explained(page_of_all: Page) -> None:
    page = page_of_all
    choose(page, OWN)
    draw(page, digit("2"))
    open_panel(page)
    whole(page)
    expect(page.locator(".explain-card").first.locator("canvas")).to_be_visible()
    expect(page.locator(".explain-card[data-grade]").first).to_be_visible()
