"""Make the README's pictures: `python -m docs.record`, from the root, with the extra `test`.

It starts a server, uses the page as a person does, and writes into docs/images the page
(page-dark.png, page-light.png), parts of it (space.png, compare.png, lab.png) and tour.gif.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import DESK, FLAGS, chromium
from tests.browser.hands import Stroke, digit, draw
from tests.servers import serve

IMAGES = Path(__file__).parent / "images"
SIZE = (960, 600)
FRAME = 110
"""Milliseconds that one picture of the recording stays."""


def main() -> None:
    """Write all pictures."""
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for scheme in ("dark", "light"):
            page = opened(browser, server.url, scheme)
            draw(page, digit("3"))
            page.wait_for_timeout(900)
            strongest(page).click()
            page.mouse.move(700, 880)
            page.wait_for_timeout(600)
            page.screenshot(path=IMAGES / f"page-{scheme}.png")
        for name, shown in PARTS.items():
            picture(shown(opened(browser, server.url, "dark"))).save(IMAGES / f"{name}.png")
        record(story(opened(browser, server.url, "dark")), IMAGES / "tour.gif")
        browser.close()


def space(page: Page) -> Page:
    """The layers in 3D, with a number held."""
    draw(page, digit("3"))
    page.wait_for_timeout(900)
    strongest(page).click()
    page.get_by_role("button", name="3D", exact=True).click()
    page.wait_for_timeout(3000)
    return page


def compare(page: Page) -> Page:
    """The page's network above; the same early in its training below."""
    draw(page, digit("3"))
    page.locator("[data-panel-tab=compare]").click()
    page.get_by_label("network", exact=True).select_option(label="Crash course")
    page.get_by_label("moment", exact=True).select_option(index=6)
    page.wait_for_timeout(2000)
    return page


def lab(page: Page) -> Page:
    """A training that is over."""
    page.goto(page.url.split("#")[0] + "lab")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("button", name="Train on").wait_for(timeout=60_000)
    page.wait_for_timeout(1000)
    return page


PARTS: dict[str, Callable[[Page], Page]] = {"space": space, "compare": compare, "lab": lab}


def opened(browser: Browser, url: str, scheme: str) -> Page:
    """The page as somebody sees it who was here before."""
    context = browser.new_context(viewport=DESK, color_scheme=scheme)  # type: ignore[arg-type]
    context.add_init_script("localStorage.setItem('inkling.visited', '1')")
    page = context.new_page()
    page.goto(url)
    page.locator("html[data-ready=true]").wait_for()
    return page


def strongest(page: Page):  # type: ignore[no-untyped-def]
    """The middle of a map of the first convolution."""
    return page.locator(".stage").nth(1).locator(".layer canvas:visible").nth(3)


def story(page: Page) -> Iterator[Image.Image]:
    """Draw; go back in time; build a map cell by cell; switch a map off."""
    for stroke in digit("3"):
        yield from writing(page, stroke)
    yield from resting(page, 4)
    track = page.locator(".timeline-track").bounding_box()
    assert track
    middle = track["y"] + track["height"] / 2
    page.mouse.move(track["x"] + track["width"] - 4, middle)
    page.mouse.down()
    for share in (0.85, 0.7, 0.55, 0.4, 0.3, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0):
        page.mouse.move(track["x"] + share * (track["width"] - 2), middle)
        page.wait_for_timeout(60)
        yield picture(page)
    page.mouse.up()
    page.keyboard.press("Escape")
    strongest(page).click()
    yield from resting(page, 4)
    page.locator(".cell-pane .play").click()
    page.locator("[aria-label=Speed]").select_option(index=4)  # the whole map in four seconds
    yield from resting(page, 22)
    page.keyboard.press("Escape")
    page.locator("[data-panel-tab=edit]").click()
    yield from resting(page, 5)
    page.locator(".panel").get_by_role("button", name="Off", exact=True).click()
    yield from resting(page, 8)


def writing(page: Page, stroke: Stroke) -> Iterator[Image.Image]:
    """Draw one stroke, a picture for every third point."""
    box = page.locator("#ink").bounding_box()
    assert box
    spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for at, spot in enumerate(spots[1:]):
        page.mouse.move(*spot)
        if at % 3 == 0:
            page.wait_for_timeout(40)
            yield picture(page)
    page.mouse.up()


def resting(page: Page, count: int) -> Iterator[Image.Image]:
    """Pictures while nothing is touched."""
    for _ in range(count):
        page.wait_for_timeout(FRAME)
        yield picture(page)


def picture(page: Page) -> Image.Image:
    """What is on the screen, in the recording's size."""
    shot = Image.open(io.BytesIO(page.screenshot()))
    return shot.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)


def record(pictures: Iterator[Image.Image], path: Path) -> None:
    """Write a GIF with one palette for all pictures, so that nothing shimmers."""
    frames = list(pictures)
    some = frames[:: len(frames) // 6]
    sheet = Image.new("RGB", (SIZE[0], SIZE[1] * len(some)))
    for at, frame in enumerate(some):
        sheet.paste(frame, (0, at * SIZE[1]))
    palette = sheet.quantize(255, method=Image.Quantize.MEDIANCUT)
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    first.save(path, save_all=True, append_images=others, duration=FRAME, loop=0, optimize=True)


if __name__ == "__main__":
    main()
