"""The page knows no network: one that nobody has seen before works like the others."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import Wire, digit, draw, expect_answered, network_of, predict
from tests.browser.own import LABELS
from tests.servers import Server, serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    with serve(
        "--network", "tests.browser.own:make", "--labels", ",".join(LABELS), "--input", "1x20x24"
    ) as server:
        yield server


def test_a_network_of_ones_own(open_page: OpenPage, own_server: Server) -> None:
    page = open_page(url=own_server.url)
    with httpx.Client(base_url=own_server.url) as api:
        listed = api.get("/api/v1/networks").json()["networks"]
        [mine] = [one for one in listed if one["classes"] == LABELS]
        wire = Wire(page)
        button = page.locator("#networks").get_by_role("button", name=mine["title"], exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#probability")).to_have_text("Draw a picture")
        draw(page, digit("3"))
        expect(page.locator("#prediction")).not_to_be_empty()
        expect_answered(page, wire)
        answer = predict(api, network_of(page), {"ink": wire.ink})
    expect(page.locator("#prediction")).to_have_text(answer["label"])
    best = sorted(answer["probabilities"], reverse=True)[:12]
    expect(page.locator("#bars .value")).to_have_text([f"{100 * value:.1f} %" for value in best])
    layers = page.locator("[data-layer]").count()
    assert layers >= 5
    assert not sticks_out(page)


def sticks_out(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
