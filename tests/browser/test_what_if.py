"""What if: a ghost on the pad becomes ink, noise is shown, dials are turned."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import OWN, choose, digit, draw
from tests.browser.wire import expect_rest, rest, wire_of

pytestmark = pytest.mark.browser


def found(page: Page) -> None:
    expect(page.locator(".what-found")).to_have_attribute("aria-busy", "false")


def test_the_ghost_is_drawn_and_the_page_answers_what_was_said(page: Page) -> None:
    choose(page, "lenet-5")
    page.locator("[data-panel-tab=nudge]").click()
    expect(page.locator(".what-words")).to_contain_text("Draw a digit first")
    draw(page, digit("4"))
    expect(page.locator("#prediction")).to_have_text("4")
    page.locator("[data-target='9']").click()
    page.get_by_role("button", name="Add", exact=True).click()
    found(page)
    answer = rest(page, "nudge", target="9", kind="add")
    expect(page.locator(".what-words")).to_have_text(answer["words"])
    expect(page.locator(".pad-ghost path.body")).to_have_count(len(answer["added"]))
    expect(page.locator(".what-others li")).to_have_count(3)
    before = wire_of(page).body["ink"]["strokes"]

    page.get_by_role("button", name="Draw it").click()
    expect(page.locator("#prediction")).to_have_text("9")
    expect_rest(page)
    strokes = wire_of(page).body["ink"]["strokes"]
    assert [[point[:2] for point in stroke] for stroke in strokes[len(before) :]] == answer["added"]
    found(page)
    expect(page.locator(".pad-ghost path")).to_have_count(0)

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#prediction")).to_have_text("4")
    page.locator("[data-target='1']").click()
    page.get_by_role("button", name="Erase", exact=True).last.click()
    expect(page.locator(".pad-ghost path.gone")).not_to_have_count(0)
    page.get_by_role("button", name="Erase it").click()
    expect(page.locator("#prediction")).to_have_text("1")
    page.locator("[data-panel-tab=nudge]").click()
    expect(page.locator(".pad-ghost")).to_have_count(0)


def test_noise_is_a_sum_of_pictures_and_dials_show_the_digit(page: Page) -> None:
    choose(page, "crash-course")
    page.locator("[data-panel-tab=nudge]").click()
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    page.get_by_role("button", name="Noise", exact=True).click()
    pgd = page.locator("[data-method=pgd]")
    expect(pgd).to_contain_text(re.compile(r"Changing each pixel by at most .+ % of full ink"))
    expect(pgd.locator("figure")).to_have_count(3)

    page.get_by_role("button", name="Wear", exact=True).click()
    expect(page.locator("[data-dial]")).to_have_count(7)
    dial = page.locator("[data-dial=rotate]")
    dial.locator("input").focus()
    page.keyboard.press("End")
    expect(dial.locator("canvas")).to_be_visible()
    expect(dial.locator("input")).to_have_attribute("aria-valuetext", re.compile(r"^\+90°: \d at"))
    landscape = page.locator(".what-map")
    landscape.focus()
    page.keyboard.press("ArrowRight")
    expect(landscape).to_have_attribute("aria-label", re.compile(r"\+1\.3 pixels, 0\.0 pixels"))
    page.get_by_role("button", name="My strokes").click()
    expect(page.locator("[data-dial]")).to_have_count(5)
    expect(page.locator("[data-dial=right]")).to_contain_text("It stays 3 to both ends.")


def test_trust_says_how_sure_and_why(page: Page) -> None:
    choose(page, "vgg-mini")
    page.locator("[data-panel-tab=trust]").click()
    panel = page.locator(".trust")
    expect(panel).to_contain_text("Draw a digit")
    draw(page, digit("8"))
    expect(page.locator("#prediction")).to_have_text("8")
    found = rest(page, "confidence")
    expect(panel).to_contain_text(found["reliability"]["words"])
    expect(panel).to_contain_text(found["not_a_digit"]["words"])
    expect(panel).to_contain_text(found["dropout"]["words"])
    expect(panel.locator(".trust-samples line")).to_have_count(4 * 64)
    page.get_by_role("button", name="Drop others").click()
    expect(panel).to_contain_text(rest(page, "confidence", seed=1)["dropout"]["words"])
    page.get_by_role("button", name="Pens", exact=True).click()
    expect(panel.locator("figcaption").first).to_contain_text("pen strokes of unknown writers")
    choose(page, "lenet-5")
    expect(panel).to_contain_text("This network has no dropout layer")


def test_ones_own_network_is_asked_and_says_what_it_lacks(page_of_all: Page) -> None:
    page = page_of_all
    choose(page, OWN)
    draw(page, digit("2"))
    page.locator("[data-panel-tab=trust]").click()
    expect(page.locator(".trust")).to_contain_text("never measured")
    expect(page.locator(".trust")).to_contain_text("no score for what is none of its classes")
    page.locator("[data-panel-tab=nudge]").click()
    found(page)
    answer = rest(page, "nudge")
    expect(page.locator(".what-words")).to_have_text(answer["words"])
    page.get_by_role("button", name="Wear", exact=True).click()
    expect(page.locator("[data-dial]")).to_have_count(7)


def test_causes_here_in_general_and_together(page_of_all: Page) -> None:
    page = page_of_all
    choose(page, "lenet-5")
    page.locator("[data-panel-tab=causes]").click()
    panel = page.locator(".causes")
    expect(panel).to_contain_text("on average over 200 test digits")
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    expect(page.locator("[data-cause] .here b")).to_have_count(6)
    expect(page.locator("[data-cause] .general b")).to_have_count(6)
    for channel in (0, 3):
        page.locator(f"[data-cause='{channel}'] input").check()
    layer = page.evaluate(
        "() => document.querySelector('[data-badge]').dataset.badge.split(' ')[0]"
    )
    url = f"/api/v1/networks/lenet-5/causes?layers={layer}"
    average = page.request.get(urljoin(page.url, url)).json()["layers"][0]["drop"][0]
    panel.get_by_role("button", name="Probability").click()
    panel.get_by_role("button", name="In general").click()
    badge = page.locator(f"[data-badge='{layer} 0']")
    expect(badge).to_have_text(f"−{100 * average:.0f}")
    answer = rest(page, "interactions", channels=f"{layer}:0,{layer}:3")
    expect(page.locator(".cause-group .cause-words")).to_have_text(answer["words"])
    expect(page.locator(".cause-pairs td.bright, .cause-pairs td.deep")).to_have_count(2)
    page.get_by_role("button", name="Switch them off").click()
    expect(page.locator(".edited-mark")).to_be_visible()
    expect(page.locator("#prediction")).to_have_text(answer["group"]["label"])

    choose(page, OWN)  # nobody dissected it: it is measured now
    expect(panel).to_contain_text("on average over 60 test digits")
