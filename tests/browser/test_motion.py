"""Arithmetic in motion: the player builds maps out of PyTorch's own numbers, step by step."""

import random
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, SIZES, OpenPage
from tests.browser.hands import NETWORKS, OWN, choose, digit, draw, reach
from tests.browser.test_flow import flat
from tests.browser.wire import expect_answered, rest, wire_of
from tests.servers import Server

pytestmark = pytest.mark.browser


def drawn(page: Page, network: str, label: str = "3") -> dict[str, Any]:
    """Show a network and draw a digit; the network's anatomy."""
    anatomy = choose(page, network)
    draw(page, digit(label))
    page.mouse.move(5, 5)
    expect_answered(page)
    return anatomy


def hold(page: Page, layer: str, channel: int = 0) -> None:
    """Hold a cell of a layer, hidden ones too, as keys do: column by column, layer by layer."""
    names = page.evaluate(
        "() => [...document.querySelectorAll('[data-layer]')].map((each) => each.dataset.layer)"
    )
    page.locator(".stage [data-layer]:visible").first.focus()
    page.keyboard.press("Enter")
    for at in range(names.index(layer) + 1):
        if at:
            page.keyboard.press(".")
        expect(page.locator(".cell")).to_have_attribute("data-cell", names[at])


def play(page: Page, layer: str) -> Locator:
    """Open the player on a layer and pause it."""
    hold(page, layer)
    page.locator(".cell-head .play").click()
    player = page.locator(".motion")
    expect(player).to_have_attribute("data-cell", layer)
    page.keyboard.press("k")
    expect(page.locator(".transport .play")).to_have_attribute("aria-label", "Play")
    return player


def scrub(page: Page, at: int) -> None:
    page.locator(".scrub").fill(str(at))
    expect(page.locator(".motion")).to_have_attribute("data-at", str(at))


def numbers(player: Locator) -> list[list[float]]:
    return [
        [float(text) for text in grid.locator("span").all_inner_texts() if text]
        for grid in player.locator(".numbers").all()
    ]


def equation(player: Locator) -> list[float]:
    return [float(text) for text in player.locator(".equation dd").all_inner_texts()]


def asked(page: Page) -> dict[str, Any]:
    """What REST says about the cell that the page asked for last."""
    where = wire_of(page).messages[-1]["cell"].items()
    cell: dict[str, Any] = rest(page, "cell", **{key: at for key, at in where if at is not None})
    return cell


def test_the_built_map_is_the_flow_s(page: Page) -> None:
    drawn(page, "crash-course")
    page.get_by_role("button", name="Play the first convolution").click()
    player = page.locator(".motion")
    page.locator(".tempo").select_option("whole")
    target = player.locator(".motion-target")
    expect(target.locator("figcaption")).to_contain_text("whole")
    expect(page.locator(".transport .play")).to_have_attribute("aria-label", "Play")
    page.get_by_role("button", name="Before", exact=True).click()
    page.wait_for_function(
        """() => {
          const layer = document.querySelector(".motion").dataset.cell;
          const channel = document.querySelector(".motion h2").textContent.match(/\\d+/)[0] - 1;
          const [mine, flow] = [".motion-target canvas",
            `.stage [data-layer="${layer}"] canvas[data-channel="${channel}"]`]
            .map((selector) => document.querySelector(selector));
          const words = (canvas) =>
            canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.join();
          return flow.width === 28 && flow.checkVisibility() && words(mine) === words(flow);
        }"""
    )


def test_what_is_not_computed_yet_is_hidden(page: Page) -> None:
    drawn(page, "crash-course")
    player = play(page, "conv")
    scrub(page, 99)
    expect(player.locator(".motion-target figcaption")).to_contain_text("100 of 784")
    built = """(selector) => {
      const canvas = document.querySelector(selector);
      const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
      return data.filter((_, at) => at % 4 === 3).reduce((sum, a) => sum + (a === 255), 0);
    }"""
    assert page.evaluate(built, ".motion-target canvas") == 100
    here = int((player.locator("h2").inner_text()).split(",")[0].split()[-1]) - 1
    tiles = [f".stage .layer:not([hidden])[data-layer=relu1] canvas[data-channel='{at}']"
             for at in (here, (here + 1) % 10)]  # fmt: skip
    page.wait_for_function(f"(selector) => ({built})(selector) === 100", arg=tiles[0])
    assert page.evaluate(built, tiles[1]) == 784, "the other maps are whole"
    page.get_by_role("button", name="Leave the player").click()
    page.wait_for_function(f"(selector) => ({built})(selector) === 784", arg=tiles[0])


def test_the_answer_s_bars_are_built_unit_by_unit(page: Page) -> None:
    drawn(page, "crash-course")
    play(page, "softmax")
    scrub(page, 3)
    values = page.locator(".unit-bars .value")
    expect(values.nth(3)).to_be_visible()
    expect(values.nth(4)).to_be_hidden()
    page.get_by_role("button", name="Leave the player").click()
    expect(values.nth(4)).to_be_visible()


@pytest.mark.parametrize("network", NETWORKS)
def test_the_numbers_of_a_step_are_the_api_s(page: Page, network: str) -> None:
    anatomy = drawn(page, network, "5")
    convs = [layer for layer in anatomy["layers"] if layer["kind"] == "conv"]
    first, second = convs[:2] if len(convs) > 1 else (convs[0], None)
    player = play(page, first["name"])
    scrub(page, 14 * first["shape"][2] + 13)
    expect(player).to_have_attribute("data-exact", "true")
    cell = asked(page)
    assert [cell["index"][1], cell["index"][2]] == [14, 13]
    for name, shown in zip(("operands", "weights", "products"), numbers(player), strict=True):
        assert shown == pytest.approx(flat(cell[name]), abs=0.051), name
    assert equation(player)[0] == pytest.approx(cell["sum"], abs=1e-3)
    assert equation(player)[-1] == pytest.approx(cell["result"], abs=1e-3)
    expect(player.locator(".seal")).to_contain_text("= what PyTorch computed")
    page.keyboard.press("ArrowRight")
    expect(player).to_have_attribute("data-at", str(14 * first["shape"][2] + 14))
    expect(player).to_have_attribute("data-exact", "true")
    assert equation(player)[-1] == pytest.approx(asked(page)["result"], abs=1e-3)
    if second:
        channel_by_channel(page, second["name"])


def channel_by_channel(page: Page, layer: str) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    player = play(page, layer)
    scrub(page, 37)
    player.locator("[data-grain=part]").click()
    expect(player.locator(".equation dt").last).to_contain_text("Σ 1 of")
    cell = asked(page)
    sums = [sum(flat(products)) for products in cell["products"]]
    for count in range(1, len(sums) + 1):
        expect(player.locator(".equation dt").last).to_have_text(f"Σ {count} of {len(sums)}")
        assert equation(player) == pytest.approx([sums[count - 1], sum(sums[:count])], abs=1e-3)
        page.keyboard.press("ArrowRight")
    expect(player).to_have_attribute("data-beat", "end")
    assert equation(player)[0] == pytest.approx(cell["sum"], abs=1e-3)
    assert equation(player)[-1] == pytest.approx(cell["result"], abs=1e-3)


CLOSES = """async ({ network, ink, cells }) => {
  const { scoreOf, motionOf } = await import("/static/js/kinds/motion/index.js");
  const anatomy = await (await fetch(`/api/v1/networks/${network}`)).json();
  const named = (name) => anatomy.layers.find((layer) => layer.name === name);
  const wrong = [];
  const near = (a, b) => Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a), Math.abs(b));
  for (const query of cells) {
    const url = `/api/v1/networks/${network}/cell?${new URLSearchParams(query)}`;
    const body = JSON.stringify({ ink });
    const cell = await (await fetch(url, { method: "POST", body,
      headers: { "Content-Type": "application/json" } })).json();
    const layer = named(cell.layer);
    const scene = { layer, sources: layer.inputs.map(named), layerNamed: named,
      classes: anatomy.classes, part: -1 };
    for (const grain of ["cell", ...Object.keys(motionOf(layer).grains(scene))]) {
      const score = scoreOf(cell, scene, grain);
      const last = score.beat(score.count - 1);
      if (!near(last.partial, cell.result)) wrong.push([cell.layer, grain, "result"]);
      if (!near(last.lines.at(-1).value, cell.result)) wrong.push([cell.layer, grain, "line"]);
      const { window_sum } = cell.detail;
      const sum = window_sum ?? cell.sum;
      const adds = ["conv", "linear", "rbf", "avg_pool", "subsampling"].includes(cell.kind);
      if (adds && grain !== "cell" && !near(score.beat(score.count - 2).partial, sum))
        wrong.push([cell.layer, grain, "sum", score.beat(score.count - 2).partial, sum]);
    }
  }
  return wrong;
}"""


def some_cells(anatomy: dict[str, Any]) -> list[dict[str, Any]]:
    """A random cell of every layer."""
    chance = random.Random(5)
    axes = {1: ("channel",), 3: ("channel", "row", "column")}
    return [
        {"layer": layer["name"]}
        | {axis: chance.randrange(size) for axis, size in zip(axes[len(shape)], shape, strict=True)}
        for layer in anatomy["layers"]
        for shape in [layer["shape"]]
    ]


@pytest.mark.parametrize("network", [*NETWORKS, OWN])
def test_all_steps_of_every_kind_close(
    open_page: OpenPage, branching_server: Server, network: str
) -> None:
    page = open_page(url=branching_server.url)
    anatomy = choose(page, network)
    ink = {"strokes": digit("8"), "width": 0.07}
    facts = {"network": network, "ink": ink, "cells": some_cells(anatomy)}
    assert page.evaluate(CLOSES, facts) == []


def test_every_layer_plays_without_a_complaint(
    open_page: OpenPage, branching_server: Server
) -> None:
    page = open_page(url=branching_server.url)
    anatomy = choose(page, OWN)
    draw(page, digit("4"))
    hold(page, "input")
    for layer in anatomy["layers"]:
        expect(page.locator(".cell")).to_have_attribute("data-cell", layer["name"])
        page.locator(".cell-head .play").click()
        player = page.locator(".motion")
        expect(player).to_have_attribute("data-cell", layer["name"])
        page.keyboard.press("k")
        page.keyboard.press("End")
        expect(player.locator(".motion-target figcaption")).to_contain_text("whole")
        expect(player.locator(".seal")).to_contain_text("= what PyTorch computed")
        page.keyboard.press("Escape")
        expect(player).to_have_count(0)
        expect(page.locator(".cell-head .play")).to_be_focused()
        page.locator(f".stage:has([data-layer='{layer['name']}']) [data-layer]:visible").focus()
        page.keyboard.press(".")


@pytest.mark.parametrize(("network", "terms"), [("crash-course", 200), ("mlp", 64)])
def test_a_dense_unit_accumulates_to_its_sum(page: Page, network: str, terms: int) -> None:
    drawn(page, network)
    player = play(page, "dense2")
    scrub(page, 3)
    expect(player.locator("[data-grain=term]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowLeft")  # before the bias: all terms are in
    expect(player.locator(".equation dt").last).to_have_text(f"Σ {terms} of {terms}")
    cell = asked(page)
    assert equation(player)[-1] == pytest.approx(cell["sum"], abs=1e-3)
    page.keyboard.press("ArrowRight")
    expect(player).to_have_attribute("data-beat", "end")
    assert equation(player)[-1] == pytest.approx(cell["result"], abs=1e-3)
    scrub(page, 2)
    page.keyboard.press("ArrowRight")
    expect(player.locator(".equation dt").last).to_have_text(f"Σ 1 of {terms}")
    largest = max(flat(cell["products"]), key=abs)
    assert equation(player)[-1] == pytest.approx(largest, abs=1e-3)


def test_a_pool_marks_its_winner(page: Page) -> None:
    drawn(page, "crash-course")
    player = play(page, "pool")
    scrub(page, 6 * 14 + 7)
    expect(player).to_have_attribute("data-exact", "true")
    cell = asked(page)
    winner = player.locator(".numbers .winner")
    assert float(winner.inner_text()) == pytest.approx(cell["result"], abs=0.051)
    spans = player.locator(".numbers span").all()
    row, column = cell["winner"]
    assert "winner" in (spans[2 * row + column].get_attribute("class") or "")


def test_drawing_goes_on_while_it_plays(page: Page) -> None:
    drawn(page, "crash-course")
    player = play(page, "conv")
    scrub(page, 400)
    draw(page, [[[0.2, 0.8], [0.5, 0.85], [0.8, 0.8]]])
    expect_answered(page)
    expect(player).to_have_attribute("data-at", "400")
    expect(player).to_have_attribute("data-exact", "true")
    assert equation(player)[-1] == pytest.approx(asked(page)["result"], abs=1e-3)


def test_everything_by_keyboard(page: Page) -> None:
    reach(page, ".summary .play")
    page.keyboard.press("Enter")
    player = page.locator(".motion")
    expect(page.locator(".transport .play")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".transport .play")).to_have_attribute("aria-label", "Play")
    for key, at in [
        ("Home", 0),
        ("ArrowRight", 1),
        ("ArrowDown", 29),
        ("ArrowLeft", 28),
        ("ArrowUp", 0),
        ("End", 783),
    ]:
        page.keyboard.press(key)
        expect(player).to_have_attribute("data-at", str(at))
    expect(player.locator("[role=status]")).to_contain_text("row 28, column 28: ")
    page.keyboard.press("Escape")
    expect(player).to_have_count(0)
    expect(page.locator(".cell-head .play")).to_be_focused()
    expect(page.locator(".cell h2")).to_contain_text("row 28, column 28")


def test_with_reduced_motion_play_is_a_step(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    page.locator(".summary .play").click()
    player = page.locator(".motion")
    step = page.get_by_role("button", name="Step", exact=True)
    for at in range(3):
        expect(player).to_have_attribute("data-at", str(at))
        expect(player).to_have_attribute("data-exact", "true")
        step.click()
    expect(page.locator(".tempo")).to_have_count(0)


def test_another_cell_moves_it_and_another_network_ends_it(page: Page) -> None:
    drawn(page, "crash-course")
    play(page, "conv")
    page.locator(".stage[data-stage=conv] .layer canvas:visible").nth(1).click()
    expect(page.locator(".motion h2")).to_contain_text("Feature map 2")
    choose(page, "lenet-5")
    expect(page.locator(".motion")).to_have_count(0)
    expect(page.locator(".summary")).to_be_visible()


def test_a_finger_plays_and_scrubs(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.locator(".summary .play").tap()
    player = page.locator(".motion")
    page.locator(".transport .play").tap()
    expect(page.locator(".transport .play")).to_have_attribute("aria-label", "Play")
    box = page.locator(".transport .play").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    bar = page.locator(".scrub").bounding_box()
    assert bar
    page.touchscreen.tap(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    middle = "() => Math.abs(document.querySelector('.motion').dataset.at - 392) < 40"
    page.wait_for_function(middle)
    expect(player.locator(".seal")).to_contain_text("= what PyTorch computed")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_players_style_stays_in_the_player(page: Page) -> None:
    drawn(page, "crash-course")
    widths = """() => [...document.querySelectorAll(".stage .unit-bars *")].map((each) => {
        const box = each.getBoundingClientRect();
        return each.className === "value" ? 0 : Math.round(box.width);
    })"""
    before = page.evaluate(widths)
    play(page, "relu1")
    page.keyboard.press("Escape")
    expect(page.locator(".motion")).to_have_count(0)
    assert page.evaluate(widths) == before


def test_a_projector_shows_the_sum_beside_the_map(open_page: OpenPage) -> None:
    page = open_page(viewport=SIZES["small"])
    drawn(page, "vgg-mini")
    player = play(page, "conv1_1")
    expect(player.locator(".equation .final dd")).to_be_in_viewport(ratio=1)
    expect(player.locator(".seal")).to_be_in_viewport(ratio=1)
