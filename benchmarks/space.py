"""The layers in space: how many pictures a second WebGL gives without a graphics card.

    python -m benchmarks.space [--seconds 4]

A real server and Chromium, whose WebGL is SwiftShader: every pixel is computed by the processor, so
whatever has a graphics card is faster. For each network, on a screen of 1440 × 900:

- *turn*: pictures a second while the layers turn, a step for each picture of the screen;
- *held*: the same while a number is held, with its outlines, pyramid and links;
- *draw*: pictures a second while somebody draws at 60 moves a second, every map painted anew;
- *page*: milliseconds of the page's own code for one picture while it turns (the rest is WebGL);
- *still*: pictures in one second while nothing changes.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
from typing import Any

import httpx
from playwright.async_api import Page, async_playwright

from benchmarks.pen_to_paint import DIGITS, SCREEN, draw_all, mouse
from tests.browser.conftest import FLAGS, chromium
from tests.servers import free_port, serve

BEGIN = """() => {
  window.pictures = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ name, startTime, duration }) =>
    name === "inkling-space" && window.pictures.push([startTime, duration]),
  )).observe({ type: "measure" });
}"""

TURN = """(ms) => new Promise((done) => {
  const picture = document.querySelector(".space-picture");
  const begin = performance.now();
  window.pictures = [];
  const step = (now) => {
    if (now - begin > ms) return done();
    const key = (now - begin) % 2000 < 1000 ? "ArrowLeft" : "ArrowRight";
    picture.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""

PICTURES = "() => window.pictures"


def main() -> None:
    """Measure every network and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    with serve() as server:
        rows = asyncio.run(measure(server.url, options.seconds))
    print("| network | maps and units | turn | held | draw | page | still |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        print("|", " | ".join(row), "|")


async def measure(url: str, seconds: float) -> list[list[str]]:
    """One row for each network."""
    networks = httpx.get(f"{url}/api/v1/networks").json()["networks"]
    async with async_playwright() as playwright:
        door = free_port()
        flags = [*FLAGS, f"--remote-debugging-port={door}"]
        browser = await playwright.chromium.launch(executable_path=chromium(), args=flags)
        rows = []
        for network in networks:
            page = await (await browser.new_context(viewport=SCREEN)).new_page()
            figures = await of(page, door, f"{url}/#v=1&n={network['id']}&z=1", seconds)
            layers = httpx.get(f"{url}/api/v1/networks/{network['id']}").json()["layers"]
            shown = sum(layer["shape"][0] for layer in layers if layer["connections"])
            rows.append([network["id"], str(shown), *figures])
            await page.context.close()
        await browser.close()
    return rows


async def of(page: Page, door: int, address: str, seconds: float) -> list[str]:
    """The figures of the network at an address, as text."""
    await page.add_init_script("localStorage.setItem('inkling.visited', '1')")
    await page.goto(address)
    await page.locator("html[data-ready=true]").wait_for()
    await page.locator(".space-picture").wait_for()
    await page.evaluate(BEGIN)
    async with mouse(door, page) as move:
        await draw_all(page, move, DIGITS[:1])
        await page.evaluate("() => { window.pictures = []; }")
        drawn = await draw_all(page, move, DIGITS) + 0.06 * len(DIGITS)
        painted = len(await page.evaluate(PICTURES)) / drawn
        await page.keyboard.press("r")
        await asyncio.sleep(1.5)
    rates, code = [], 0.0
    for held in (False, True):
        if held:
            await page.locator(".space-name > div").nth(2).press("Enter")
            await page.locator(".cell .seal").wait_for()
        await page.evaluate(TURN, 1000 * seconds)
        pictures: list[list[float]] = await page.evaluate(PICTURES)
        rates.append(len(pictures) / seconds)
        code = code or statistics.median(duration for _, duration in pictures)
    await asyncio.sleep(1)
    await page.evaluate("() => { window.pictures = []; }")
    await asyncio.sleep(1)
    still: list[Any] = await page.evaluate(PICTURES)
    return [*(f"{rate:.0f}" for rate in (*rates, painted)), f"{code:.1f} ms", str(len(still))]


if __name__ == "__main__":
    main()
