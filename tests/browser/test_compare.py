"""Two of anything beside each other, and numbers of the one put into the other."""

import re
from copy import deepcopy
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import NETWORKS, OWN, choose, digit, draw
from tests.browser.wire import expect_answered, expect_rest, percent, wire_of

pytestmark = pytest.mark.browser


def patch(page: Page, network: str, body: dict[str, Any], **query: Any) -> dict[str, Any]:
    """What REST says about both."""
    url = urljoin(page.url, f"/api/v1/networks/{network}/patch")
    answer = page.request.post(url, data=body, params=query)
    assert answer.ok, answer.text()
    found: dict[str, Any] = answer.json()
    return found


def expect_both(page: Page, found: dict[str, Any]) -> None:
    """The strip and the table show what both answer, and with patches what B answers then."""
    sides = [found["donor"], found["receiver"]] + ([found] if found["patches"] else [])
    last = sides[-1]
    says = page.locator(".beside-says")
    expect(says.first).to_have_text(
        f"{found['donor']['label']} {percent(found['donor']['probability'])}"
    )
    expect(says.last).to_have_text(f"{last['label']} {percent(last['probability'])}")
    for column, side in enumerate(sides, start=1):
        cells = page.locator(f".compare-table tbody tr > :nth-child({column + 1})")
        expect(cells).to_have_text([percent(share) for share in side["probabilities"]])


def open_compare(page: Page) -> Locator:
    page.locator("[data-panel-tab=compare]").click()
    expect(page.locator("#other-network")).to_be_visible()
    expect(page.locator("#other .stage-head").first).to_be_visible()
    return page.locator(".compare")


def middle(canvas: Locator) -> tuple[float, float]:
    box = canvas.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_two_inks_one_network_and_the_answer_follows(page: Page) -> None:
    choose(page, "crash-course")
    draw(page, digit("7"))
    expect(page.locator("#prediction")).to_have_text("7")
    expect_rest(page)
    seven = deepcopy(wire_of(page).body)
    panel = open_compare(page)
    page.locator("#other-network").select_option("crash-course")
    panel.get_by_role("button", name="Keep this").click()
    expect(panel.get_by_role("button", name="Its own")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-do=clear]").click()
    expect(panel).to_contain_text("Draw a digit")
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    expect_rest(page)
    body = {**seven, "donor": wire_of(page).body}
    expect_both(page, patch(page, "crash-course", body))

    # The same number in both: held above, framed below, and how far they are apart.
    above = page.locator("#flow [data-layer=pool] canvas:visible").first
    channel = int(above.get_attribute("data-channel") or -1)
    page.mouse.click(*middle(above))
    spoken = page.locator("#beside-spoken")
    expect(spoken).to_contain_text(
        re.compile(rf"Feature map {channel + 1}, row \d+, column \d+: A ")
    )
    said = spoken.inner_text()
    row, column = (int(re.findall(rf"{axis} (\d+)", said)[0]) - 1 for axis in ("row", "column"))
    numbers = patch(page, "crash-course", body, layers="pool", difference="true")["layers"]
    now, by = (numbers[name][channel][row][column] for name in ("pool", "difference/pool"))
    a, b, apart = map(float, re.findall(r"(?:A|B|B − A) ([+-]?\d+\.\d+)", said)[-3:])
    assert (a, b, apart) == pytest.approx((now - by, now, by), abs=0.012)
    below = page.locator(f"#other [data-layer=pool] canvas[data-channel='{channel}']")
    expect(page.locator("#other .tip").first).to_contain_text(f"map {channel + 1} · {row + 1}")

    # Its map is dragged from above to below.
    start, end = middle(above), middle(below)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 20, start[1] + 20)
    expect(page.locator(".beside-ghost")).to_contain_text(f"feature map {channel + 1}")
    page.mouse.move(*end)
    expect(page.locator(".beside-ghost.lands")).to_be_visible()
    page.mouse.up()
    patches: list[dict[str, Any]] = [{"layer": "pool", "channel": channel}]
    expect(panel.locator(".compare-list li")).to_have_count(1)
    expect_both(page, patch(page, "crash-course", {**body, "patches": patches}))

    # Which one moves it most is a patch away; the whole layer, by key, brings A's answer.
    swept = patch(page, "crash-course", body, sweep="pool")["sweep"]["layers"][0]["moved"]
    rows = panel.locator(".compare-swept .compare-figure")
    strongest = sorted(swept, key=abs, reverse=True)[:8]
    expect(rows).to_have_text([f"{'+' if at >= 0 else '−'}{abs(at):.2f}" for at in strongest])
    page.locator("#flow [data-layer=pool]").focus()
    page.keyboard.press("Shift+X")
    expect(panel.locator(".compare-list li")).to_have_count(2)
    patches.append({"layer": "pool"})
    follows = patch(page, "crash-course", {**body, "patches": patches})
    assert follows["logits"] == follows["donor"]["logits"]
    expect_both(page, follows)
    expect(page.locator("#patched")).to_contain_text("B follows A: 7 becomes 3")

    # All of it is in the address.
    expect(page).to_have_url(re.compile(r"oq%3Dpool"))
    page.reload()
    page.locator("html[data-ready=true]").wait_for()
    expect(panel.locator(".compare-list li")).to_have_count(2)
    expect_both(page, follows)
    panel.get_by_role("button", name="Reset").click()
    expect(panel.locator(".compare-list li")).to_have_count(0)
    panel.get_by_role("button", name="Undo").click()
    expect(panel.locator(".compare-list li")).to_have_count(2)
    page.get_by_role("button", name="End the comparison").click()
    expect(page.locator("#other")).to_have_count(0)
    expect(page.locator("#cell-pane")).to_be_visible()
    expect(page).not_to_have_url(re.compile("[&]o="))


def test_networks_moments_and_edits_beside_each_other(page_of_all: Page) -> None:
    page = page_of_all
    choose(page, "lenet-5")
    draw(page, digit("4"))
    expect_rest(page)
    drawn = wire_of(page).body
    panel = open_compare(page)
    for other in (*NETWORKS, OWN):
        page.locator("#other-network").select_option(other)
        found = patch(page, other, {**drawn, "donor": {**drawn, "network": "lenet-5"}})
        expect(page.locator(".beside-says").last).to_contain_text(found["label"])
        expect(page.locator("#other[data-seq] .stage-head").last).to_be_visible()
        alone = set(found["counterparts"].values())
        for name in ("c3", "s4"):
            column = page.locator(f"#flow .stage:has([data-layer={name}])")
            kept = {name, f"{name}_tanh"} & alone
            expect(column).to_have_attribute("data-alone", "") if not kept else expect(
                column
            ).not_to_have_attribute("data-alone", "")
    page.locator("#other-network").select_option("lenet-5")
    step = page.locator("#other-step option").nth(4).get_attribute("value")
    page.locator("#other-step").select_option(step)
    body = {**drawn, "donor": drawn}
    expect_both(page, patch(page, "lenet-5", body, checkpoint=step))
    page.locator("#other-step").select_option("")
    page.locator("#flow [data-layer=c1_tanh]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#flow .tip")).to_have_count(1)
    page.keyboard.press("m")
    expect(page.locator("#edited")).to_contain_text("1 change")
    expect_answered(page)
    edited = {**drawn, "donor": wire_of(page).body}
    assert edited["donor"]["edits"]
    expect_both(page, patch(page, "lenet-5", edited))
    panel.get_by_role("button", name="Swap A and B").click()
    expect(page.locator("#edited")).to_have_count(0)
    turned = patch(page, "lenet-5", {**edited["donor"], "donor": drawn})
    expect_both(page, turned)


def test_a_finger_takes_a_map_along_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    choose(page, "crash-course")
    draw(page, digit("2"))
    expect_rest(page)
    panel = open_compare(page)
    page.locator("#other-network").select_option("crash-course")
    page.locator("#other-step").select_option(index=5)
    expect(page.locator(".beside-what").last).to_contain_text("step")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(panel).to_have_count(0)
    above = page.locator("#flow [data-layer=relu1] canvas:visible").first
    page.locator(".beside-strip").evaluate("(strip) => strip.scrollIntoView({block: 'center'})")
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    start = middle(above)
    touch("touchStart", start)
    expect(page.locator(".beside-ghost")).to_be_visible()
    named = page.locator(".beside-ghost").inner_text()
    channel = int(re.findall(r"feature map (\d+)", named)[0]) - 1
    end = middle(page.locator(f"#other [data-layer=relu1] canvas[data-channel='{channel}']"))
    touch("touchMove", ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    touch("touchMove", end)
    expect(page.locator(".beside-ghost.lands")).to_be_visible()
    touch("touchEnd")
    expect(page.locator(".beside-what").last).to_contain_text("1 patch")
    expect(page).to_have_url(re.compile(rf"oq%3Drelu1\.{channel}$"))
