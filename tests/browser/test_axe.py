"""No barrier that axe-core knows of: in each panel, window and dialog, dark and light."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, OpenPage
from tests.browser.hands import digit, draw
from tests.browser.wire import expect_rest

pytestmark = pytest.mark.browser


def cell(page: Page) -> None:
    page.locator(".stage").nth(1).locator("canvas:visible").first.click()
    page.mouse.move(5, 5)
    expect(page.locator(".cell .seal")).to_contain_text("= what PyTorch computed")


def player(page: Page) -> None:
    page.locator(".cell-head .play").click()
    expect(page.locator(".motion")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator(".motion")).to_have_attribute("data-exact", "true")


def past(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("#moments").focus()
    page.keyboard.press("Home")
    expect(page.locator("#ink-past")).to_be_visible()


def edit(page: Page) -> None:
    page.locator("#moments").press("End")
    page.locator("[data-panel-tab=edit]").click()
    page.get_by_role("button", name="Off", exact=True).click()
    expect(page.locator(".badge:not(.stale)").first).to_be_visible()
    expect(page.locator("#edited")).to_be_visible()


def inputs(page: Page) -> None:
    page.locator("[data-panel-tab=input]").click()
    page.get_by_label("Centre of mass").click()
    expect(page.locator(".input-note")).to_be_visible()
    expect(page.locator(".input-steps")).to_have_attribute("aria-busy", "false")


def explain(page: Page) -> None:
    page.locator("[data-panel-tab=explain]").click()
    expect(page.locator(".explain-card[data-grade]").first).to_be_visible()
    page.locator(".explain-methods summary").click()
    expect(page.locator("#explain-layer")).to_be_visible()


def neighbours(page: Page) -> None:
    page.locator("[data-panel-tab=neighbours]").click()
    expect(page.locator(".near-list button")).to_have_count(12)


def gallery(page: Page) -> None:
    page.locator("[data-panel-tab=gallery]").click()
    page.get_by_role("button", name="Mistakes", exact=True).click()
    page.locator(".gallery-item").nth(1).click()
    expect(page.locator(".gallery-item").nth(1)).to_have_attribute("aria-pressed", "true")


def api(page: Page) -> None:
    page.locator("[data-panel-tab=api]").click()
    page.locator(".api-tools").get_by_role("button", name="Run").click()
    expect(page.locator(".api-status")).to_contain_text("200")


def causes(page: Page) -> None:
    page.locator("[data-panel-tab=causes]").click()
    for at in range(3):
        page.locator("[data-cause] input").nth(at).check()
    expect(page.locator(".cause-pairs")).to_be_visible()


def what_if(page: Page) -> None:
    page.locator("[data-panel-tab=nudge]").click()
    expect(page.locator(".what-others li").first).to_be_visible()


def noise(page: Page) -> None:
    page.get_by_role("button", name="Noise", exact=True).click()
    expect(page.locator("[data-method=pgd]")).to_be_visible()


def wear(page: Page) -> None:
    page.get_by_role("button", name="Wear", exact=True).click()
    expect(page.locator(".what-map")).to_be_visible()


def trust(page: Page) -> None:
    page.locator("[data-panel-tab=trust]").click()
    expect(page.locator(".trust-figure")).to_have_count(2)


def time_machine(page: Page) -> None:
    page.locator("[data-panel-tab=time]").click()
    expect(page.locator(".time-words")).to_contain_text("It answered")
    page.locator("#training").press("Home")
    expect(page.locator("#moment")).to_contain_text("Step 0 of its training")


def finished(page: Page) -> None:
    page.locator("#moment button").last.click()
    expect(page.locator("#moment")).to_have_count(0)


def compare(page: Page) -> None:
    page.locator("[data-panel-tab=compare]").click()
    page.locator(".compare-swept button").first.click()
    expect(page.locator(".compare-list li")).to_have_count(1)
    page.locator("#flow [data-layer]:not([hidden])").first.press("Enter")
    expect(page.locator("#beside-spoken")).to_contain_text("B − A")


def share(page: Page) -> None:
    page.locator("#share").click()
    expect(page.locator(".share-url")).to_have_value(re.compile("#v=1"))


def export(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("#export").click()
    expect(page.locator("[data-export=png]")).to_be_enabled()


def problem(page: Page) -> None:
    page.keyboard.press("Escape")
    page.evaluate("location.hash = '#v=1&d=999999'")
    expect(page.locator(".note.problem")).to_be_visible()


def keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def tour(page: Page) -> None:
    page.get_by_role("button", name="Take the tour").click()
    expect(page.locator("#tour-title")).to_be_visible()


PARTS: list[Callable[[Page], None]] = [
    cell, player, past, edit, causes, what_if, noise, wear, trust, time_machine,
    finished, inputs, explain, neighbours, gallery, api, compare, share, export, problem, keys,
    tour,
]  # fmt: skip


def barriers(page: Page) -> str:
    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_page(open_page: OpenPage, scheme: str, size: str) -> None:
    page = open_page(viewport=SIZES[size], color_scheme=scheme)
    draw(page, digit("3"))
    expect_rest(page)
    assert barriers(page) == ""


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_greeting(open_page: OpenPage, scheme: str) -> None:
    page = open_page(visited=False, color_scheme=scheme, reduced_motion="reduce")
    expect(page.get_by_text("Watch, or draw yourself")).to_be_visible()
    assert barriers(page) == ""


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_every_part_that_opens(open_page: OpenPage, scheme: str) -> None:
    page = open_page(color_scheme=scheme, complaints=False, reduced_motion="reduce")
    draw(page, digit("3"))
    expect_rest(page)
    found = {}
    for part in PARTS:
        part(page)
        if report := barriers(page):
            found[part.__name__] = report
    assert found == {}
