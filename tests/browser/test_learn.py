"""The crash course in a browser: live numbers, questions, steps that set the page."""

import json
from typing import Any

import httpx
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from app.lessons.chapters import CHAPTERS
from app.lessons.facts import Facts
from app.networks import store
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import digit, draw
from tests.browser.wire import expect_rest
from tests.servers import Server

pytestmark = pytest.mark.browser


def facts_of(page: Page, server: Server, network: str) -> Facts:
    """What the API says about the ink on the page."""
    page.evaluate("dispatchEvent(new Event('pagehide'))")  # who leaves does not wait for the rest
    ink = json.loads(page.evaluate("sessionStorage.getItem('inkling.lesson-ink')"))
    url = f"{server.url}/api/v1/networks/{network}/trace"
    layers: dict[str, Any] = httpx.post(url, json={"ink": ink}).json()["layers"]
    facts = Facts(store.load(network), torch.zeros(1).numpy(), (torch.zeros(1).numpy(), []))
    facts.__dict__["outputs"] = {name: torch.tensor(values) for name, values in layers.items()}
    return facts


def holds(facts: Facts, what: str, place: str, text: str) -> bool:
    """Whether a live number is that of the API, up to the page's float16."""
    known = facts.say(what, place)
    if text == known:
        return True
    if what in ("channel", "row", "column"):  # two cells may be equally strong
        output, at = facts.cell(place)
        return float(output.flatten().topk(2).values.diff().abs()) < 0.01 * abs(float(output[at]))
    return what != "label" and float(text.split()[0]) == pytest.approx(
        float(known.split()[0]), rel=0.01, abs=0.02
    )


def settled(page: Page) -> None:
    expect_rest(page)
    page.wait_for_timeout(50)


SHIFTED = """() => new Promise((done) => {
  const sum = (list) => list.getEntries().reduce((all, { value }) => all + value, 0);
  const observer = new PerformanceObserver((list) => done(sum(list)));
  observer.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(0), 300);
})"""
"""By how much the page has moved under the reader's eyes, as Chromium measures it."""

BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((one) => one.renderBlockingStatus === "blocking" && one.name.endsWith(".js"))
  .map((one) => one.name.split("/").at(-1))"""


@pytest.mark.parametrize("slug", CHAPTERS)
def test_a_chapter_speaks_of_the_reader_s_own_digit(
    open_page: OpenPage, server: Server, slug: str
) -> None:
    page = open_page(path=f"/learn/{slug}", reduced_motion="reduce")
    settled(page)
    assert page.evaluate(SHIFTED) < 0.02
    assert page.evaluate(BLOCKING) == ["theme-boot.js"]
    draw(page, digit("5"))
    settled(page)
    facts = facts_of(page, server, CHAPTERS[slug].network)
    for number in page.locator("[data-say]").all():
        what, place = (number.get_attribute(f"data-{name}") or "" for name in ("say", "place"))
        text = number.text_content() or ""
        assert holds(facts, what, place, text), f"{what} {place}: {text}"
    for form in page.locator("form.ask").all():
        answer_by_keyboard(page, form, right=False, facts=facts)
        expect(form).to_have_attribute("data-verdict", "wrong")
        assert len(form.locator(".ask-said").inner_text()) > len("Not quite. ")
        answer_by_keyboard(page, form, right=True, facts=facts)
        expect(form).to_have_attribute("data-verdict", "right")
    assert barriers(page) == ["", ""]
    page.goto(f"{server.url}/learn")
    count = page.locator("[data-questions]").nth(list(CHAPTERS).index(slug))
    questions = (count.get_attribute("data-questions") or "").split()
    expect(count).to_contain_text(f"{len(questions)} of {len(questions)}")


def barriers(page: Page) -> list[str]:
    """What axe-core finds in the dark and in the light; nothing is veiled any more."""
    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        result = Axe().run(page)
        found.append(result.generate_report() if result.violations_count else "")
    return found


def answer_by_keyboard(page: Page, form: Locator, *, right: bool, facts: Facts) -> None:
    number = form.locator("input[name=number]")
    if not number.count():
        form.locator(f"input[data-right={'yes' if right else 'no'}]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        return
    wanted = form.get_attribute("data-answer") or facts.say(
        form.get_attribute("data-say-answer") or "", form.get_attribute("data-place") or ""
    )
    number.fill(wanted if right else str(int(wanted) + 7919))
    number.press("Enter")


NARROW = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
  .filter((part) => part.checkVisibility({ visibilityProperty: true }))
  .filter((part) => !part.closest("label, .partners, .skip"))
  .filter((part) => getComputedStyle(part).display !== "inline")
  .filter((part) => Math.min(part.clientWidth, part.clientHeight) > 0)
  .map((part) => [part.outerHTML.slice(0, 80), part.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < 23.99)
  .map(([text, { width, height }]) => `${text} ${width} × ${height}`)"""
"""What a finger hardly hits (WCAG 2.5.8); the cells of table I are as they must be."""

PAPER = """() => ["h2", "p:not([class])", ".still figcaption, .still caption, .ask-answer p"]
  .map((part) => getComputedStyle(document.querySelector(`#lesson ${part}`)).color)
  .map((colour) => Math.max(...colour.match(/\\d+/g).map(Number)))"""


def test_a_step_sets_the_page(open_page: OpenPage) -> None:
    page = open_page(path="/learn/filters")
    expect(page.locator("[data-cell]")).to_have_attribute("data-operation", "weighted_sum")
    typed = page.locator("#slide input")
    typed.focus()
    expect(page.locator(".motion")).to_be_visible()
    expect(typed).to_be_focused()
    page.locator("#many input").first.focus()
    veiled = page.locator(".stage.veiled [data-layer=conv]")
    expect(veiled).to_have_count(1)
    page.locator("#many [data-reveal]").nth(1).click()
    expect(page.locator("#many form").nth(1)).to_have_attribute("data-verdict", "shown")
    expect(veiled).to_have_count(1)  # it was not that question
    page.locator("#many [data-reveal]").first.click()
    expect(veiled).to_have_count(0)
    typed.focus()
    expect(page.locator(".motion")).to_be_visible()
    page.locator("#many input").first.focus()
    expect(page.locator(".motion")).to_have_count(0)
    expect(veiled).to_have_count(0)  # what was answered stays open
    page.locator("#own input").first.focus()
    expect(page.locator(".panel")).to_be_visible()


def test_on_a_phone_the_network_shows_the_step_that_was_read(open_page: OpenPage) -> None:
    page = open_page(path="/learn/lenet-5", **PHONE)
    page.locator("#odd-table .lesson-jump a").click()
    expect(page.locator("#odd-table")).to_have_attribute("aria-current", "step")
    expect(page.locator("[data-cell=c3]")).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.locator("#odd-table")).to_have_attribute("aria-current", "step")


def test_the_window_slides_over_the_ink(open_page: OpenPage) -> None:
    page = open_page(path="/learn/stride-and-padding")
    words = page.locator(".window-words")
    expect(words).to_contain_text("= 28")
    page.get_by_role("slider", name="Stride").press("ArrowRight")
    expect(words).to_contain_text("The division leaves 1")
    before = page.locator(".window-figure canvas").evaluate("canvas => canvas.toDataURL()")
    page.get_by_role("button", name="One place on").click()
    assert page.locator(".window-figure canvas").evaluate("canvas => canvas.toDataURL()") != before


def test_the_dense_network_falls_where_convolutions_hold(open_page: OpenPage) -> None:
    page = open_page(path="/learn/why-convolution")
    draw(page, digit("3"))
    settled(page)
    figure = page.locator("[data-figure=shift]")
    rows = figure.locator("li")
    expect(rows).to_have_count(3)
    expect(rows.nth(0).locator("b")).to_have_text("3")
    slider = figure.get_by_role("slider", name="Shift")
    slider.press("End")
    expect(figure.locator(".shift-where")).to_have_text("8 pixels right")
    expect(rows.nth(0)).to_have_attribute("data-lost", "true")
    expect(rows.nth(2)).to_have_attribute("data-lost", "false")
    chart = page.locator("#shift .chart")
    expect(chart).to_be_hidden()
    page.locator("#shift [data-reveal]").click()
    expect(chart).to_be_visible()
    expect(chart.locator(".chart-here")).to_have_count(1)
    expect(page.locator("[data-figure=shuffle] canvas")).to_have_count(2)


def test_scores_are_heated_and_maps_are_moved(open_page: OpenPage) -> None:
    page = open_page(path="/learn/dense-and-softmax")
    draw(page, digit("5"))
    settled(page)
    figure = page.locator("[data-figure=temperature]")
    best = figure.locator("tr[data-best=true]")
    expect(best.locator("th")).to_have_text("5")
    cool = float(best.locator("td").last.inner_text().split()[0])
    figure.get_by_role("slider", name="Temperature").press("End")
    expect(figure.locator("output")).to_have_text("10.00")
    assert float(best.locator("td").last.inner_text().split()[0]) < 0.6 * cool
    figure.get_by_role("button", name="Sigmoids").click()
    expect(figure.locator(".heat-words")).to_contain_text("nobody makes them add up")
    page.goto(page.url.replace("dense-and-softmax", "pooling"))
    page.locator("html[data-ready=true]").wait_for()
    moved = page.locator("[data-figure=pooled] .pooled-row .live")
    expect(moved).to_have_count(2)
    before, after = (int(text.split()[0]) for text in moved.all_inner_texts())
    assert 0 < after < before


def test_the_drawing_goes_along(open_page: OpenPage) -> None:
    page = open_page(path="/learn/filters")
    draw(page, digit("7"))
    settled(page)
    expect(page.locator("#prediction")).to_have_text("7")
    page.locator("a[rel=next]").click()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator("#prediction")).to_have_text("7")


@pytest.mark.parametrize("slug", CHAPTERS)
def test_a_phone_shows_it_to_everybody(open_page: OpenPage, slug: str) -> None:
    page = open_page(path=f"/learn/{slug}", color_scheme="dark", **PHONE)
    settled(page)
    assert page.evaluate(SHIFTED) < 0.02
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(NARROW) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
    page.emulate_media(media="print")
    assert max(page.evaluate(PAPER)) < 100, "dark on white"


def test_a_step_is_taken(open_page: OpenPage) -> None:
    page = open_page(path="/learn/how-it-learns")
    figure = page.locator("[data-figure=descent]")
    words = figure.locator(".descent-words")
    expect(words).to_contain_text("Step 0")
    before = words.inner_text()
    promised = figure.locator(".descent-sum b").inner_text()
    figure.get_by_role("button", name="Take the step").click()
    expect(words).to_contain_text("Step 1")
    assert words.inner_text() != before
    expect(figure.locator(".descent-sum")).to_contain_text(promised)
    figure.get_by_role("button", name="1", exact=True).click()
    step = figure.get_by_role("button", name="Take the step")
    for _ in range(24):
        if step.is_enabled():
            step.click()
    expect(words).to_contain_text("cannot be computed with")
