"""What is on screen as a file: pictures, the API's numbers, a notebook that computes them again."""

import io
import json
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
import torch
from PIL import Image
from playwright.sync_api import Page, expect
from safetensors.torch import load

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import OWN, choose, digit, draw
from tests.browser.wire import expect_answered, expect_rest, network_of, percent, predict, wire_of

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).parents[2]
DIGIT = "#v=1&n={network}&d={index}&e={layer}:0s0,{layer}:1b0.5&k={layer}:2.5.6"


def export(page: Page, suffix: str) -> tuple[str, bytes]:
    """The name and bytes of a file that the page gives."""
    page.locator("#export").click()
    with page.expect_download() as download:
        page.locator(f"[data-export={suffix}]").click()
    expect(page.locator("#export-pop")).to_be_hidden()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def pin(page: Page) -> None:
    """Hold the strongest number of the second column."""
    page.locator(".stage [data-layer]:visible").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cell .result").first).to_be_visible()


def select(page: Page, at: int) -> None:
    button = page.locator("#networks button").nth(at)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#prediction")).to_have_text("3")


def run_notebook(data: bytes, tmp_path: Path, own: str = "") -> str:
    """Run all code cells, in order, in a process of their own."""
    notebook = json.loads(data)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    script = re.sub(r"^SPEC = .*$", f"SPEC = {own!r}", "\n\n".join(cells), flags=re.M)
    (tmp_path / "notebook.py").write_text(script)
    done = subprocess.run(
        [sys.executable, tmp_path / "notebook.py"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", "PATH": ""},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("at", range(4))
def test_the_notebook_computes_the_same(page: Page, tmp_path: Path, at: int) -> None:
    draw(page, digit("3"))
    select(page, at)
    pin(page)
    name, data = export(page, "ipynb")
    assert name == f"inkling-{network_of(page)}-3.ipynb"
    said = run_notebook(data, tmp_path)
    assert "the same, layer by layer" in said
    best = re.search(r"3: ([\d.]+)%", said)
    assert best
    shares = [float(best[1]) / 100 + rounding for rounding in (-5e-5, 5e-5)]
    assert page.locator("#bars .first .value").inner_text() in map(percent, shares)
    found = re.search(r"result (\S+)", said)
    assert found
    shown = page.locator(".cell .result").first.text_content() or ""
    assert any(f"{float(found[1]):.{places}f}" in shown for places in (3, 4))


def test_the_notebook_knows_pixels_and_edits(
    open_page: OpenPage, api: httpx.Client, tmp_path: Path
) -> None:
    sample = api.get("/api/v1/sample", params={"seed": 2}).json()
    page = open_page(
        path="/" + DIGIT.format(network="crash-course", index=sample["index"], layer="conv")
    )
    expect(page.locator(".cell .result").first).to_be_visible()
    _, data = export(page, "ipynb")
    said = run_notebook(data, tmp_path)
    edits: list[dict[str, Any]] = [
        {"layer": "conv", "channel": 0, "scale": 0},
        {"layer": "conv", "channel": 1, "bias": 0.5},
    ]
    body = {"pixels": sample["pixels"], "edits": edits}
    answer = predict(api, "crash-course", body)
    assert f"{answer['label']}: {answer['probability']:.2%}" in said


def test_the_notebook_of_ones_own_network_says_what_to_fill_in(
    page_of_all: Page, tmp_path: Path
) -> None:
    page = page_of_all
    choose(page, OWN)
    draw(page, digit("4"))
    label = expect_rest(page)["label"]
    _, data = export(page, "ipynb")
    _, svg = export(page, "svg")
    assert "Fill in what you gave" in data.decode()
    assert f"{label}: " in run_notebook(data, tmp_path, "tests.browser.own:make")
    assert label in ElementTree.fromstring(svg).findtext(f"{SVG}title", "")


def close(ours: Any, theirs: Any) -> bool:
    """The same, but for last digits of numbers: they depend on who else is in PyTorch's batch."""
    if isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(close(ours[k], theirs[k]) for k in theirs)
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(close, ours, theirs))
    if isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-5, abs_tol=1e-6)
    return bool(ours == theirs)


def test_numbers_are_the_api_s_own(page: Page, api: httpx.Client) -> None:
    draw(page, digit("3"))
    select(page, 1)
    expect_answered(page)
    body = wire_of(page).body
    path = f"/api/v1/networks/{network_of(page)}/trace"
    name, data = export(page, "json")
    assert name == "inkling-lenet-5-3.json"
    assert close(json.loads(data), api.post(path, json=body).json())
    name, data = export(page, "safetensors")
    assert name == "inkling-lenet-5-3.safetensors"
    accept = {"Accept": "application/vnd.safetensors"}
    theirs = load(api.post(path, json=body, headers=accept).content)
    ours = load(data)
    assert ours.keys() == theirs.keys()
    for key in theirs:
        torch.testing.assert_close(ours[key], theirs[key], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_svg_holds_what_is_on_screen(open_page: OpenPage, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    draw(page, digit("3"))
    select(page, 0)
    pin(page)
    name, data = export(page, "svg")
    assert name == "inkling-crash-course-3.svg"
    root = ElementTree.fromstring(data)
    words = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    for title in page.locator(".stage-head h2").all_inner_texts():
        assert " ".join(title.split()) in [" ".join(word.split()) for word in words]
    for figures in page.locator(".unit-bars .value").all_inner_texts():
        assert figures in words
    assert page.locator(".tip b").first.inner_text() in root.findtext(f"{SVG}title", "")
    assert not list(root.iter(f"{SVG}image")), "shapes only, sharp at any size"
    maps = page.locator(".stage .as-maps canvas:visible").count()
    assert len(list(root.iter(f"{SVG}g"))) == maps
    assert data == export(page, "svg")[1], "the same twice: no date, no chance"


def test_each_number_has_its_colour_in_the_svg(open_page: OpenPage) -> None:
    page = open_page(complaints=False)
    draw(page, digit("3"))
    select(page, 0)
    _, data = export(page, "svg")
    page.set_content(f"<body style='margin:0'>{data.decode().partition('?>')[2]}</body>")
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    group = page.locator("svg g").first
    box = group.evaluate("(g) => { const m = g.getCTM(); return [m.e, m.f, m.a, m.d]; }")
    brightest = max(
        drawn.getpixel((round(box[0] + (x + 0.5) * box[2]), round(box[1] + (y + 0.5) * box[3])))
        for x in range(32)
        for y in range(32)
    )
    assert sum(brightest) > 500, "the ink is bright"


def test_the_png_shows_the_same_as_the_page(page: Page) -> None:
    draw(page, digit("3"))
    select(page, 0)
    name, data = export(page, "png")
    assert name == "inkling-crash-course-3.png"
    image = Image.open(io.BytesIO(data)).convert("RGB")
    scene = page.locator(".flow-scene").bounding_box()
    assert scene
    assert image.width == 2 * round(scene["width"])
    above = image.height // 2 - round(scene["height"]) - 34
    for at in (0, 3, 12):
        canvas = page.locator(".stage .as-maps canvas:visible").nth(at)
        box = canvas.bounding_box()
        assert box
        painted = canvas.evaluate(
            "(c) => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
        )
        size = canvas.evaluate("(c) => [c.width, c.height]")
        left, top = box["x"] - scene["x"], box["y"] - scene["y"] + above
        for x in range(2, size[0] - 2, 3):
            for y in range(2, size[1] - 2, 3):
                spot = (
                    round(2 * (left + (x + 0.5) * box["width"] / size[0])),
                    round(2 * (top + (y + 0.5) * box["height"] / size[1])),
                )
                start = 4 * (y * size[0] + x)
                assert image.getpixel(spot) == tuple(painted[start : start + 3])


def test_a_blank_page_gives_pictures_and_says_what_numbers_need(page: Page) -> None:
    page.locator("#export").click()
    expect(page.locator("[data-export=ipynb]")).to_be_disabled()
    expect(page.locator("#export-pop")).to_contain_text("draw something first")
    page.keyboard.press("Escape")
    assert export(page, "svg")[0] == "inkling-crash-course-blank.svg"


def test_the_past_is_what_is_on_screen_though_the_pad_is_clear(page: Page) -> None:
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#prediction")).to_be_empty()
    slider = page.get_by_role("slider", name="While you drew")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("cleared"))
    slider.press("ArrowLeft")
    expect(page.locator("#prediction")).to_have_text("3")
    name, data = export(page, "svg")
    assert name == "inkling-crash-course-3.svg"
    title = ElementTree.fromstring(data).findtext(f"{SVG}title", "")
    assert "reads “3”" in title


def test_export_by_touch_and_keyboard_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    draw(page, digit("3"))
    page.locator("#export").tap()
    expect(page.locator("[data-export=png]")).to_be_visible()
    heights = page.locator(".export-list button").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    page.keyboard.press("Tab")
    expect(page.locator("[data-export=png]")).to_be_focused()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".png")
