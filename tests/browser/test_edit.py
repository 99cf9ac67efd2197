"""Editing the network by hand: what the page shows is what REST says with the same edits."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import NETWORKS, OWN, choose, digit, draw
from tests.browser.wire import expect_answer, expect_answered, expect_rest, rest, wire_of

pytestmark = pytest.mark.browser


def begin(page: Page, network: str = "crash-course") -> None:
    """Another network, a digit, the panel."""
    choose(page, network)
    draw(page, digit("3"))
    expect_rest(page)
    page.locator("[data-panel-tab=edit]").click()
    expect(page.locator("#edit-layer")).to_be_visible()


def expect_edited(page: Page, **first: Any) -> dict[str, Any]:
    """The page shows what REST says with the edits; the first of them has this, too."""
    answer = expect_rest(page)
    edits = wire_of(page).body["edits"]
    assert edits[0] | first == edits[0]
    return answer


@pytest.mark.parametrize("network", [*NETWORKS, OWN])
def test_a_map_switched_off(page_of_all: Page, network: str) -> None:
    page = page_of_all
    begin(page, network)
    page.get_by_role("button", name="Off", exact=True).click()
    expect(page.locator("#edited")).to_contain_text("1 change")
    expect(page.locator(".edit-list li")).to_have_count(1)
    expect(page.locator(".edit-words")).to_contain_text("map 1: off")
    expect_edited(page, channel=0, scale=0)
    untouched = rest(page, "predict", wire_of(page).drawing)
    expect(page.locator("#untouched")).to_contain_text(f"Untouched: {untouched['label']}")
    expect(page.locator(".change.off").first).to_be_visible()

    page.locator("#edit-reset").click()
    expect(page.locator("#edited")).to_have_count(0)
    expect(page.locator("#untouched")).to_be_hidden()
    expect_answer(page, untouched)


@pytest.mark.parametrize("network", [*NETWORKS, OWN])
def test_badges_are_what_rest_says(page_of_all: Page, network: str) -> None:
    page = page_of_all
    begin(page, network)
    page.get_by_role("button", name="Margin", exact=True).click()
    expect(page.locator(".badge").first).to_be_visible()
    expect(page.locator(".badge.stale")).to_have_count(0)
    expect_answered(page)
    shown: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".badge")]
            .map((badge) => [badge.dataset.badge, badge.textContent.trim()]))"""
    )  # at one moment: the most active maps may change places
    layers = {name.split(" ")[0] for name in shown if name}
    found = rest(page, "ablate", layers=",".join(layers))
    assert len(layers) >= (2 if network == OWN else 3)
    checked = 0
    for layer in found["layers"]:
        for channel, margin in enumerate(layer["margin"]):
            text = shown.get(f"{layer['layer']} {channel}", "")
            if text:
                change = margin - found["margin"]
                written = float(text.replace("−", "-"))
                assert written == pytest.approx(change, abs=max(0.06, 0.051 * abs(change)))
                checked += 1
    assert checked >= (8 if network == OWN else 10)
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


def test_a_kernel_is_painted_and_comes_back(page: Page) -> None:
    begin(page)
    original = page.locator("#edit-kernel span").all_inner_texts()
    page.get_by_role("button", name="Sobel", exact=True).click()
    expect(page.locator("#edit-kernel span").nth(12)).to_have_text("0.00")
    answer = expect_edited(page, channel=0)
    expect(page.locator("#before-after")).to_contain_text(answer["label"])
    [edit] = wire_of(page).edits
    assert len(edit["weights"][0]) == 5

    page.locator("#edit-kernel").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("0")
    expect(page.locator("#edit-kernel span").nth(1)).to_have_text("0.00")
    page.locator("#edit-kernel span").nth(24).click()
    page.locator("#edit-weight").fill("0.25")
    page.locator("#edit-weight").press("Enter")
    expect(page.locator("#edit-kernel span").nth(24)).to_have_text("0.25")
    expect_edited(page)
    assert wire_of(page).edits[0]["weights"][0][4][4] == 0.25

    page.get_by_role("button", name="Original weights").click()
    expect(page.locator("#edit-kernel span")).to_have_text(original)
    expect(page.locator("#edited")).to_have_count(0)


def test_scale_bias_and_undo(page: Page) -> None:
    begin(page)
    page.locator("#edit-scale").fill("0.5")
    page.locator("#edit-bias").fill("0.6")
    expect(page.locator(".edit-words")).to_have_count(2)
    expect_edited(page)
    changed = {key for edit in wire_of(page).edits for key in edit}
    assert changed == {"layer", "channel", "scale", "bias"}
    changes = page.locator(".edit-part", has_text="Changes")
    changes.get_by_role("button", name="Undo").click()
    expect(page.locator(".edit-words")).to_have_count(1)
    changes.get_by_role("button", name="Undo").click()
    expect(page.locator(".edit-words")).to_have_count(0)
    changes.get_by_role("button", name="Redo").click()
    expect(page.locator(".edit-words")).to_contain_text("× 0.5")
    expect(page.locator("#prediction")).to_have_text("3")


def test_keys_mute_and_solo_the_picked_map(page: Page) -> None:
    begin(page)
    page.locator("[data-layer]:visible").nth(1).locator("canvas:visible").nth(2).click()
    page.keyboard.press("m")
    expect(page.locator(".edit-words")).to_contain_text("map 3: off")
    expect(page.locator("#edit-channel")).to_have_value("3")
    expect_edited(page, channel=2, scale=0)
    page.keyboard.press("s")
    expect(page.locator(".edit-words")).to_contain_text("map 3: alone")
    expect_edited(page, channel=2, solo=True)


def test_one_of_two_hundred_units_alone(page: Page) -> None:
    begin(page)
    page.locator("#edit-layer").select_option(label="Dense dense1")
    page.locator("#edit-channel").fill("120")
    page.locator("#edit-channel").press("Enter")
    page.get_by_role("button", name="Solo").click()
    expect(page.locator(".edit-words")).to_contain_text("unit 120: alone")
    expect_edited(page, channel=119, solo=True)
    assert len(wire_of(page).edits) == 1


def test_the_difference_to_the_untouched_network(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="Off", exact=True).click()
    page.get_by_role("button", name="Difference", exact=True).click()
    expect(page.locator(".legend")).to_contain_text("difference to the untouched network")
    expect_answered(page)
    plain = rest(page, "trace", wire_of(page).drawing)["layers"]["pool"]
    edited = rest(page, "trace")["layers"]["pool"]
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


WINDOWS = [(1440, 900), (1024, 768), (768, 1024), (390, 844)]


@pytest.mark.parametrize("network", NETWORKS)
def test_no_edit_moves_the_layers(open_page: OpenPage, network: str) -> None:
    for width, height in WINDOWS:
        page = open_page(viewport={"width": width, "height": height})
        begin(page, network)
        page.locator("#edit-badges").uncheck()
        places = """() => [...document.querySelectorAll(".stage canvas")]
            .filter((canvas) => canvas.checkVisibility())
            .map((canvas) => canvas.style.cssText).join()"""
        page.wait_for_timeout(500)  # the most active maps have been chosen
        before = page.evaluate(places)
        room = page.locator(".flow-scroll").bounding_box()
        assert room
        page.get_by_role("button", name="Off", exact=True).click()
        expect(page.locator("#edited")).to_be_visible()
        for view in ("Difference", "Edited"):
            page.get_by_role("group", name="Show").get_by_role("button", name=view).click()
            after = page.locator(".flow-scroll").bounding_box()
            assert after
            assert (after["width"], after["height"]) == (room["width"], room["height"])
        page.wait_for_timeout(500)
        assert sizes(page.evaluate(places)) == sizes(before)


def sizes(places: str) -> list[str]:
    """The widths of all maps, which are none of the edit's business."""
    return re.findall(r"width: [\d.]+px", places)


def test_the_tip_tells_the_difference(page: Page) -> None:
    begin(page)
    page.locator("[data-layer]:visible").nth(1).locator("canvas:visible").nth(2).click()
    page.keyboard.press("m")
    page.get_by_role("button", name="Difference", exact=True).click()
    expect_answered(page)
    tip = page.locator(".tip").first
    expect(tip.locator(".way")).to_contain_text("→")
    wire = wire_of(page)
    where = wire.messages[-1]["cell"]
    shown = page.locator(".stage .layer:not([hidden])").nth(1).get_attribute("data-layer")
    assert shown
    before, now = (
        rest(page, "trace", body)["layers"][shown][where["channel"]][where["row"]][where["column"]]
        for body in (wire.drawing, wire.body)
    )
    words = tip.inner_text().replace("+", "").replace("→", " ").split()[:3]
    assert list(map(float, words)) == pytest.approx([now - before, before, now], abs=0.006)


def test_a_random_kernel_comes_again_and_the_next_press_gives_another(page: Page) -> None:
    begin(page)
    cells = page.locator("#edit-kernel span")
    original = cells.all_inner_texts()
    button = page.get_by_role("button", name="Random", exact=True)

    def press() -> list[str]:
        before = cells.all_inner_texts()
        button.click()
        page.wait_for_function(
            """(before) => [...document.querySelectorAll("#edit-kernel span")]
                .map((span) => span.innerText).join() !== before""",
            arg=",".join(before),
        )
        return cells.all_inner_texts()

    first, second = press(), press()
    assert first != second
    page.get_by_role("button", name="Original weights").click()
    expect(cells).to_have_text(original)
    assert press() == first
    page.wait_for_function("() => location.hash.includes('w')")
    page.wait_for_timeout(400)  # the address follows at rest
    page.reload()
    page.locator("html[data-ready=true]").wait_for()
    expect(cells).to_have_text(first)
    assert press() == second


def test_other_pages_see_the_network_as_it_is(open_page: OpenPage) -> None:
    page, other = open_page(), open_page()
    begin(page)
    page.get_by_role("button", name="Solo").click()
    expect_edited(page, solo=True)
    draw(other, digit("3"))
    expect_rest(other)
    assert "edits" not in wire_of(other).body
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
    begin(page, "lenet-5")
    page.locator("#edit-layer").select_option(label="Convolution c3")
    expect(page.locator(".edit-panel")).to_contain_text("Connected to input 1, 2, 3 only")
    expect(page.locator(".edit-panel .part-name")).to_have_text("input channel 1 of 6")
    for _ in range(3):
        page.get_by_role("button", name="Input channel after").click()
    expect(page.locator(".edit-panel .part-name")).to_have_text("input channel 1 of 6")


def test_it_works_by_touch(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.locator("[data-panel-tab=edit]").tap()
    page.get_by_role("button", name="Off", exact=True).tap()
    expect(page.locator(".edit-words")).to_contain_text("off")
    page.locator("#edit-kernel span").nth(0).tap()
    expect(page.locator(".edit-words").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
