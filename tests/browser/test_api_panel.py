"""The code in the API panel runs as it stands, and answers with the numbers on screen."""

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import digit, draw
from tests.browser.wire import expect_answer, expect_rest, network_of, wire_of
from tests.machine import program

pytestmark = pytest.mark.browser

EDITED = "#v=1&n={network}&d={index}&e={layer}:0s0&p=api"


@pytest.fixture
def panel(page: Page) -> Page:
    """The page with a 3 drawn and the panel open."""
    draw(page, digit("3"))
    expect_rest(page)
    page.locator("[data-panel-tab=api]").click()
    expect(page.locator(".api-code")).to_contain_text("curl")
    return page


def ask(page: Page, what: str) -> None:
    page.locator(".api-choice").get_by_role("button", name=what, exact=True).click()


def code(page: Page, language: str) -> str:
    """The snippet, once it is in that language."""
    button = page.locator(".api-choice").get_by_role("button", name=language, exact=True)
    button.click()
    sign = {"curl": "curl -s", "Python": "import httpx", "JavaScript": "await fetch"}[language]
    expect(page.locator(".api-code")).to_contain_text(sign)
    return page.locator(".api-code").text_content() or ""


def run(command: list[str], text: str | None = None) -> str:
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def curl(page: Page) -> Any:
    program("curl")
    return json.loads(run([program("bash"), "-s"], code(page, "curl")))


def python(page: Page) -> str:
    return run([sys.executable, "-c", code(page, "Python")])


def in_page(page: Page) -> str:
    """What the JavaScript says in the browser's console."""
    script = code(page, "JavaScript")
    with page.expect_console_message() as said:
        page.evaluate(f"(async () => {{ {script} }})()")
    return said.value.text


def in_node(page: Page) -> str:
    return run([program("node"), "--input-type=module", "-"], code(page, "JavaScript"))


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_prediction_in_every_language(panel: Page, at: int) -> None:
    panel.locator("#networks button").nth(at).click()
    expect(panel.locator("#networks button").nth(at)).to_have_attribute("aria-pressed", "true")
    expect(panel.locator(".api-code")).to_contain_text(f"/{network_of(panel)}/predict")
    answer = curl(panel)
    expect_answer(panel, answer)
    said = f"{answer['label']} {answer['probability']}"
    assert python(panel).strip() == said
    assert in_page(panel) == said
    assert in_node(panel).strip() == said


def test_all_layers(panel: Page) -> None:
    ask(panel, "All layers")
    answer = curl(panel)
    expect_answer(panel, answer)
    said = [f"{name} {len(values)}" for name, values in answer["layers"].items()]
    assert python(panel).splitlines() == said
    assert in_node(panel).splitlines() == said
    assert said[0] == "input 1"


def test_the_picked_number(panel: Page) -> None:
    expect(panel.get_by_role("button", name="Picked number")).to_be_disabled()
    panel.locator(".stage [data-layer]:visible").nth(1).focus()
    panel.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Picked number")).to_be_enabled()
    ask(panel, "Picked number")
    expect(panel.locator(".api-code")).to_contain_text("/cell?layer=")
    answer = curl(panel)
    shown = panel.locator(".cell .result").first.text_content() or ""
    assert f"{answer['sum']:.4f}" in shown
    said = f"{answer['formula']} = {answer['result']}"
    assert python(panel).strip() == said
    assert in_page(panel) == said


def test_the_filters(panel: Page) -> None:
    ask(panel, "Filters")
    answer = curl(panel)
    assert answer["shape"] == [10, 1, 5, 5]
    assert python(panel).strip() == f"{answer['shape']} {answer['bias']}"
    assert in_page(panel).startswith("[10, 1, 5, 5]")


def test_edits_and_pixels_are_in_the_call(open_page: OpenPage, api: httpx.Client) -> None:
    sample = api.get("/api/v1/sample", params={"seed": 5}).json()
    link = EDITED.format(network="crash-course", index=sample["index"], layer="conv")
    page = open_page(path="/" + link)
    expect(page.locator(".api-code")).to_contain_text('"scale":0')
    answer = curl(page)
    expect_answer(page, answer)
    assert python(page).strip() == f"{answer['label']} {answer['probability']}"
    assert in_page(page) == f"{answer['label']} {answer['probability']}"


def test_run_shows_the_real_answer_and_copy_copies(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-panel-tab=api]").click()
    expect(page.locator(".api-empty")).to_be_visible()
    draw(page, digit("7"))
    expect_rest(page)
    last = json.dumps(wire_of(page).ink["strokes"][-1][-1][:2], separators=(",", ":"))
    expect(page.locator(".api-code")).to_contain_text(last)
    page.locator(".api-tools").get_by_role("button", name="Run").click()
    expect(page.locator(".api-status")).to_contain_text("200")
    shown = json.loads(page.locator(".api-answer code").text_content() or "")
    expect_answer(page, shown)
    page.locator(".api-tools").get_by_role("button", name="Copy").click()
    expect(page.locator(".api-copied")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".api-code").text_content()
    assert page.get_by_role("link", name="All calls of the API").get_attribute("href") == "/docs"
