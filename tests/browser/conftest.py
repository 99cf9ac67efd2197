"""A real Chromium on a real server. Without a browser these tests are skipped; CI needs one."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    StorageState,
    expect,
    sync_playwright,
)

from tests.machine import lacking
from tests.servers import Server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DESK = {"width": 1440, "height": 900}

PATIENCE = 30_000
"""Milliseconds; a busy machine is slow, not wrong."""

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


def been_at(url: str) -> StorageState:
    """What the browser remembers of a visit: no digit is drawn to greet a test."""
    remembered = {"name": "inkling.visited", "value": "1"}
    return {"cookies": [], "origins": [{"origin": url, "localStorage": [remembered]}]}


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """Open the page in a window of its own, and fail on whatever it complains about.

    Keywords are those of a Playwright context; `url` is another server's, `path` another page;
    `complaints` is False where the test breaks something on purpose; `visited` is False for
    somebody who has never been here.
    """
    contexts = []
    said: list[str] = []

    def open_one(
        url: str = server.url, path: str = "/", complaints: bool = True, visited: bool = True,
        **options: Any,
    ) -> Page:  # fmt: skip
        desk = {"viewport": DESK, "color_scheme": "dark"}
        known = {"storage_state": been_at(url)} if visited else {}
        context = browser.new_context(**desk | known | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: said.append(str(error)))
        if complaints:
            page.on("console", lambda line: said.append(line.text) if is_complaint(line) else 0)
        page.goto(url + path)
        page.locator("html[data-ready=true]").wait_for()
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The page on a desk's screen, dark."""
    return open_page()
