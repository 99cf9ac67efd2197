"""A network with a residual block and concatenated branches opens like any other."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import digit, draw
from tests.servers import Server, serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def branching_server() -> Iterator[Server]:
    with serve(
        "--network", "tests.browser.branching:make", "--labels", "a,b,c,d", "--input", "1x16x16"
    ) as server:
        yield server


def test_branches_stand_above_each_other_and_every_layer_opens(
    open_page: OpenPage, branching_server: Server
) -> None:
    page = open_page(url=branching_server.url)
    page.locator("#networks button").last.click()
    branches = [
        page.locator(f".stage[data-stage={name}] .layer:visible") for name in ("left", "right")
    ]
    expect(branches[1]).to_be_visible()
    above, below = (branch.bounding_box() for branch in branches)
    assert above
    assert below
    assert above["y"] + above["height"] < below["y"]
    draw(page, digit("4"))
    names = page.evaluate(
        """async () => {
          const { networks } = await (await fetch("/api/v1/networks")).json();
          const { layers } = await (await fetch("/api/v1/networks/" + networks.at(-1).id)).json();
          return layers.map(({ name }) => name);
        }"""
    )
    page.locator(".stage [data-layer]:visible").first.focus()
    page.keyboard.press("Enter")
    for name in names:
        panel = page.locator(f".cell[data-cell='{name}']")
        expect(panel.locator(".seal")).to_contain_text("= what PyTorch computed")
        page.keyboard.press(".")
