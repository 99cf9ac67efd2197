"""Pen to paint: from a pointer event in Chromium until every feature map is painted.

Run it with `python -m benchmarks.pen_to_paint [--json FILE]`; it needs Chromium and Playwright (the
extra `test`). It starts a real server, draws digits that people wrote with a mouse that moves
60 times a second, and prints for each network, and once more with 40 ms of added round trip:

- the time from the pointer event to the last canvas (median, 95th percentile), and its shares:
  page before sending, server, wire (with the wait for a busy core), decode, paint, and "turn",
  what else the page did between the answer's arrival and the last canvas;
- the time until the screen's next picture, which has those canvases, begins ("picture", median);
- pointer moves and pictures a second, and the share of moves that had a picture of their own;
- tasks longer than 50 ms while drawing; first contentful paint; bytes before the first stroke.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from websockets.asyncio.client import ClientConnection, connect

from tests.browser.conftest import DESK, FLAGS, chromium
from tests.browser.hands import digit
from tests.servers import free_port, serve

SCREEN = ViewportSize(width=DESK["width"], height=DESK["height"])
PROBE = Path(__file__).with_name("probe.js")
STEP = 1 / 60
DIGITS = "38240"
REPEATS = 2
DECODE = """async () => {
  const last = window.inklingProbe.last;
  const root = document.querySelector('script[src*="main.js"]').src.replace("main.js", "");
  const { decodeFrame, peek } = await import(root + "core/frame.js");
  const begin = performance.now();
  for (let i = 0; i < 50; i++) decodeFrame(peek(last).archive);
  return (performance.now() - begin) / 50;
}"""


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    with serve() as server:
        figures = asyncio.run(measure(server.url))
    report(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


async def measure(url: str) -> dict[str, Any]:
    """All figures of a server."""
    figures: dict[str, Any] = {"networks": []}
    networks = httpx.get(f"{url}/api/v1/networks").json()["networks"]
    async with async_playwright() as playwright:
        door = free_port()
        flags = [*FLAGS, f"--remote-debugging-port={door}"]
        browser = await playwright.chromium.launch(executable_path=chromium(), args=flags)
        figures["start"] = await first_paint(browser, url)
        for added in (0, 40):
            async with delayed(url, added / 2000) as there:
                for network in networks:
                    row = await drawing(browser, door, there, network["title"])
                    figures["networks"].append({"network": network["id"], "added": added, **row})
        await browser.close()
    return figures


async def first_paint(browser: Browser, url: str) -> dict[str, float]:
    """Open the page with an empty cache; what came over the wire until it was ready to draw."""
    page = await browser.new_page(viewport=SCREEN)
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    sizes: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await page.goto(url)
    await page.locator("html[data-ready=true]").wait_for()
    await asyncio.sleep(0.5)
    paint = await page.evaluate(
        "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    await page.context.close()
    return {"first_contentful_paint_ms": paint, "bytes": sum(sizes), "files": len(sizes)}


async def drawing(browser: Browser, door: int, url: str, title: str) -> dict[str, Any]:
    """Draw on one network; its figures. `door` is the browser's debugging port."""
    context = await browser.new_context(viewport=SCREEN)
    page = await context.new_page()
    await page.add_init_script("localStorage.setItem('inkling.visited', '1')")
    await page.add_init_script(path=PROBE)
    await page.goto(url)
    await page.locator("html[data-ready=true]").wait_for()
    await page.locator("#networks").get_by_role("button", name=title, exact=True).click()
    await asyncio.sleep(1.5)
    async with mouse(door, page) as move:
        await draw_all(page, move, DIGITS[:1])  # warm: code compiled, pace learned
        began = await page.evaluate(
            "() => { Object.assign(inklingProbe, { moves: 0, paints: [], frames: [] });"
            " return performance.now(); }"
        )
        seconds = await draw_all(page, move, DIGITS * REPEATS)
    await asyncio.sleep(0.3)
    probe = await page.evaluate("() => ({ ...inklingProbe, last: null })")
    decode = await page.evaluate(DECODE)
    await context.close()
    return summary(probe, decode, began, seconds)


Mouse = Callable[[str, tuple[float, float]], Awaitable[None]]


@asynccontextmanager
async def mouse(door: int, page: Page) -> AsyncIterator[Mouse]:
    """A mouse that costs the machine next to nothing, like one of wire and plastic.

    Its events go straight to the browser's DevTools socket. Playwright's own mouse needs two more
    processes for each, 15 to 20 % of a core that the page and the server then lack.
    """
    listed = httpx.get(f"http://127.0.0.1:{door}/json/list").json()
    [address] = [tab["webSocketDebuggerUrl"] for tab in listed if tab["url"] == page.url]
    numbers = count(1)
    async with connect(address, max_size=None) as devtools:

        async def move(kind: str, spot: tuple[float, float]) -> None:
            pressed = {"button": "left", "buttons": int(kind != "mouseReleased"), "clickCount": 1}
            event = {"type": kind, "x": spot[0], "y": spot[1], **pressed}
            order = {"id": next(numbers), "method": "Input.dispatchMouseEvent", "params": event}
            await devtools.send(json.dumps(order))

        answers = asyncio.create_task(read(devtools))
        yield move
        answers.cancel()


async def read(devtools: ClientConnection) -> None:
    """Take the answers off the socket."""
    async for _ in devtools:
        pass


async def draw_all(page: Page, move: Mouse, labels: str) -> float:
    """Draw digits at 60 moves a second; the seconds for which the pen was down.

    A mouse does not wait for the page: a move leaves when it is due, whether or not the browser
    has taken the one before.
    """
    box = await page.locator("#ink").bounding_box()
    assert box
    down = 0.0
    for label in labels:
        for stroke in digit(label):
            spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
            await move("mousePressed", spots[0])
            begin = due = time.perf_counter()
            for spot in dense(spots):
                due += STEP
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                await move("mouseMoved", spot)
            await move("mouseReleased", spots[-1])
            down += time.perf_counter() - begin
        await asyncio.sleep(0.06)
        await page.keyboard.press("c")
    return down


def dense(spots: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Steps of at most 6 pixels: a hand that writes, not one that jumps."""
    for (x, y), (to_x, to_y) in pairwise(spots):
        steps = max(1, round(max(abs(to_x - x), abs(to_y - y)) / 6))
        for i in range(1, steps + 1):
            yield x + (to_x - x) * i / steps, y + (to_y - y) * i / steps


def summary(probe: dict[str, Any], decode: float, began: float, seconds: float) -> dict[str, Any]:
    """Medians and percentiles of what the probe heard."""
    rows = [row for row in probe["frames"] if row["drawn"] and row["moved"]]
    total = [row["painted"] - row["moved"] for row in rows]
    paint = statistics.median(probe["paints"])
    parts = {
        "page": [row["sent"] - row["moved"] for row in rows],
        "server": [row["server"] for row in rows],
        "wire": [row["received"] - row["sent"] - row["server"] for row in rows],
        "turn": [row["painted"] - row["received"] - decode - paint for row in rows],
    }
    pictured = [row["pictured"] - row["moved"] for row in rows if "pictured" in row]
    return {
        "picture": statistics.median(pictured),
        "p50": statistics.median(total),
        "p95": statistics.quantiles(total, n=20)[-1],
        **{name: statistics.median(values) for name, values in parts.items()},
        "decode": decode,
        "paint": paint,
        "moves": probe["moves"] / seconds,
        "fps": len(rows) / seconds,
        "shown": len(rows) / probe["moves"],
        "kilobytes": statistics.median(row["bytes"] for row in rows) / 1000,
        "long_tasks": sum(1 for start, _ in probe["longTasks"] if start >= began),
        "longest_ms": max((ms for start, ms in probe["longTasks"] if start >= began), default=0),
    }


@asynccontextmanager
async def delayed(url: str, seconds: float) -> AsyncIterator[str]:
    """The same server, each direction slower by so much; itself for 0."""
    if not seconds:
        yield url
        return
    target = int(url.rsplit(":", 1)[1])
    loop = asyncio.get_running_loop()

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            loop.call_later(seconds, writer.write, data)
        loop.call_later(seconds, writer.close)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(pipe(reader, back), pipe(there, writer), return_exceptions=True)

    relay = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{relay.sockets[0].getsockname()[1]}"
    finally:
        relay.close()


COLUMNS: dict[str, str] = {
    "network": "{network}", "added ms": "{added}", "p50 ms": "{p50:.1f}", "p95 ms": "{p95:.1f}",
    "page": "{page:.1f}", "server": "{server:.1f}", "wire": "{wire:.1f}",
    "turn": "{turn:.1f}", "decode": "{decode:.1f}", "paint": "{paint:.1f}",
    "picture": "{picture:.1f}",
    "moves/s": "{moves:.0f}", "pictures/s": "{fps:.0f}", "moves shown": "{shown:.0%}",
    "frame kB": "{kilobytes:.0f}", "tasks > 50 ms": "{long_tasks}",
}  # fmt: skip


def report(figures: dict[str, Any]) -> None:
    """Print the table of docs/speed.md."""
    start = figures["start"]
    print(f"First contentful paint {start['first_contentful_paint_ms']:.0f} ms;", end=" ")
    print(f"{start['bytes'] / 1000:.0f} kB in {start['files']} answers before the first stroke.\n")
    print("|", " | ".join(COLUMNS), "|")
    print("|---|" + "---:|" * (len(COLUMNS) - 1))
    for row in figures["networks"]:
        print("|", " | ".join(text.format(**row) for text in COLUMNS.values()), "|")


if __name__ == "__main__":
    main()
