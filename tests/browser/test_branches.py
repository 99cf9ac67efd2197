"""A network with a residual block and concatenated branches opens like any other."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import OWN, choose, digit, draw
from tests.servers import Server

pytestmark = pytest.mark.browser


def test_branches_stand_above_each_other_and_every_layer_opens(
    open_page: OpenPage, branching_server: Server
) -> None:
    page = open_page(url=branching_server.url)
    anatomy = choose(page, OWN)
    branches = [
        page.locator(f".stage[data-stage={name}] .layer:visible") for name in ("left", "right")
    ]
    expect(branches[1]).to_be_visible()
    above, below = (branch.bounding_box() for branch in branches)
    assert above
    assert below
    assert above["y"] + above["height"] < below["y"]
    draw(page, digit("4"))
    page.locator(".stage [data-layer]:visible").first.focus()
    page.keyboard.press("Enter")
    for layer in anatomy["layers"]:
        panel = page.locator(f".cell[data-cell='{layer['name']}']")
        expect(panel.locator(".seal")).to_contain_text("= what PyTorch computed")
        page.keyboard.press(".")
