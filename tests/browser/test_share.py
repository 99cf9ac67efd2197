"""A link holds what is on screen; opening it shows the same numbers, and none breaks the page."""

import math
import random
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, SIZES, OpenPage
from tests.browser.hands import digit, draw
from tests.browser.wire import expect_answer, expect_rest, network_of, predict, wire_of
from tests.servers import Server

pytestmark = pytest.mark.browser

LONGEST = 2000


def link_of(page: Page) -> str:
    """What Share gives; its window closes again."""
    page.locator("#share").click()
    link = page.locator(".share-url").input_value()
    page.keyboard.press("Escape")
    expect(page.locator("#share-pop")).to_be_hidden()
    return link


def follow(open_page: OpenPage, server: Server, link: str, **options: Any) -> Page:
    assert link.startswith(server.url + "/#")
    return open_page(path=link.removeprefix(server.url), **options)


def values(page: Page) -> list[str]:
    return page.locator("#bars .value").all_inner_texts()


def scrawl(points: int, seed: int = 0) -> list[list[float]]:
    """A long wandering line around a 0: more points than a link can hold."""
    dice = random.Random(seed)
    turns = [2 * math.pi * at / points * 3 for at in range(points)]
    wobble = [0.32 + 0.012 * dice.random() for _ in turns]
    return [
        [0.5 + 0.7 * r * math.sin(a), 0.5 - r * math.cos(a)]
        for a, r in zip(turns, wobble, strict=True)
    ]


@pytest.mark.parametrize("at", range(4))
def test_a_link_brings_back_every_number(open_page: OpenPage, server: Server, at: int) -> None:
    page = open_page()
    page.locator("#networks button").nth(at).click()
    expect(page.locator("#networks button").nth(at)).to_have_attribute("aria-pressed", "true")
    draw(page, digit("3"))
    answer = expect_rest(page)
    page.locator(".stage [data-layer]:visible").nth(1).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Per map").click()
    page.get_by_role("button", name="Before", exact=True).click()
    result = page.locator(".cell .result").first
    expect(result).to_be_visible()
    shown, link = result.text_content() or "", link_of(page)
    assert len(link) < LONGEST

    other = follow(open_page, server, link, color_scheme="light", viewport=SIZES["small"])
    assert network_of(other) == network_of(page)
    expect_answer(other, answer)
    assert values(other) == values(page)
    expect(other.locator(".cell .result").first).to_have_text(shown)
    expect(other.get_by_role("button", name="Per map")).to_have_attribute("aria-pressed", "true")
    before = other.get_by_role("button", name="Before", exact=True)
    expect(before).to_have_attribute("aria-pressed", "true")
    expect(other.locator(".note.problem")).to_have_count(0)


def test_share_copies_the_link_and_says_what_it_holds(open_page: OpenPage, server: Server) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    draw(page, digit("5"))
    expect(page.locator("#prediction")).to_have_text("5")
    page.locator("#share").click()
    expect(page.locator(".share-said")).to_contain_text("Copied")
    link = page.locator(".share-url").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == link
    holds = page.locator(".share-list")
    expect(holds).to_contain_text("every point with its time")
    assert "picked number" not in holds.inner_text()
    page.keyboard.press("Escape")
    expect(page.locator("#share")).to_be_focused()


def test_the_address_follows_and_reloading_keeps_the_drawing(page: Page) -> None:
    assert "#" not in page.url
    draw(page, digit("4"))
    expect(page.locator("#prediction")).to_have_text("4")
    page.wait_for_function("() => location.hash.includes('&i=')")
    before = values(page)
    page.reload()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator("#prediction")).to_have_text("4")
    assert values(page) == before
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("() => location.hash === ''")


def test_a_reload_right_after_the_pen_keeps_the_last_stroke(page: Page) -> None:
    strokes = digit("5")
    assert len(strokes) > 1
    draw(page, strokes[:1])
    page.wait_for_function("() => location.hash.includes('&i=')")
    before = page.evaluate("location.hash")
    draw(page, strokes[1:])
    assert page.evaluate("location.hash") == before, "the address has not followed yet"
    page.reload()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator("#prediction")).to_have_text("5")
    assert len(wire_of(page).ink["strokes"]) == len(strokes)
    page.get_by_role("button", name="Clear").click()
    page.reload()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator("#prediction")).to_be_empty()
    assert page.evaluate("location.hash") == ""


def test_the_player_waits_where_it_stood(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    draw(page, digit("3"))
    page.get_by_role("button", name="Play the first convolution").click()
    expect(page.locator(".motion")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator(".transport .play")).to_have_attribute("aria-label", "Play")
    page.locator(".motion [data-grain=term]").click()
    page.locator(".scrub").fill("99")
    expect(page.locator(".motion")).to_have_attribute("data-at", "99")
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.locator(".scrub").fill("300")
    expect(page.locator(".motion")).to_have_attribute("data-at", "300")
    expect(page.locator(".motion")).to_have_attribute("data-exact", "true")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".motion")).to_have_attribute("data-beat", "0")
    expect(page.locator(".motion")).to_have_attribute("data-exact", "true")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".motion")).to_have_attribute("data-beat", "1")
    shown = page.locator(".motion .equation").inner_text()
    page.locator("#share").click()
    expect(page.locator(".share-list")).to_contain_text("player's place")
    link = page.locator(".share-url").input_value()

    other = follow(open_page, server, link)
    player = other.locator(".motion")
    expect(player).to_have_attribute("data-at", "301")
    expect(player).to_have_attribute("data-beat", "1")
    expect(player).to_have_attribute("data-exact", "true")
    expect(player.locator(".equation")).to_have_text(shown, use_inner_text=True)
    expect(other.locator(".transport .play")).to_have_attribute("aria-label", "Play")


def test_solo_and_the_difference_are_in_the_link(
    open_page: OpenPage, server: Server, api: httpx.Client
) -> None:
    page = open_page()
    draw(page, digit("3"))
    page.locator("[data-panel-tab=edit]").click()
    page.get_by_role("button", name="Solo").click()
    page.get_by_role("button", name="Difference", exact=True).click()
    expect(page.locator(".edit-words")).to_contain_text("alone")
    other = follow(open_page, server, link_of(page))
    expect(other.locator(".edit-words")).to_contain_text("alone")
    expect(other.locator(".legend")).to_contain_text("difference")
    expect(other.locator(".note.problem")).to_have_count(0)
    expect(other.locator("#prediction")).not_to_be_empty()
    assert values(other) == values(page)


def test_going_back_shows_what_was_there_and_can_be_undone(page: Page) -> None:
    draw(page, digit("4"))
    expect(page.locator("#prediction")).to_have_text("4")
    page.wait_for_function("() => location.hash.includes('&i=')")
    four = page.evaluate("location.hash")
    page.evaluate("location.hash = '#v=1&n=lenet-5'")
    expect(page.locator("#prediction")).to_be_empty()
    assert network_of(page) == "lenet-5"
    page.go_back()
    expect(page.locator("#prediction")).to_have_text("4")
    assert network_of(page) == "crash-course"
    assert page.evaluate("location.hash") == four
    page.keyboard.press("z")
    expect(page.locator("#prediction")).to_be_empty()


def share(text: str) -> float:
    """What a bar says, "> 99.9 %" too."""
    return float(text.strip("<> %"))


def test_a_long_drawing_gets_shorter_but_says_the_same(
    open_page: OpenPage, server: Server, api: httpx.Client
) -> None:
    page = open_page()
    stroke = scrawl(800)
    ink = {"strokes": [[[x, y, 8 * at] for at, (x, y) in enumerate(stroke)]], "width": 0.07}
    whole = predict(api, "crash-course", {"ink": ink})
    draw(page, [stroke])
    assert expect_rest(page)["label"] == whole["label"]
    page.locator("#share").click()
    expect(page.locator(".share-list")).to_contain_text("to be short")
    expect(page.locator(".share-warning")).to_have_count(0)
    link = page.locator(".share-url").input_value()
    assert len(link) < LONGEST
    other = follow(open_page, server, link)
    expect(other.locator("#prediction")).to_have_text(whole["label"])
    assert_near(values(page), values(other))


def assert_near(some: list[str], others: list[str]) -> None:
    """The same within half a point."""
    for one, other in zip(some, others, strict=True):
        assert share(one) == pytest.approx(share(other), abs=0.6)


def test_a_test_digit_is_shared_by_its_number(open_page: OpenPage, server: Server) -> None:
    page = open_page()
    page.keyboard.press("r")
    expect(page.locator("#ink-source")).to_contain_text("MNIST test set")
    expect(page.locator("#prediction")).not_to_be_empty()
    link = link_of(page)
    assert len(link) < 80
    other = follow(open_page, server, link)
    assert other.locator("#ink-source").inner_text() == page.locator("#ink-source").inner_text()
    expect(other.locator("#bars .value")).to_have_text(values(page))


def test_edits_are_there_before_the_first_frame(
    open_page: OpenPage, server: Server, api: httpx.Client
) -> None:
    sample = api.get("/api/v1/sample", params={"seed": 3}).json()
    edits = [{"layer": "conv", "channel": at, "scale": 0} for at in range(9)]
    text = ",".join(f"conv:{at}s0" for at in range(9))
    link = f"{server.url}/#v=1&n=crash-course&d={sample['index']}&e={text}&f=1"
    page = follow(open_page, server, link)
    body = {"pixels": sample["pixels"], "edits": edits, "fit": True}
    expect_answer(page, predict(api, "crash-course", body))
    page.wait_for_function("() => location.hash.includes('&e=')")


HOSTILE = [
    "#v=1&i=AAAA",
    "#v=1&n=../../etc&i=%E0%A4%A",
    "#v=1&n=no-such-network&k=conv:1.2.3&e=conv:1s0",
    "#v=1&k=conv:999999999.1.1&n=crash-course",
    "#v=1&n=crash-course&e=conv:1w" + "_" * 300,
    "#v=1&d=999999",
    "#v=1&x=" + "_" * 5000,
    "#v=7&n=<script>alert(1)</script>",
]


@pytest.mark.parametrize("hash", HOSTILE)
def test_no_link_breaks_the_page(open_page: OpenPage, hash: str) -> None:
    page = open_page(path="/" + hash, complaints=False)
    expect(page.locator(".note.problem h2")).to_contain_text("Not all of this link")
    draw(page, digit("1"))
    expect(page.locator("#prediction")).to_have_text("1")
    expect(page.locator(".note.problem")).to_have_count(0)


def test_kernels_that_do_not_fit_their_layer_give_way(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate(
        """async () => {
          const base = document.querySelector("script[type=module]").src.replace("main.js", "");
          const { encodeEdits } = await import(base + "core/edits-code.js");
          const edits = [{ layer: "conv", channel: 0, weights: [[1, 2]] }];
          location.hash = "#v=1&n=crash-course&e=" + encodeEdits(edits, 32);
        }"""
    )
    expect(page.locator(".note.problem")).to_be_visible()
    draw(page, digit("1"))
    expect(page.locator("#prediction")).to_have_text("1")


def test_share_works_by_keyboard_and_by_touch(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.locator("#share").tap()
    expect(page.locator(".share-url")).to_be_visible()
    box = page.locator("#share-pop").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.locator("#prediction").tap(force=True)
    expect(page.locator("#share-pop")).to_be_hidden()
    page.locator("#share").focus()
    page.keyboard.press("Enter")
    # On the button; on the link where the clipboard is forbidden.
    expect(page.locator("#share-pop :focus")).to_have_count(1)
