"""The gallery: real digits, the network's mistakes, pens; a picture from the camera."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, FLAGS, PATIENCE, PHONE, SIZES, OpenPage, chromium
from tests.browser.hands import NETWORKS, OWN, choose
from tests.browser.wire import expect_rest, network_of, wire_of
from tests.servers import Server

pytestmark = pytest.mark.browser


def open_gallery(page: Page, which: str = "Digits") -> None:
    page.get_by_role("button", name="Gallery", exact=True).click()
    page.get_by_role("button", name=which, exact=True).click()
    expect(page.locator(".gallery-item").first).to_be_visible()


def entries(api: httpx.Client, network: str, which: str) -> list[dict[str, str]]:
    answer = api.get(f"/api/v1/networks/{network}/gallery", params={"set": which})
    found: list[dict[str, str]] = answer.json()["entries"]
    return found


@pytest.mark.parametrize("network", NETWORKS)
def test_a_mistake_is_loaded_with_one_click_and_is_wrong(
    page: Page, api: httpx.Client, network: str
) -> None:
    choose(page, network)
    open_gallery(page, "Mistakes")
    [first, *_] = entries(api, network, "mistakes")
    item = page.locator(".gallery-item").first
    expect(item).to_have_attribute(
        "aria-label", re.compile(f"^a {first['label']} that it reads as {first['predicted']}, ")
    )
    item.click()
    expect(page.locator("#ink-source")).to_have_text(f"a {first['label']} of the MNIST test set")
    answer = expect_rest(page)
    assert wire_of(page).body.keys() == {"pixels"}
    assert answer["label"] == first["predicted"] != first["label"]
    assert answer["probability"] == pytest.approx(first["probability"], abs=1e-4)
    expect(item).to_have_attribute("aria-pressed", "true")


def test_real_pens_are_loaded_as_ink_with_times(page: Page) -> None:
    open_gallery(page, "Real pens")
    page.locator(".gallery-classes").get_by_role("button", name="4").click()
    expect(page.locator(".gallery-item")).to_have_count(10)
    page.locator(".gallery-item").nth(3).click()
    expect(page.locator("#prediction")).to_have_text("4")
    expect_rest(page)
    times = [point[2] for stroke in wire_of(page).ink["strokes"] for point in stroke]
    assert times == sorted(times)
    assert times[-1] > times[0]


def test_keys_walk_the_grid_and_load(page: Page, api: httpx.Client) -> None:
    open_gallery(page)
    page.locator(".gallery-item").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    columns = page.evaluate(
        "() => getComputedStyle(document.querySelector('.gallery-grid'))"
        ".gridTemplateColumns.split(' ').length"
    )
    at = 2 + columns
    expect(page.locator(".gallery-item").nth(at)).to_be_focused()
    page.keyboard.press("Enter")
    entry = entries(api, network_of(page), "digits")[at]
    expect(page.locator("#ink-source")).to_have_text(f"a {entry['label']} of the MNIST test set")
    expect(page.locator("#prediction")).to_have_text(entry["predicted"])


def test_classes_and_parts(page: Page, api: httpx.Client) -> None:
    open_gallery(page, "Least certain")
    words = api.get(
        f"/api/v1/networks/{network_of(page)}/gallery", params={"set": "uncertain"}
    ).json()["words"]
    expect(page.locator(".gallery-words")).to_have_text(words)
    expect(page.locator(".gallery-item")).to_have_count(60)
    page.get_by_role("button", name="90 more").click()
    expect(page.locator(".gallery-item")).to_have_count(120)
    page.locator(".gallery-classes").get_by_role("button", name="9").click()
    expect(page.locator(".gallery-item[aria-label^='a 9 ']").first).to_be_visible()
    expect(page.locator(".gallery-item:not([aria-label^='a 9 '])")).to_have_count(0)


def shown(page: Page) -> list[int]:
    """The numbers of the digits in the grid."""
    titles = page.locator(".gallery-item").evaluate_all("(all) => all.map(({ title }) => title)")
    return [int(re.findall(r"number (\d+)\)$", title)[0]) for title in titles]


def test_coming_back_to_a_set_shows_it_and_nothing_of_another(
    page: Page, api: httpx.Client
) -> None:
    open_gallery(page, "Least certain")
    page.get_by_role("button", name="90 more").click()
    expect(page.locator(".gallery-item")).to_have_count(120)
    page.get_by_role("button", name="Mistakes", exact=True).click()
    expect(page.locator(".gallery-item.wrong").first).to_be_visible()
    page.get_by_role("button", name="Least certain", exact=True).click()
    expect(page.locator(".gallery-item")).to_have_count(60)
    uncertain = [int(one["index"]) for one in entries(api, network_of(page), "uncertain")]
    assert shown(page) == uncertain[:60]


def test_a_part_that_did_not_come_is_asked_for_again(open_page: OpenPage) -> None:
    page = open_page(complaints=False)
    open_gallery(page, "Least certain")
    first = shown(page)
    page.route("**/gallery?*offset=60*", lambda route: route.abort())
    page.get_by_role("button", name="90 more").click()
    expect(page.locator(".gallery-words")).to_contain_text("still running")
    page.unroute("**/gallery?*offset=60*")
    page.get_by_role("button", name="90 more").click()
    expect(page.locator(".gallery-item")).to_have_count(120)
    assert shown(page)[:60] == first
    assert len(set(shown(page))) == 120


def test_another_network_has_other_mistakes(page: Page, api: httpx.Client) -> None:
    open_gallery(page, "Mistakes")
    for network in ("LeNet-5", "VGG mini"):
        page.get_by_role("button", name=network).click()
        answer = api.get(
            f"/api/v1/networks/{network_of(page)}/gallery", params={"set": "mistakes"}
        ).json()
        expect(page.locator(".gallery-words")).to_have_text(answer["words"])
        first = answer["entries"][0]
        expect(page.locator(".gallery-item").first).to_have_attribute(
            "title", re.compile(f"number {first['index']}\\)$")
        )


def test_by_touch_on_a_phone_the_pad_comes_back_into_view(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.get_by_role("button", name="Gallery", exact=True).tap()
    expect(page.get_by_role("button", name="Mistakes", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Mistakes", exact=True).tap()
    page.locator(".gallery-item").nth(2).tap()
    expect(page.locator("#ink-source")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]


def test_a_network_of_other_classes_can_be_shown_digits_too(page_of_all: Page) -> None:
    page = page_of_all
    choose(page, OWN)
    open_gallery(page)
    page.locator(".gallery-item").first.click()
    expect(page.locator("#ink-source")).to_contain_text("of the MNIST test set")
    expect_rest(page)
    page.get_by_role("button", name="Mistakes", exact=True).click()
    expect(page.locator(".gallery-words")).to_contain_text("are not the ten digits")


CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture
def camera(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser of its own, whose camera shows a test picture."""
    flags = FLAGS + getattr(request, "param", CAMERA)
    running = browser.browser_type.launch(executable_path=chromium(), args=flags)
    yield running
    running.close()


def open_camera(camera: Browser, server: Server, said: list[str]) -> Page:
    page = camera.new_page(viewport=DESK)
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.goto(server.url)
    page.locator("html[data-ready=true]").wait_for()
    page.get_by_role("button", name="Gallery", exact=True).click()
    page.get_by_role("button", name="Camera", exact=True).click()
    return page


def test_the_camera_is_taken_from_and_let_go(
    camera: Browser, server: Server, api: httpx.Client
) -> None:
    said: list[str] = []
    page = open_camera(camera, server, said)
    take = page.get_by_role("button", name="Take", exact=True)
    expect(take).to_be_enabled()
    page.evaluate("() => (window.track = document.querySelector('video').srcObject.getTracks()[0])")
    assert page.evaluate("() => window.track.readyState") == "live"
    take.click()
    expect(page.locator("#ink-source")).to_have_text("from the camera")
    expect(page.locator("#prediction")).not_to_be_empty()
    expect(page.locator("video")).to_have_count(0)
    assert page.evaluate("() => window.track.readyState") == "ended"
    assert said == []


@pytest.mark.parametrize("camera", [["--deny-permission-prompts"]], indirect=True)
def test_without_a_camera_it_says_so(camera: Browser, server: Server) -> None:
    page = open_camera(camera, server, [])
    expect(page.locator(".camera-problem")).to_contain_text("camera")
    expect(page.get_by_role("button", name="Take", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Close camera").click()
    expect(page.locator(".camera-problem")).to_have_count(0)
