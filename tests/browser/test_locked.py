"""Where the operator wants a key, the browser asks for it, and then the page works."""

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.browser.hands import digit, draw
from tests.servers import serve

pytestmark = pytest.mark.browser
KEY = "correct-horse-battery"


def test_a_browser_asks_for_the_key_and_the_page_works(browser: Browser) -> None:
    with serve(env={"INKLING_API_KEYS": KEY}) as server:
        stranger = browser.new_page()
        with pytest.raises(Error, match="ERR_INVALID_AUTH_CREDENTIALS"):
            stranger.goto(server.url)
        credentials = {"username": "me", "password": KEY, "origin": server.url}
        context = browser.new_context(http_credentials=credentials)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(server.url)
        page.locator("html[data-ready=true]").wait_for()
        draw(page, digit("4"))
        expect(page.locator("#prediction")).to_have_text("4")
        context.close()
        stranger.close()
