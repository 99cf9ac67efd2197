"""What a person does with the page, and the digits that people wrote."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

Stroke = list[list[float]]

NETWORKS = ["crash-course", "lenet-5", "vgg-mini"]
OWN = "make"
"""Anybody's, as `own.py` and `branching.py` make one."""

PENS = json.loads(
    (Path(__file__).parents[2] / "models" / "samples" / "pens-test-100.json").read_text()
)


def digit(label: str, which: int = 0) -> list[Stroke]:
    """The strokes with which somebody once wrote a digit."""
    strokes: list[Stroke] = [one["ink"]["strokes"] for one in PENS if one["label"] == label][which]
    return strokes


def draw(page: Page, strokes: list[Stroke]) -> None:
    """Draw with the mouse on the pad."""
    box = page.locator("#ink").bounding_box()
    assert box
    for stroke in strokes:
        spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*spots[0])
        page.mouse.down()
        for spot in spots[1:]:
            page.mouse.move(*spot)
        page.mouse.up()


SHOWN = """(names) => {
  const there = [...document.querySelectorAll(".stage [data-layer]")];
  return String(there.map(({ dataset }) => dataset.layer).sort()) === String(names.sort())
    && there.some(({ dataset }) => dataset.extent);
}"""


def choose(page: Page, network: str) -> dict[str, Any]:
    """Show a network; its anatomy, once all its layers are there."""
    url = urljoin(page.url, f"/api/v1/networks/{network}")
    anatomy: dict[str, Any] = page.request.get(url).json()
    page.locator("#networks").get_by_role("button", name=anatomy["title"], exact=True).click()
    last = page.locator(f".stage [data-layer='{anatomy['layers'][-1]['name']}']")
    expect(last).to_be_visible()
    page.wait_for_function(SHOWN, arg=[layer["name"] for layer in anatomy["layers"]])
    return anatomy


def reach(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(60):
        if page.evaluate("(wanted) => !!document.activeElement?.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")
