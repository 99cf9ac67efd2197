"""Pictures get in by file, paste and drop; the dice brings a real test digit."""

import base64
import io

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from safetensors.numpy import load_file

from app.resources import resource
from tests.browser.conftest import OpenPage
from tests.browser.hands import digit, draw
from tests.browser.wire import expect_answered, expect_rest, network_of, wire_of

pytestmark = pytest.mark.browser


def png_of(label: int, zoom: int = 8, noise: int = 0) -> bytes:
    """A test digit as dark ink on light paper."""
    samples = load_file(next((resource("models") / "samples").glob("*.safetensors")))
    pixels = 255 - samples["images"][list(samples["labels"]).index(label)]
    grain = np.random.default_rng(0).integers(0, noise + 1, (28 * zoom, 28 * zoom), dtype=np.uint8)
    image = Image.fromarray(np.kron(pixels, np.ones((zoom, zoom), dtype=np.uint8)) // 2 * 2 - grain)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def send(page: Page, picture: bytes, event: str, name: str = "five.png") -> None:
    """Paste or drop a file as a browser does: through a DataTransfer."""
    page.evaluate(
        """async ([base64, event, name]) => {
            const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], name, { type: "image/png" }));
            const made =
              event === "paste"
                ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true })
                : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
            document.querySelector("#ink").dispatchEvent(made);
        }""",
        [base64.b64encode(picture).decode(), event, name],
    )


@pytest.mark.parametrize("way", ["file", "paste", "drop"])
def test_a_picture_gets_the_answer_of_rest(page: Page, way: str) -> None:
    picture = png_of(5)
    if way == "file":
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Picture").click()
        chooser.value.set_files({"name": "five.png", "mimeType": "image/png", "buffer": picture})
    else:
        send(page, picture, way)
    expect(page.locator("#ink-source")).to_have_text("five.png")
    expect_rest(page)
    assert wire_of(page).body == {"image": base64.b64encode(picture).decode()}
    assert inked(page) > 100, "the pad shows it"


def inked(page: Page) -> int:
    """How many pixels of the pad are not empty."""
    count = page.evaluate(
        """() => {
            const pad = document.querySelector("#ink");
            const { data } = pad.getContext("2d").getImageData(0, 0, pad.width, pad.height);
            return data.filter((value, at) => at % 4 === 3 && value > 0).length;
        }"""
    )
    return int(count)


def test_a_large_picture_is_made_small_for_the_socket(page: Page) -> None:
    picture = png_of(7, zoom=30, noise=20)
    assert len(picture) > 200_000
    send(page, picture, "drop", "seven.png")
    expect(page.locator("#prediction")).to_have_text("7")
    expect_answered(page)
    assert len(wire_of(page).drawing["image"]) < 64_000


def test_a_picture_gives_way_to_the_pen_and_undo_brings_it_back(page: Page) -> None:
    send(page, png_of(5), "drop")
    expect(page.locator("#prediction")).to_have_text("5")
    draw(page, digit("0"))
    expect(page.locator("#prediction")).to_have_text("0")
    expect(page.locator("#ink-source")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#prediction")).to_have_text("5")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#prediction")).to_be_empty()
    page.get_by_role("button", name="Redo").click()
    expect(page.locator("#prediction")).to_have_text("5")


def test_a_broken_picture_is_explained_and_changes_nothing(
    open_page: OpenPage, api: httpx.Client
) -> None:
    page = open_page(complaints=False)
    draw(page, digit("3"))
    expect(page.locator("#prediction")).to_have_text("3")
    broken = png_of(5)[:200]
    send(page, broken, "drop")
    answer = api.post(
        f"/api/v1/networks/{network_of(page)}/predict",
        content=broken,
        headers={"Content-Type": "image/png"},
    )
    assert answer.status_code == 422
    note = page.get_by_role("alert")
    expect(note).to_contain_text(answer.json()["detail"])
    expect(page.locator("#prediction")).to_have_text("3")
    note.get_by_role("button", name="Close").click()
    expect(note).to_be_empty()


def test_a_file_that_is_no_picture_is_refused_in_plain_words(open_page: OpenPage) -> None:
    page = open_page(complaints=False)
    notes = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"buy milk"}
    page.locator("#picture-file").set_input_files(notes)
    expect(page.get_by_role("alert")).to_contain_text("send a PNG, JPEG or WebP picture")
    draw(page, digit("3"))
    expect(page.get_by_role("alert")).to_be_empty()


def test_the_dice_brings_a_real_digit(page: Page) -> None:
    page.get_by_role("button", name="Dice").click()
    expect(page.locator("#ink-source")).to_contain_text("of the MNIST test set")
    expect_rest(page)
    first = wire_of(page).body
    assert first.keys() == {"pixels"}
    page.keyboard.press("r")
    expect(page.locator("#moments")).to_have_attribute("aria-valuemax", "1")
    expect_rest(page)
    assert wire_of(page).body != first
    page.get_by_role("button", name="Undo").click()
    expect_rest(page)
    assert wire_of(page).body == first
