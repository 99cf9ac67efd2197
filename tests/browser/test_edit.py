"""Editing the network by hand: what the page shows is what REST says with the same edits."""

from typing import Any

import httpx
import pytest
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

pytestmark = pytest.mark.browser
NETWORKS = ["Crash course", "LeNet-5", "VGG mini"]


def begin(page: Page, title: str = "Crash course") -> Wire:
    """Another network, a digit, the panel."""
    wire = Wire(page)
    page.locator("#networks").get_by_text(title, exact=True).click()
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    page.locator("[data-panel-tab=edit]").click()
    expect(page.locator("#edit-layer")).to_be_visible()
    return wire


def edits_of(wire: Wire) -> list[dict[str, Any]]:
    """The edits that the server holds: later messages may only keep them."""
    newest = wire.messages[-1]
    if not newest.get("keep"):
        return list(newest.get("edits", []))
    return next(list(each["edits"]) for each in reversed(wire.messages) if each.get("edits"))


def expect_edited(page: Page, wire: Wire, api: httpx.Client) -> dict[str, Any]:
    """The page shows what REST predicts for this drawing with these edits."""
    expect_answered(page, wire)
    body = {"ink": wire.ink, "edits": edits_of(wire)}
    answer = predict(api, network_of(page), body)
    values = [f"{100 * value:.1f} %" for value in answer["probabilities"]]
    expect(page.locator("#bars .value")).to_have_text(values)
    return answer


@pytest.mark.parametrize("title", NETWORKS)
def test_a_map_switched_off(page: Page, api: httpx.Client, title: str) -> None:
    wire = begin(page, title)
    page.get_by_role("button", name="Off", exact=True).click()
    expect(page.locator("#edited")).to_contain_text("1 change")
    expect(page.locator(".edit-list li")).to_have_count(1)
    expect(page.locator(".edit-words")).to_contain_text("map 1: off")
    edits = edits_of(wire)
    assert [(edit["channel"], edit["scale"]) for edit in edits] == [(0, 0)]
    expect_edited(page, wire, api)
    untouched = predict(api, network_of(page), {"ink": wire.ink})
    expect(page.locator("#untouched")).to_contain_text(f"Untouched: {untouched['label']}")
    expect(page.locator(".change.off").first).to_be_visible()

    page.locator("#edit-reset").click()
    expect(page.locator("#edited")).to_have_count(0)
    expect(page.locator("#untouched")).to_be_hidden()
    expect_answer(page, untouched)


@pytest.mark.parametrize("title", NETWORKS)
def test_badges_are_what_rest_says(page: Page, api: httpx.Client, title: str) -> None:
    wire = begin(page, title)
    page.get_by_role("button", name="Margin", exact=True).click()
    expect(page.locator(".badge").first).to_be_visible()
    expect(page.locator(".badge.stale")).to_have_count(0)
    expect_answered(page, wire)
    shown: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".badge")]
            .map((badge) => [badge.dataset.badge, badge.textContent.trim()]))"""
    )  # at one moment: the most active maps may change places
    url = f"/api/v1/networks/{network_of(page)}/ablate"
    layers = {name.split(" ")[0] for name in shown if name}
    answer = api.post(url, json={"ink": wire.ink}, params={"layers": ",".join(layers)})
    found = answer.json()
    assert len(layers) >= 3
    checked = 0
    for layer in found["layers"]:
        for channel, margin in enumerate(layer["margin"]):
            text = shown.get(f"{layer['layer']} {channel}", "")
            if text:
                change = margin - found["margin"]
                written = float(text.replace("−", "-"))
                assert written == pytest.approx(change, abs=max(0.06, 0.051 * abs(change)))
                checked += 1
    assert checked >= 10
    expect(page.locator("#causes")).to_contain_text(f"The answer {found['label']} needs most")


def test_badges_rest_while_the_pen_moves_and_edits_move_them(page: Page) -> None:
    begin(page)
    expect(page.locator(".badge").first).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "ablate" in request.url else 0)
    page.get_by_role("button", name="Solo").click()
    expect(page.locator(".edit-words")).to_contain_text("alone")
    page.wait_for_function("() => !document.querySelector('.badge.stale')")
    assert len(asked) >= 1
    page.locator("#edit-badges").uncheck()
    expect(page.locator(".badge")).to_have_count(0)
    page.reload()
    page.locator("html[data-ready=true]").wait_for()  # the address opens the panel again
    expect(page.locator("#edit-badges")).not_to_be_checked()


def test_a_kernel_is_painted_and_comes_back(page: Page, api: httpx.Client) -> None:
    wire = begin(page)
    original = page.locator("#edit-kernel span").all_inner_texts()
    page.get_by_role("button", name="Sobel", exact=True).click()
    expect(page.locator("#edit-kernel span").nth(12)).to_have_text("0.00")
    answer = expect_edited(page, wire, api)
    expect(page.locator("#before-after")).to_contain_text(answer["label"])
    (edit,) = edits_of(wire)
    assert len(edit["weights"][0]) == 5

    page.locator("#edit-kernel").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("0")
    expect(page.locator("#edit-kernel span").nth(1)).to_have_text("0.00")
    page.locator("#edit-kernel span").nth(24).click()
    page.locator("#edit-weight").fill("0.25")
    page.locator("#edit-weight").press("Enter")
    expect(page.locator("#edit-kernel span").nth(24)).to_have_text("0.25")
    expect_edited(page, wire, api)
    assert edits_of(wire)[0]["weights"][0][4][4] == 0.25

    page.get_by_role("button", name="Original weights").click()
    expect(page.locator("#edit-kernel span")).to_have_text(original)
    expect(page.locator("#edited")).to_have_count(0)


def test_scale_bias_and_undo(page: Page, api: httpx.Client) -> None:
    wire = begin(page)
    page.locator("#edit-scale").fill("0.5")
    page.locator("#edit-bias").fill("0.6")
    expect(page.locator(".edit-words")).to_have_count(2)
    expect_edited(page, wire, api)
    assert {next(iter(edit.keys() - {"layer", "channel"})) for edit in edits_of(wire)} == {
        "scale",
        "bias",
    }
    changes = page.locator(".edit-part", has_text="Changes")
    changes.get_by_role("button", name="Undo").click()
    expect(page.locator(".edit-words")).to_have_count(1)
    changes.get_by_role("button", name="Undo").click()
    expect(page.locator(".edit-words")).to_have_count(0)
    changes.get_by_role("button", name="Redo").click()
    expect(page.locator(".edit-words")).to_contain_text("× 0.5")
    expect(page.locator("#prediction")).to_have_text("3")


def test_keys_mute_and_solo_the_picked_map(page: Page, api: httpx.Client) -> None:
    wire = begin(page)
    page.locator("[data-layer]:visible").nth(1).locator("canvas:visible").nth(2).click()
    page.keyboard.press("m")
    expect(page.locator(".edit-words")).to_contain_text("map 3: off")
    expect(page.locator("#edit-channel")).to_have_value("3")
    expect_edited(page, wire, api)
    page.keyboard.press("s")
    expect(page.locator(".edit-words")).to_contain_text("map 3: alone")
    expect_edited(page, wire, api)
    assert edits_of(wire)[0]["solo"] is True


def test_one_of_two_hundred_units_alone(page: Page, api: httpx.Client) -> None:
    wire = begin(page)
    page.locator("#edit-layer").select_option(label="Dense dense1")
    page.locator("#edit-channel").fill("120")
    page.locator("#edit-channel").press("Enter")
    page.get_by_role("button", name="Solo").click()
    expect(page.locator(".edit-words")).to_contain_text("unit 120: alone")
    expect_edited(page, wire, api)
    assert len(edits_of(wire)) == 1


def test_the_difference_to_the_untouched_network(page: Page, api: httpx.Client) -> None:
    wire = begin(page)
    page.get_by_role("button", name="Off", exact=True).click()
    page.get_by_role("button", name="Difference", exact=True).click()
    expect(page.locator(".legend")).to_contain_text("difference to the untouched network")
    expect_answered(page, wire)
    body = {"ink": wire.ink}
    root = f"/api/v1/networks/{network_of(page)}/trace"
    plain = api.post(root, json=body).json()["layers"]["pool"]
    edited = api.post(root, json={**body, "edits": edits_of(wire)}).json()["layers"]["pool"]
    most = max(
        abs(a - b)
        for one, other in zip(edited, plain, strict=True)
        for row, before in zip(one, other, strict=True)
        for a, b in zip(row, before, strict=True)
    )
    page.wait_for_function(
        """(most) => {
          const extent = document.querySelector('[data-layer=pool]').dataset.extent ?? '';
          const [low, high] = extent.split(',').map(Number);
          return Math.abs(high - most) < 0.01 * most && low === -high;
        }""",
        arg=most,
    )
    page.locator("#edited").get_by_role("button", name="Reset").click()
    expect(page.locator(".legend")).to_contain_text("activation")


def test_other_pages_see_the_network_as_it_is(open_page: OpenPage, api: httpx.Client) -> None:
    page, other = open_page(), open_page()
    wire = begin(page)
    page.get_by_role("button", name="Solo").click()
    expect_edited(page, wire, api)
    theirs = Wire(other)
    draw(other, digit("3"))
    expect_answered(other, theirs)
    expect_answer(other, predict(api, network_of(other), {"ink": theirs.ink}))
    expect(other.locator("#edited")).to_have_count(0)


def test_each_network_keeps_its_edits(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="Off", exact=True).click()
    expect(page.locator("#edited")).to_be_visible()
    page.locator("#networks").get_by_text("LeNet-5", exact=True).click()
    expect(page.locator("#edited")).to_have_count(0)
    page.locator("#networks").get_by_text("Crash course", exact=True).click()
    expect(page.locator(".edit-words")).to_contain_text("off")


def test_unconnected_kernels_say_so(page: Page) -> None:
    begin(page, "LeNet-5")
    page.locator("#edit-layer").select_option(label="Convolution c3")
    expect(page.locator(".edit-panel")).to_contain_text("Connected to input 1, 2, 3 only")
    expect(page.locator(".edit-panel .part-name")).to_have_text("input channel 1 of 6")
    for _ in range(3):
        page.get_by_role("button", name="Input channel after").click()
    expect(page.locator(".edit-panel .part-name")).to_have_text("input channel 1 of 6")


def test_it_works_by_touch(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.locator("[data-panel-tab=edit]").tap()
    page.get_by_role("button", name="Off", exact=True).tap()
    expect(page.locator(".edit-words")).to_contain_text("off")
    page.locator("#edit-kernel span").nth(0).tap()
    expect(page.locator(".edit-words").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
