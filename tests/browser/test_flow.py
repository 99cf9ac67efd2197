"""The flow: what is painted is what was computed; pointing, holding, walking, by mouse and keys."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import NETWORKS, choose, digit, draw
from tests.browser.wire import expect_answered, rest, wire_of

pytestmark = pytest.mark.browser

PAINTED_WRONG = """async ({ tensors, tones }) => {
  const { PALETTES, extentOf } = await import("/static/js/core/colormap.js");
  const dark = document.documentElement.dataset.theme === "dark";
  const wrong = [];
  let maps = 0;
  for (const wrapper of document.querySelectorAll(".stage [data-layer]:not([hidden])")) {
    const name = wrapper.dataset.layer;
    const values = tensors[name].flat(Infinity);
    const tone = tones[name];
    const [low, high] = tone.extent ?? extentOf(values, tone.tone);
    const colours = PALETTES[dark ? "dark" : "light"][tone.tone];
    for (const canvas of wrapper.querySelectorAll("canvas:not([hidden])")) {
      const { width, height } = canvas;
      const bytes = canvas.getContext("2d").getImageData(0, 0, width, height).data;
      const words = new Uint32Array(bytes.buffer);
      const start = wrapper.querySelectorAll("canvas").length > 1
        ? Number(canvas.dataset.channel) * width * height : 0;
      maps += 1;
      words.forEach((word, at) => {
        if (start + at >= values.length) return;
        const place = (255 * (values[start + at] - low)) / (high - low);
        const near = [-1, 0, 1].map((by) =>
          colours[Math.min(255, Math.max(0, Math.round(place) + by))]);
        if (!near.includes(word)) wrong.push([name, canvas.dataset.channel, at, place]);
      });
    }
  }
  return { maps, wrong: wrong.slice(0, 5) };
}"""


def drawn(page: Page, network: str, label: str) -> dict[str, Any]:
    """Show a network, draw a digit and wait for the answer; give back the anatomy."""
    anatomy = choose(page, network)
    draw(page, digit(label))
    expect_answered(page)
    return anatomy


def expect_painted(page: Page, anatomy: dict[str, Any]) -> None:
    """Every visible map has the colours of the numbers of REST."""
    tensors = rest(page, "trace")["layers"]
    painted = page.evaluate(PAINTED_WRONG, {"tensors": tensors, "tones": tones(anatomy)})
    assert painted["wrong"] == []
    assert painted["maps"] >= len(anatomy["layers"]) // 2


def tones(anatomy: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What sort of numbers each layer has, told independently of the page."""
    found: dict[str, dict[str, Any]] = {}
    for layer in anatomy["layers"]:
        before = [found[name]["tone"] for name in layer["inputs"]]
        function = layer["detail"].get("function")
        amount = (
            layer["kind"] in ("input", "softmax", "rbf")
            or function == "relu"
            or (layer["kind"] in ("max_pool", "flatten", "dropout") and before == ["amount"])
        )
        extent = None
        if layer["kind"] == "input":
            mean, std = layer["detail"]["mean"], layer["detail"]["std"]
            extent = [-mean / std, (1 - mean) / std]
        if layer["kind"] == "softmax":
            extent = [0, 1]
        found[layer["name"]] = {"tone": "amount" if amount else "signed", "extent": extent}
    return found


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_painted_maps_have_the_colours_of_the_numbers(
    open_page: OpenPage, network: str, scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    expect_painted(page, drawn(page, network, "3"))


SEEN_WRONG = """() => {
  const pixels = (canvas) => canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height).data;
  const wrong = [];
  let cells = 0;
  for (const stage of document.querySelectorAll(".stage")) {
    const plate = stage.querySelector("canvas.plate");
    const [frame, seen] = [plate.getBoundingClientRect(), pixels(plate)];
    const ratio = plate.width / frame.width;
    for (const tile of stage.querySelectorAll("[data-layer]:not([hidden]) canvas:not([hidden])")) {
      const [box, own] = [tile.getBoundingClientRect(), pixels(tile)];
      if (box.width * ratio < tile.width) continue; // not every cell has a pixel of its own
      for (let cell = 0; cell < tile.width * tile.height; cell++) {
        if (!own[4 * cell + 3]) continue;
        const [x, y] = [cell % tile.width, Math.floor(cell / tile.width)];
        const across = box.x - frame.x + ((x + 0.5) * box.width) / tile.width;
        const down = box.y - frame.y + ((y + 0.5) * box.height) / tile.height;
        const at = 4 * (Math.floor(down * ratio) * plate.width + Math.floor(across * ratio));
        if (seen[at + 3] < 255) continue; // a round corner
        cells += 1;
        if ([0, 1, 2].some((tone) => seen[at + tone] !== own[4 * cell + tone])) {
          wrong.push([stage.dataset.stage, tile.dataset.channel, x, y]);
        }
      }
    }
  }
  return { cells, wrong: wrong.slice(0, 5) };
}"""


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("ratio", [1, 2])
def test_what_is_seen_is_what_each_map_holds(open_page: OpenPage, network: str, ratio: int) -> None:
    page = open_page(device_scale_factor=ratio)
    drawn(page, network, "5")
    seen = page.evaluate(SEEN_WRONG)
    assert seen["wrong"] == []
    assert seen["cells"] > 5000


@pytest.mark.parametrize("network", NETWORKS)
def test_every_layer_has_a_canvas_for_each_map(page: Page, network: str) -> None:
    anatomy = choose(page, network)
    counts = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("[data-layer]")]
            .map((each) => [each.dataset.layer, each.querySelectorAll("canvas").length]))"""
    )
    expected = {
        layer["name"]: layer["shape"][0] if len(layer["shape"]) > 1 else 1
        for layer in anatomy["layers"]
    }
    assert counts == expected


@pytest.mark.parametrize("network", NETWORKS)
def test_a_pinned_cell_shows_the_numbers_of_the_api(page: Page, network: str) -> None:
    anatomy = drawn(page, network, "5")
    conv = next(layer for layer in anatomy["layers"] if layer["kind"] == "conv")
    tile = page.locator(f".stage[data-stage='{conv['name']}'] .layer canvas:visible").nth(2)
    tile.click()
    panel = page.locator(".cell")
    expect(panel).to_have_attribute("data-cell", conv["name"])
    at = wire_of(page).messages[-1]["cell"]
    assert at["channel"] == int(tile.get_attribute("data-channel") or -1)
    where = {key: at[key] for key in ("layer", "channel", "row", "column")}
    cell = rest(page, "cell", **where)
    expect(panel.locator("h2")).to_have_text(
        f"Feature map {at['channel'] + 1}, row {at['row'] + 1}, column {at['column'] + 1}"
    )
    shown = [
        [float(text) for text in grid.locator("span").all_inner_texts()]
        for grid in panel.locator(".numbers").all()
    ]
    for name, numbers in zip(("operands", "weights", "products"), shown, strict=True):
        assert numbers == pytest.approx(flat(cell[name]), abs=0.051), name
    total = float(panel.locator(".result dd").first.inner_text())
    assert total == pytest.approx(cell["sum"], abs=1e-3)
    expect(panel.locator(".seal")).to_contain_text("= what PyTorch computed")


def test_a_unit_without_a_kernel_has_numbers_and_a_page(page: Page) -> None:
    drawn(page, "mlp", "5")
    page.locator(".stage[data-stage=dense1] [data-layer]:visible").focus()
    page.keyboard.press("Enter")
    panel = page.locator(".cell")
    expect(panel).to_have_attribute("data-cell", "dense1")
    at = wire_of(page).messages[-1]["cell"]
    cell = rest(page, "cell", layer="dense1", channel=at["channel"])
    total = float(panel.locator(".result dd").first.inner_text())
    assert total == pytest.approx(cell["sum"], abs=1e-3)
    panel.get_by_role("link", name="What does this unit want?").click()
    expect(page.locator("h1")).to_have_text(f"What does unit {at['channel'] + 1} want?")
    assert page.locator(".unit .card img, .unit .card .digit").count() > 0


def flat(tree: Any) -> list[float]:
    return [leaf for branch in tree for leaf in flat(branch)] if isinstance(tree, list) else [tree]


@pytest.mark.parametrize("network", NETWORKS)
def test_every_layer_opens_from_the_keyboard(page: Page, network: str) -> None:
    anatomy = choose(page, network)
    draw(page, digit("7"))
    page.locator(".stage [data-layer]:visible").first.focus()
    page.keyboard.press("Enter")
    for layer in anatomy["layers"]:
        panel = page.locator(f".cell[data-cell='{layer['name']}']")
        expect(panel).to_be_visible()
        expect(panel.locator(".seal")).to_contain_text("= what PyTorch computed")
        page.keyboard.press(".")
    page.keyboard.press("Escape")
    expect(page.locator(".summary")).to_be_visible()


def test_arrow_keys_walk_the_cell(page: Page) -> None:
    wire = wire_of(page)
    stage = page.locator(".stage").nth(1)
    stage.locator(".layer:visible canvas:visible").nth(1).click()
    title = page.locator(".cell h2")
    expect(title).to_have_text("Feature map 2, row 15, column 15")
    for key, text in [
        ("ArrowRight", "Feature map 2, row 15, column 16"),
        ("ArrowDown", "Feature map 2, row 16, column 16"),
        ("ArrowLeft", "Feature map 2, row 16, column 15"),
        ("Shift+ArrowRight", "Feature map 3, row 16, column 15"),
        ("ArrowUp", "Feature map 3, row 15, column 15"),
    ]:
        page.keyboard.press(key)
        expect(title).to_have_text(text)
    assert wire.messages[-1]["cell"]["row"] == 14
    expect(page.locator("#flow [role=status]")).to_contain_text("Feature map 3, row 15, column 15")
    page.keyboard.press(",")
    expect(title).to_have_text("Pixel, row 17, column 17")
    page.mouse.move(5, 5)
    page.keyboard.press("Escape")
    expect(page.locator(".summary")).to_be_visible()


def test_on_a_grid_of_units_the_arrows_go_by_rows(page: Page) -> None:
    page.locator(".stage").nth(3).locator(".layer:visible canvas").click(position={"x": 3, "y": 3})
    title = page.locator(".cell h2")
    expect(title).to_have_text("Unit 1")
    page.keyboard.press("ArrowDown")
    expect(title).to_have_text("Unit 11")
    page.keyboard.press("ArrowRight")
    expect(title).to_have_text("Unit 12")


def test_pointing_shows_and_leaving_hides(page: Page) -> None:
    page.locator(".stage").nth(2).locator("canvas:visible").first.hover()
    expect(page.locator(".tip")).to_be_visible()
    expect(page.locator(".cell")).to_have_attribute("data-operation", "maximum")
    page.mouse.move(5, 5)
    expect(page.locator(".tip")).to_have_count(0)
    expect(page.locator(".summary")).to_be_visible()


def test_before_the_activation_and_all_maps(page: Page) -> None:
    anatomy = choose(page, "vgg-mini")
    names = {layer["kind"]: layer["name"] for layer in reversed(anatomy["layers"])}
    conv, relu = (page.locator(f"[data-layer='{names[kind]}']") for kind in ("conv", "activation"))
    expect(relu).to_be_visible()
    expect(conv).to_be_hidden()
    page.get_by_role("button", name="Before").click()
    expect(conv).to_be_visible()
    some = conv.locator("canvas:visible").count()
    page.locator(".stage").nth(1).locator(".more").click()
    expect(conv.locator("canvas:visible")).to_have_count(16)
    assert some < 16
    page.locator(".stage").nth(1).get_by_role("button", name="ReLU").click()
    expect(relu).to_be_visible()


def test_a_finger_opens_and_walks(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    tile = page.locator(".stage").nth(1).locator("canvas:visible").first
    tile.scroll_into_view_if_needed()
    tile.tap()
    title = page.locator(".cell h2")
    expect(title).to_contain_text("Feature map")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
