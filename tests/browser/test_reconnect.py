"""The server goes away and comes back: no ink is lost, and the page says what happens."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import Wire, digit, draw, expect_answer, network_of, predict
from tests.servers import free_port, serve

pytestmark = pytest.mark.browser


def test_ink_drawn_without_a_server_is_answered_later(open_page: OpenPage) -> None:
    port = free_port()
    first, second = digit("4")[0], digit("4")[1:]
    with serve(port=port) as server:
        page = open_page(url=server.url, complaints=False)
        wire = Wire(page)
        draw(page, [first])
        expect(page.locator("#prediction")).not_to_be_empty()
        network = network_of(page)
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    draw(page, second)
    told = len(wire.messages)
    with serve(port=port) as server:
        expect(page.get_by_text("Reconnecting")).to_be_hidden(timeout=30_000)
        page.wait_for_function("() => document.querySelector('#prediction').textContent === '4'")
        assert len(wire.messages) > told
        assert len(wire.ink["strokes"]) == 1 + len(second)
        with httpx.Client(base_url=server.url) as api:
            expect_answer(page, predict(api, network, {"ink": wire.ink}))


def test_a_page_that_comes_before_the_server_waits(open_page: OpenPage) -> None:
    with serve() as server:
        page = open_page(url=server.url, complaints=False)
        page.route("**/api/v1/networks", lambda route: route.abort())
        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
        page.unroute("**/api/v1/networks")
        page.locator("html[data-ready=true]").wait_for()
        expect(page.get_by_role("alert")).to_be_empty()
