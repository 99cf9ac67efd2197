"""The lab: knobs, a training to watch and to take apart, what it came to, and mistakes."""

import json
import re
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.hands import digit, draw
from tests.browser.wire import expect_answer, expect_answered, wire_of

pytestmark = pytest.mark.browser

SMALL = "digits=300&depth=1&filters=3&batch_size=30&epochs=2&hidden=0"
"""A network that is trained in no time: 20 steps."""


class Heard:
    """What the server told of a training."""

    def __init__(self, page: Page) -> None:
        self.events: list[dict[str, Any]] = []
        self.frames: list[dict[str, str]] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))

    def _hear(self, payload: str | bytes) -> None:
        if isinstance(payload, str):
            self.events.append(json.loads(payload))
            return
        size = int.from_bytes(payload[:8], "little")
        self.frames.append(json.loads(payload[8 : 8 + size])["__metadata__"])

    def last(self, event: str) -> dict[str, Any]:
        """The newest event of a name."""
        return next(one for one in reversed(self.events) if one["event"] == event)

    def step(self) -> dict[str, str]:
        """The newest step in slow motion."""
        return next(one for one in reversed(self.frames) if one["kind"] == "step")


def status(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator(".lab-status")).to_have_text(text)


def finished(page: Page, steps: int) -> None:
    expect(page.locator(".lab-count")).to_contain_text(f"Step {steps} of {steps}")
    expect(page.locator(".lab-kept-one").first).to_contain_text(f"Kept at step {steps}")


def loss_text(loss: float) -> str:
    return f"{loss:.4f}" if loss < 10 else f"{loss:.3f}"


def plan_of(page: Page, **knobs: Any) -> Any:
    return page.request.post(urljoin(page.url, "/api/v1/lab/plan"), data=knobs).json()


def test_knobs_are_turned_and_the_shapes_follow(open_page: OpenPage) -> None:
    page = open_page(path="/lab#filters=6", complaints=False)  # a refusal is one, to a browser
    row = page.locator("[data-row=conv1] td")
    expect(row.first).to_have_text("6×28×28")
    page.get_by_role("spinbutton", name="Depth").fill("1")
    page.get_by_role("spinbutton", name="Depth").press("Enter")
    page.get_by_role("slider", name="Filters", exact=True).press("ArrowRight")
    plan = plan_of(page, depth=1, filters=7)
    layers = {layer["name"]: layer for layer in plan["layers"]}
    expect(page.locator("[data-row]")).to_have_count(len(layers))
    conv = layers["conv1"]
    sees = "×".join(map(str, conv["receptive_field"]["size"]))
    shape = "×".join(map(str, conv["shape"]))
    numbers = [f"{conv['parameters']:,}", f"{conv['connections']:,}"]
    expect(row).to_have_text([shape, *numbers, sees])
    expect(page.locator(".lab-summary")).to_contain_text(f"{plan['parameters']:,} parameters")
    page.wait_for_function("() => location.hash === '#depth=1&filters=7'")

    page.get_by_role("spinbutton", name="Field").fill("9")
    page.get_by_role("spinbutton", name="Depth").fill("4")
    page.get_by_role("spinbutton", name="Padding").fill("0")
    page.get_by_role("spinbutton", name="Padding").press("Enter")
    expect(page.locator(".lab-refused")).to_contain_text(re.compile("fewer|smaller|more padding"))
    expect(page.locator("#lab-train")).to_be_disabled()
    expect(page.locator("[data-knob=field]")).to_have_attribute("data-wrong", "true")
    page.locator("#lab-preset").select_option(index=1)
    expect(page.locator(".lab-refused")).to_have_count(0)
    expect(page.locator("#lab-train")).to_be_enabled()


def test_a_network_is_taught_and_used(open_page: OpenPage) -> None:
    page = open_page(path=f"/lab#{SMALL}")
    heard = Heard(page)
    draw(page, digit("4"))

    page.locator("#lab-step").click()
    slow = page.locator(".lab-slow")
    expect(slow).to_contain_text("Step 1, slowly")
    losses = page.locator(".lab-losses")
    expect(slow.locator(".lab-digits li")).to_have_count(30)
    told = heard.step()
    before, after = (float(told[name]) for name in ("loss", "new_loss"))
    expect(losses).to_contain_text(loss_text(before))
    for title, station in (("loss", 1), ("gradient", 2), ("update", 3), ("new loss", 4)):
        page.get_by_role("button", name=f"Next: {title}").click()
        expect(page.locator(f"[data-station='{station}']")).to_be_visible()
        painted = {2: "gradient", 3: "update"}.get(station, "weights")
        expect(page.locator("[data-stage=conv1] [data-kernels]")).to_have_attribute(
            "data-kernels", painted
        )
    expect(losses).to_contain_text(f"{loss_text(before)} → {loss_text(after)}")

    page.locator("#lab-train").click()
    finished(page, 20)
    test = heard.last("measured")["test"]
    shown = f"{100 * test['accuracy']:.1f} %"
    expect(page.locator("[data-curve=accuracy] b")).to_have_text(shown)
    cells = page.locator(".lab-confusion tbody td:not(.sum)")
    rows = [str(count or "·") for row in test["confusion"] for count in row]
    expect(cells).to_have_text(rows)
    view = [one for one in heard.frames if one["kind"] == "view"][-1]
    expect(page.locator("#prediction")).to_have_text(view["label"])
    expect(page.locator("[data-stage=conv1] canvas")).to_have_count(2)

    page.locator("#lab-rewind").click()
    expect(page.locator(".lab-count")).to_contain_text("Step 0 of 20")
    page.locator("#lab-train").click()
    finished(page, 20)
    expect(page.locator("[data-curve=accuracy] b")).to_have_text(shown)
    assert heard.last("measured")["test"] == test  # the same seed, the same network

    page.get_by_role("button", name="4", exact=True).click()
    page.locator("#lab-learn").click()
    learned = page.locator(".lab-outcome")
    expect(learned).to_contain_text("your 4 is read as")
    outcome = heard.last("learned")
    expect(learned).to_contain_text(f"Got better: {outcome['better']['count']:,} test digit")
    expect(learned).to_contain_text(f"Got worse: {outcome['worse']['count']:,} test digit")
    page.locator("#lab-keep").click()
    expect(page.locator(".lab-kept-one").first).to_contain_text("Kept at step 25")

    kept = heard.last("kept")["network"]
    link = page.get_by_role("link", name="Open in the playground").first
    expect(link).to_have_attribute("href", re.compile(r"&i="))
    files = page.locator(".lab-kept-one").first.locator("a[download]")
    for file in files.all():
        assert page.request.get(urljoin(page.url, file.get_attribute("href"))).ok
    playground = open_page(path=link.get_attribute("href"))
    expect(playground.locator("#prediction")).to_have_text(outcome["after"]["label"])
    expect(playground.locator("#networks [aria-pressed=true]")).to_contain_text("Lab")
    playground.locator("[data-do=clear]").click()
    draw(playground, digit("1"))
    expect_answered(playground)
    url = urljoin(page.url, f"/api/v1/networks/{kept}/predict")
    expect_answer(playground, page.request.post(url, data=wire_of(playground).body).json())


def test_a_learning_rate_too_high_is_told_kindly(open_page: OpenPage) -> None:
    page = open_page(path="/lab")
    page.locator("#lab-preset").select_option("rate-too-high")
    about = page.request.get(urljoin(page.url, "/api/v1/lab")).json()
    preset = next(one for one in about["presets"] if one["name"] == "rate-too-high")
    expect(page.locator(".lab-expect")).to_contain_text(preset["words"])
    page.wait_for_function("() => location.hash === '#preset=rate-too-high'")
    page.get_by_role("spinbutton", name="Training digits").fill("600")
    page.get_by_role("spinbutton", name="Training digits").press("Enter")
    page.locator("#lab-train").click()
    finished(page, 36)
    expect(page.locator(".lab-trouble")).to_contain_text("It guesses")
    page.locator("#lab-rewind").click()
    expect(page.locator(".lab-count")).to_contain_text("Step 0 of 36")
    expect(page.locator(".lab-trouble")).to_have_count(0)


def test_a_lost_training_is_done_again(open_page: OpenPage) -> None:
    page = open_page(path=f"/lab#{SMALL}&seed=3", complaints=False)
    open_ones: list[tuple[WebSocketRoute, WebSocketRoute]] = []

    def through(socket: WebSocketRoute) -> None:
        open_ones.append((socket, socket.connect_to_server()))

    page.route_web_socket(re.compile("/lab/train"), through)
    heard = Heard(page)
    page.locator("#lab-train").click()
    finished(page, 20)
    page.locator("#lab-back").press("ArrowLeft")
    page.get_by_role("button", name="Rewind to 19").click()
    expect(page.locator(".lab-count")).to_contain_text("Step 19 of 20")
    status(page, "It is as it was at this step.")
    measured = heard.last("measured")
    assert measured["step"] == 19
    here, there = open_ones[0]
    there.close()
    here.close(code=1011)
    status(page, re.compile("The connection is lost"))
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(".lab-count")).to_contain_text("Step 19 of 20")
    expect(page.locator("#lab-rewind")).to_be_enabled()
    shown = f"{100 * measured['test']['accuracy']:.1f} %"
    expect(page.locator("[data-curve=accuracy] b")).to_have_text(shown)
    page.locator("#lab-stop").click()
    expect(page.locator("#lab-train")).to_have_text("Train again")


def test_a_lab_that_is_off_says_so(open_page: OpenPage) -> None:
    page = open_page()
    off = {"on": False, "words": "Nobody trains here.", "knobs": [], "groups": [], "presets": []}
    page.route("**/api/v1/lab", lambda route: route.fulfill(json=off))
    page.goto(urljoin(page.url, "/lab"))
    expect(page.locator(".lab-off")).to_have_text("Nobody trains here.")
    expect(page.locator("#lab-train")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_it_has_no_barrier_on_a_phone(open_page: OpenPage, scheme: str) -> None:
    page = open_page(path=f"/lab#{SMALL}", color_scheme=scheme, bypass_csp=True, **PHONE)
    for group in page.locator(".lab-group summary").all():
        group.click()
    page.locator("#lab-step").tap()
    page.get_by_role("button", name="3 Gradient").tap()
    expect(page.locator(".lab-grids .numbers")).to_have_count(2)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        """() => [..."button select input summary".split(" ")]
          .flatMap((name) => [...document.querySelectorAll(`main ${name}`)])
          .map((one) => [one, one.getBoundingClientRect()])
          .filter(([one, { width, height }]) => width && (width < 24 || height < 24))
          .map(([one]) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []
