"""The time machine: the whole page at a moment of the training, and one click back."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import OWN, choose, digit, draw
from tests.browser.wire import expect_rest, rest, wire_of

pytestmark = pytest.mark.browser

PICTURES = """() => [...document.querySelectorAll("#flow canvas.kernels")]
  .map((canvas) => canvas.toDataURL()).join()"""
"""All kernels of the flow as they are painted."""


def steps_of(page: Page, network: str) -> list[int]:
    url = urljoin(page.url, f"/api/v1/networks/{network}/checkpoints")
    return [one["step"] for one in page.request.get(url).json()["checkpoints"]]


def go(page: Page, key: str, step: int | None) -> None:
    """Press a key on the slider and wait for the page to be at a step; None: finished."""
    page.locator("#training").press(key)
    mark = page.locator("#moment")
    if step is None:
        expect(mark).to_have_count(0)
    else:
        expect(mark).to_contain_text(f"Step {step:,} of its training")


def test_the_whole_page_goes_back_in_the_training_and_returns(page: Page) -> None:
    choose(page, "crash-course")
    steps = steps_of(page, "crash-course")
    page.locator("[data-panel-tab=time]").click()
    panel = page.locator(".time")
    expect(panel).to_contain_text("Draw a digit")
    draw(page, digit("4"))
    expect(page.locator("#prediction")).to_have_text("4")
    finished = expect_rest(page)
    found = rest(page, "history")
    expect(panel.locator(".time-words")).to_have_text(found["words"])
    expect(panel.locator(".time-ribbon path[style]")).to_have_count(10)
    kernels = page.evaluate(PICTURES)
    assert kernels

    go(page, "Home", steps[0])
    go(page, "ArrowRight", steps[1])
    early = expect_rest(page)
    assert early["checkpoint"] == steps[1]
    assert early["logits"] == pytest.approx(found["logits"][1], rel=1e-4)
    expect(page.locator("#untouched")).to_contain_text(f"Step {steps[1]} of its training")
    expect(panel.locator(".time-there")).to_contain_text(f"Here it says {found['labels'][1]}")
    page.wait_for_function(f"(known) => ({PICTURES})() !== known", arg=kernels)
    draw(page, [[[0.2, 0.5], [0.8, 0.5]]])
    assert wire_of(page).messages[-1]["checkpoint"] == steps[1]
    expect_rest(page)
    page.locator("[data-panel-tab=trust]").click()
    expect(page.locator(".panel-note")).to_contain_text("about the finished network")

    expect(page).to_have_url(re.compile(f"[&]t={steps[1]}&"))
    page.reload()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator("#moment")).to_contain_text(f"Step {steps[1]} of its training")
    expect_rest(page)
    page.locator("#moment button").last.click()
    expect(page.locator("#moment")).to_have_count(0)
    assert expect_rest(page)["label"] != early["label"] or finished["label"] == early["label"]
    page.wait_for_function(f"(known) => ({PICTURES})() === known", arg=kernels)
    expect(page).not_to_have_url(re.compile("[&]t="))


def test_the_training_is_played_and_another_answer_may_be_right(page: Page) -> None:
    choose(page, "lenet-5")
    steps = steps_of(page, "lenet-5")
    draw(page, digit("7"))
    page.locator("[data-panel-tab=time]").click()
    panel = page.locator(".time")
    expect(panel.locator(".time-words")).to_contain_text("It answered")
    go(page, "ArrowLeft", steps[-2])
    go(page, "ArrowLeft", steps[-3])
    panel.get_by_role("button", name="Play the training").click()
    expect(page.locator("#moment")).to_have_count(0)
    expect(panel.get_by_role("button", name="Play the training")).to_be_visible()
    panel.get_by_label("It is meant to be").select_option("1")
    expect(panel.locator(".time-words")).to_have_text(rest(page, "history", label="1")["words"])
    go(page, "Home", steps[0])
    choose(page, "crash-course")
    expect(page.locator("#moment")).to_have_count(0)
    expect_rest(page)


def test_whoever_wants_little_motion_goes_step_by_step(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="reduce")
    choose(page, "crash-course")
    steps = steps_of(page, "crash-course")
    page.locator("[data-panel-tab=time]").click()
    page.get_by_role("button", name="Next moment").click()
    expect(page.locator("#moment")).to_contain_text(f"Step {steps[0]} of its training")
    page.get_by_role("button", name="Next moment").click()
    expect(page.locator("#moment")).to_contain_text(f"Step {steps[1]} of its training")
    page.get_by_role("button", name="Back to finished", exact=True).click()
    expect(page.locator("#moment")).to_have_count(0)


def test_a_network_of_ones_own_says_that_it_has_no_past(page_of_all: Page) -> None:
    choose(page_of_all, OWN)
    page_of_all.locator("[data-panel-tab=time]").click()
    expect(page_of_all.locator(".time-words")).to_contain_text("came without checkpoints")
