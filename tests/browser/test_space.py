"""The layers in space: the same numbers, colours, pin and address as flat, and a way back."""

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import OWN, choose, digit, draw
from tests.browser.wire import expect_answered, rest, wire_of
from tests.servers import Server

pytestmark = pytest.mark.browser

SCENE = """async (what) => {
  const root = document.querySelector('script[src*="main.js"]').src.replace("main.js", "");
  const { sceneOn } = await import(root + "views/flow-scene.js");
  const { planSpace } = await import(root + "layout/space/plan.js");
  const { frustaOf, givenTo } = await import(root + "views/space/wires.js");
  const context = sceneOn(document.querySelector("#flow"));
  const { model, state, overlay } = context;
  const plan = planSpace(model.stages.value, (stage) => model.faceOf(stage, 0), { spread: 1 });
  const pick = state.picked.value;
  const given = givenTo(context, plan, pick);
  if (what === "links") return given.map(({ value }) => value);
  const frusta = frustaOf(context, plan, overlay.sight(pick), given);
  const { from, base } = frusta.find((each) => each.from.stage.inputs.length === 0);
  const [slot] = from.slots;
  const cell = slot.width / from.sheet.width;
  const at = (value) => Math.round(value / cell);
  return { start: [at(base.y), at(base.x)],
           end: [at(base.y + base.height) - 1, at(base.x + base.width) - 1] };
}"""
"""What the page draws: the links' strengths, or the pyramid's base on the input."""

TALLY = """() => {
  window.pictures = 0;
  new PerformanceObserver((list) => {
    window.pictures += list.getEntriesByName("inkling-space").length;
  }).observe({ type: "measure" });
}"""
FLAT_COLOUR = """([layer, channel, row, column]) => {
  const wrapper = document.querySelector(`.stage [data-layer="${layer}"]`);
  const canvas = wrapper.querySelectorAll("canvas")[channel];
  return [...canvas.getContext("2d").getImageData(column, row, 1, 1).data].slice(0, 3);
}"""


def in_space(page: Page) -> None:
    page.get_by_role("button", name="3D", exact=True).click()
    expect(page.locator(".space-picture")).to_be_visible()
    expect(page.locator(".space-name").first).to_be_visible()


def pinned(page: Page) -> dict[str, Any]:
    """The cell that the server was asked for last, as REST tells of it."""
    cell: dict[str, Any] = rest(page, "cell", **wire_of(page).messages[-1]["cell"])
    return cell


def flat(tree: Any) -> list[float]:
    return [leaf for branch in tree for leaf in flat(branch)] if isinstance(tree, list) else [tree]


def test_space_shows_what_the_flat_layers_show(page: Page) -> None:
    anatomy = choose(page, "lenet-5")
    draw(page, digit("5"))
    expect_answered(page)
    conv, pool = anatomy["layers"][1]["name"], anatomy["layers"][3]["name"]
    in_space(page)
    page.wait_for_url("**&z=1*")
    # The keys are those of the flat layers.
    stage = page.locator(f".space-name[data-stage={pool}] [data-layer]:visible")
    stage.focus()
    page.keyboard.press("Enter")
    panel = page.locator(f".cell[data-cell='{pool}']")
    expect(panel.locator(".seal")).to_contain_text("= what PyTorch computed")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tip[data-tip='0']")).to_be_visible()
    expect(panel.locator(".seal")).to_contain_text("= what PyTorch computed")
    cell = pinned(page)
    page.wait_for_function("(links) => links > 0", arg=len(page.evaluate(SCENE, "links")))
    given = sorted(page.evaluate(SCENE, "links"), key=abs)
    products = sorted(flat(cell["products"]), key=abs)
    assert given == pytest.approx(products[-len(given) :], abs=1e-4)
    assert page.evaluate(SCENE, "base") == cell["receptive_field"]
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
        page.locator("[data-export=png]").click()
    saved = Image.open(download.value.path()).convert("RGB")
    picture = page.locator(".space-picture")
    assert list(saved.size) == picture.evaluate("({ width, height }) => [width, height]")
    assert len(saved.getcolors(2**24) or []) > 100, "it is not empty"
    # Held in space, held on the flat layers.
    title = panel.locator("h2").inner_text()
    page.locator(".space-tools select").select_option(label="Convolution + Scaled tanh")
    page.get_by_role("button", name="Flat", exact=True).click()
    expect(page.locator(".space-picture")).to_have_count(0)
    expect(page.locator(f".stage [data-layer='{conv}']")).to_have_count(1)
    expect(panel.locator("h2")).to_have_text(title)
    expect(page.locator(".flow-scene .tip")).to_be_visible()


def test_a_place_in_space_is_the_cell_and_has_its_colour(page: Page) -> None:
    anatomy = choose(page, "mlp")
    page.locator("body").press("r")
    expect(page.locator("#prediction")).not_to_have_text("–")
    expect_answered(page)
    in_space(page)
    page.evaluate(TALLY)
    page.locator(".space-tools select").select_option(index=1)
    page.wait_for_function("() => window.pictures > 2")
    box = page.locator(".space-picture").bounding_box()
    assert box
    x, y = box["x"] + 0.52 * box["width"], box["y"] + 0.5 * box["height"]
    settle(page)
    page.mouse.move(x, y)
    expect(page.locator(".tip[data-tip='1']")).to_be_visible()
    page.mouse.click(x, y)
    expect(page.locator(".tip[data-tip='0']")).to_be_visible()
    at = wire_of(page).messages[-1]["cell"]
    assert at["layer"] == anatomy["layers"][0]["name"]
    page.mouse.move(5, 5)
    page.keyboard.press("Escape")
    expect(page.locator(".tip")).to_have_count(0)
    settle(page)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    colour = picture.getpixel((round(x), round(y)))
    # Nothing is drawn while nothing changes.
    before = page.evaluate("() => window.pictures")
    page.wait_for_timeout(400)
    assert page.evaluate("() => window.pictures") == before
    page.get_by_role("button", name="Flat", exact=True).click()
    expect(page.locator(".stage canvas").first).to_be_attached()
    expect_answered(page)
    where = [at["layer"], at["channel"], at["row"], at["column"]]
    assert list(colour) == page.evaluate(FLAT_COLOUR, where)


def settle(page: Page) -> None:
    """Wait until no picture comes any more."""
    page.wait_for_function(
        """() => new Promise((done) => {
          const before = window.pictures;
          setTimeout(() => done(window.pictures === before), 250);
        })"""
    )


def test_it_is_kept_and_follows_pen_theme_and_wheel(open_page: OpenPage) -> None:
    page = open_page()
    in_space(page)
    page.evaluate(TALLY)
    draw(page, digit("7"))
    expect_answered(page)
    page.wait_for_function("() => window.pictures > 5")
    expect(page.locator(".space-classes .top").first).to_contain_text("7")
    page.emulate_media(reduced_motion="reduce")
    for key in ("f", "0"):
        settle(page)
        before = page.evaluate("() => window.pictures")
        page.locator(".space-name [data-layer]:visible").nth(1).press(key)
        page.wait_for_function("(before) => window.pictures > before", arg=before)
        settle(page)
        assert page.evaluate("() => window.pictures") <= before + 2, "no flight"
    page.get_by_role("button", name="Light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    settle(page)
    box = page.locator(".space-picture").bounding_box()
    assert box
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    corner = picture.getpixel((round(box["x"]) + 3, round(box["y"]) + 3))
    assert corner == (0xF7, 0xF8, 0xFA)
    page.reload()
    page.locator("html[data-ready=true]").wait_for()
    expect(page.locator(".space-picture")).to_be_visible()


def test_every_layer_of_a_network_with_branches(
    open_page: OpenPage, branching_server: Server
) -> None:
    page = open_page(url=branching_server.url)
    anatomy = choose(page, OWN)
    draw(page, digit("4"))
    in_space(page)
    page.locator(".space-name [data-layer]:visible").first.focus()
    page.keyboard.press("Enter")
    for layer in anatomy["layers"]:
        panel = page.locator(f".cell[data-cell='{layer['name']}']")
        expect(panel.locator(".seal")).to_contain_text("= what PyTorch computed")
        if layer["kind"] != "input":
            assert page.evaluate(SCENE, "base") == pinned(page)["receptive_field"], layer["name"]
        page.keyboard.press(".")


def test_without_webgl_there_is_a_way_back(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.get_by_role("button", name="3D", exact=True).tap()
    picture = page.locator(".space-picture")
    expect(picture).to_be_visible()
    picture.evaluate(
        "(canvas) => canvas.getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
    )
    alert = page.locator(".space-trouble[role=alert]")
    expect(alert).to_contain_text("took the 3D picture away")
    page.evaluate(
        """() => {
          window.context = HTMLCanvasElement.prototype.getContext;
          HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
            return kind === "webgl2" ? null : window.context.call(this, kind, ...rest);
          };
        }"""
    )
    alert.get_by_role("button", name="Try again").tap()
    expect(alert).to_contain_text("has no WebGL 2")
    page.evaluate("() => { HTMLCanvasElement.prototype.getContext = window.context; }")
    alert.get_by_role("button", name="Try again").tap()
    expect(picture).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Flat", exact=True).tap()
    expect(page.locator(".stage canvas").first).to_be_attached()
