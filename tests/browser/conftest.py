"""A real Chromium on a real server. Without a browser these tests are skipped; CI needs one."""

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    expect,
    sync_playwright,
)

from tests.browser.own import LABELS
from tests.browser.wire import Wire
from tests.machine import lacking
from tests.servers import Server, serve

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # WebGL by the processor
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SIZES = {
    "desk": {"width": 1440, "height": 900},
    "small": {"width": 1024, "height": 768},
    "tablet": {"width": 768, "height": 1024},
    "phone": {"width": 390, "height": 844},
    "narrow": {"width": 360, "height": 640},
    "projector": {"width": 1920, "height": 1080},
}
DESK = SIZES["desk"]
PHONE = {"viewport": SIZES["phone"], "has_touch": True, "is_mobile": True}

PATIENCE = 30_000
"""Milliseconds; a busy machine is slow, not wrong."""

BEGIN = """
if (!sessionStorage.getItem("begun")) {
  sessionStorage.setItem("begun", "yes");
  localStorage.clear();
  Object.assign(localStorage, %s);
}"""
"""A new page remembers nothing of other tests; after a reload it does remember."""

OpenPage = Callable[..., Page]
expect.set_options(timeout=PATIENCE)


def chromium() -> str | None:
    """The Chromium of this machine; None for the one that Playwright has."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        except Error as error:
            lacking(f"a Chromium: {error.message}")
        yield running
        running.close()


def is_complaint(line: ConsoleMessage) -> bool:
    """Whether the page is at fault; it is not when this machine's network interfaces change."""
    return line.type == "error" and "ERR_NETWORK_CHANGED" not in line.text


@pytest.fixture(scope="session")
def own_server() -> Iterator[Server]:
    """A server with a network that nobody has seen before; its id is `make`."""
    labels = ",".join(LABELS)
    with serve(
        "--network", "tests.browser.own:make", "--labels", labels, "--input", "1x20x24"
    ) as running:
        yield running


@pytest.fixture(scope="session")
def branching_server() -> Iterator[Server]:
    """A server with a network of residual blocks and branches; its id is `make`."""
    with serve(
        "--network", "tests.browser.branching:make", "--labels", "a,b,c,d", "--input", "1x16x16"
    ) as running:
        yield running


class Windows:
    """Browser windows that keep what they have fetched from test to test, and nothing else."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: dict[str, list[BrowserContext]] = {}

    def page(self, options: dict[str, Any], among: list[Page]) -> Page:
        """A page in a window with these options that has none of the others."""
        windows = self.contexts.setdefault(repr(sorted(options.items())), [])
        taken = [page.context for page in among]
        window = next((one for one in windows if one not in taken), None)
        if window is None:
            window = self.browser.new_context(**options)
            windows.append(window)
        return window.new_page()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def open_page(windows: Windows, server: Server) -> Iterator[OpenPage]:
    """Open the page in a window of its own, and fail on whatever it complains about.

    Keywords are those of a Playwright context; `url` is another server's, `path` another page;
    `complaints` is False where the test breaks something on purpose; `visited` is False for
    somebody who has never been here.
    """
    pages: list[Page] = []
    said: list[str] = []

    def open_one(
        url: str = server.url, path: str = "/", complaints: bool = True, visited: bool = True,
        **options: Any,
    ) -> Page:  # fmt: skip
        page = windows.page({"viewport": DESK, "color_scheme": "dark"} | options, pages)
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.add_init_script(BEGIN % json.dumps({"inkling.visited": "1"} if visited else {}))
        Wire(page)
        page.on("pageerror", lambda error: said.append(str(error)))
        if complaints:
            page.on("console", lambda line: said.append(line.text) if is_complaint(line) else 0)
        page.goto(url + path)
        page.locator("html[data-ready=true]").wait_for()
        return page

    yield open_one
    for page in pages:
        page.close()
    assert said == []


@pytest.fixture
def page_of_all(open_page: OpenPage, own_server: Server) -> Page:
    """The page of a server that has a network of one's own, too."""
    return open_page(url=own_server.url)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The page on a desk's screen, dark."""
    return open_page()
