"""What the page tells the server, and whether it then shows what REST says about the same."""

import json
from copy import deepcopy
from typing import Any
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

import httpx
from playwright.sync_api import Page, WebSocket, expect

MOST_BARS = 12

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SHOWN = "(seq) => Number(document.querySelector('#flow').dataset.seq) >= seq"


class Wire:
    """Listens to the page's socket: what the server was told, put together again."""

    def __init__(self, page: Page) -> None:
        self.messages: list[dict[str, Any]] = []
        self.drawing: dict[str, Any] = {"ink": {"strokes": []}}
        self.edits: list[dict[str, Any]] = []
        page.on("websocket", self._open)
        WIRES[page] = self

    @property
    def ink(self) -> dict[str, Any]:
        """The drawing, where it is one of strokes."""
        found: dict[str, Any] = self.drawing["ink"]
        return found

    @property
    def body(self) -> dict[str, Any]:
        """What the server was told last, as REST is told: the drawing, how to read it, edits."""
        fit = {key: value for key, value in self.messages[-1].items() if key == "fit"}
        return self.drawing | fit | ({"edits": self.edits} if self.edits else {})

    def _open(self, socket: WebSocket) -> None:
        if "layers=" in socket.url or "/lab/" in socket.url:
            return  # the timeline and the lab have sockets of their own
        socket.on("framesent", lambda text: self._sent(json.loads(text)))

    def _sent(self, message: dict[str, Any]) -> None:
        if message["seq"] == 1:  # a page of its own, or a page that was loaded again
            self.messages = []
        self.messages.append(message)
        for kind in {"ink", "pixels", "image"} & message.keys():
            how = {"invert"} & message.keys()
            self.drawing = {each: deepcopy(message[each]) for each in {kind} | how}
        if "append" in message:
            self.ink["strokes"][-1] += message["append"]
        if not message.get("keep"):
            self.edits = message.get("edits", [])


WIRES: WeakKeyDictionary[Page, Wire] = WeakKeyDictionary()


def wire_of(page: Page) -> Wire:
    """What listens to this page since it was opened."""
    return WIRES[page]


def network_of(page: Page) -> str:
    """The id of the network whose button is pressed: the one in the newest answer's place."""
    name = page.locator("#networks [aria-pressed=true]").inner_text()
    listed = page.request.get(urljoin(page.url, "/api/v1/networks")).json()
    found = [one["id"] for one in listed["networks"] if one["title"] == name]
    assert len(found) == 1
    return str(found[0])


def predict(api: httpx.Client, network: str, body: dict[str, Any]) -> dict[str, Any]:
    """What REST says about the same drawing."""
    answer = api.post(f"/api/v1/networks/{network}/predict", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rest(page: Page, path: str, body: dict[str, Any] | None = None, **params: Any) -> Any:
    """What REST says of the page's network about a drawing: by itself, the one told last."""
    url = urljoin(page.url, f"/api/v1/networks/{network_of(page)}/{path}")
    answer = page.request.post(url, data=body or wire_of(page).body, params=params)
    assert answer.ok, answer.text()
    return answer.json()


def percent(share: float) -> str:
    """A probability as the page writes it: rounding claims no certainty."""
    if share > 0.9995:
        return "> 99.9 %"
    return "< 0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"


def expect_answer(page: Page, answer: dict[str, Any]) -> None:
    """The page shows that prediction: label, and the probability of every class (or the first)."""
    expect(page.locator("#prediction")).to_have_text(answer["label"])
    values = answer["probabilities"]
    if len(values) > MOST_BARS:
        values = sorted(values, reverse=True)[:MOST_BARS]
    expect(page.locator("#bars .value")).to_have_text(list(map(percent, values)))


def expect_answered(page: Page) -> None:
    """Wait until the page has nothing more to tell and shows the newest answer."""
    told = -1
    while told != len(wire_of(page).messages):
        page.evaluate(TWO_FRAMES)
        told = len(wire_of(page).messages)
        page.wait_for_function(SHOWN, arg=wire_of(page).messages[-1]["seq"])


def expect_rest(page: Page) -> dict[str, Any]:
    """The page shows what REST says about what the server was told last; that answer."""
    expect_answered(page)
    moment = {k: v for k, v in wire_of(page).messages[-1].items() if k == "checkpoint"}
    answer: dict[str, Any] = rest(page, "predict", **moment)
    expect_answer(page, answer)
    return answer
