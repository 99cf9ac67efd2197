"""What a person does with the page, and what the page tells the server meanwhile."""

import json
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, WebSocket, expect

Stroke = list[list[float]]

PENS = json.loads(
    (Path(__file__).parents[2] / "models" / "samples" / "pens-test-100.json").read_text()
)


def digit(label: str, which: int = 0) -> list[Stroke]:
    """The strokes with which somebody once wrote a digit."""
    strokes: list[Stroke] = [one["ink"]["strokes"] for one in PENS if one["label"] == label][which]
    return strokes


def draw(page: Page, strokes: list[Stroke]) -> None:
    """Draw with the mouse on the pad."""
    box = page.locator("#ink").bounding_box()
    assert box
    for stroke in strokes:
        spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*spots[0])
        page.mouse.down()
        for spot in spots[1:]:
            page.mouse.move(*spot)
        page.mouse.up()


class Wire:
    """Listens to the page's socket: what the server was told, put together again."""

    def __init__(self, page: Page) -> None:
        self.messages: list[dict[str, Any]] = []
        self.ink: dict[str, Any] = {"strokes": []}
        page.on("websocket", self._open)
        page.reload()
        page.locator("html[data-ready=true]").wait_for()

    def _open(self, socket: WebSocket) -> None:
        if "layers=" in socket.url:
            return  # the timeline asks for answers alone, over a socket of its own
        socket.on("framesent", lambda text: self._sent(json.loads(text)))

    def _sent(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        if "ink" in message:
            self.ink = message["ink"]
        if "append" in message:
            self.ink["strokes"][-1] += message["append"]


def network_of(page: Page) -> str:
    """The id of the network whose button is pressed: the one in the newest answer's place."""
    name = page.locator("#networks [aria-pressed=true]").inner_text()
    listed = page.evaluate("fetch('/api/v1/networks').then((answer) => answer.json())")
    found = [one["id"] for one in listed["networks"] if one["title"] == name]
    assert len(found) == 1
    return str(found[0])


def predict(api: httpx.Client, network: str, body: dict[str, Any]) -> dict[str, Any]:
    """What REST says about the same drawing."""
    answer = api.post(f"/api/v1/networks/{network}/predict", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def expect_answer(page: Page, answer: dict[str, Any]) -> None:
    """The page shows that prediction: label, and the probability of every class."""
    expect(page.locator("#prediction")).to_have_text(answer["label"])
    values = [f"{100 * value:.1f} %" for value in answer["probabilities"]]
    expect(page.locator("#bars .value")).to_have_text(values)


def expect_answered(page: Page, wire: Wire) -> None:
    """Wait until the newest message has been answered and painted."""
    page.evaluate("0")  # the socket's events of this moment arrive first
    seq = wire.messages[-1]["seq"]
    page.wait_for_function(
        "(seq) => Number(document.querySelector('#flow').dataset.seq) >= seq", arg=seq
    )
