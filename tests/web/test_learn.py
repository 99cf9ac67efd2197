"""The crash course as it leaves the server: words, numbers, questions, still pictures."""

import html
import io
import json
import re

import httpx
import numpy as np
import pytest
from PIL import Image

from app.lessons.anchor import FORM
from app.lessons.chapters import CHAPTERS, SAMPLE, Course
from app.networks import store
from app.networks.practices import Practices
from app.resources import resource

COURSE = Course(resource("templates"))
slugs = pytest.mark.parametrize("slug", CHAPTERS)


def read(api: httpx.Client, address: str) -> str:
    answer = api.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def asked(page: str) -> dict[str, str]:
    """The numbers that a page's questions want, by name."""
    return dict(re.findall(r'data-ask="([^"]+)" data-answer="([^"]+)"', page))


def test_the_overview_names_every_chapter(api: httpx.Client) -> None:
    page = read(api, "/learn")
    assert re.findall(r'href="/learn/([^"]+)"', page) == list(CHAPTERS)


@slugs
def test_a_chapter_asks_before_it_tells(api: httpx.Client, slug: str) -> None:
    page = read(api, f"/learn/{slug}")
    assert page.count("<h1") == 1
    assert html.escape(CHAPTERS[slug].summary) in page
    assert len(COURSE.questions[slug]) >= 3
    assert tuple(re.findall(r'data-ask="([^"]+)"', page)) == COURSE.questions[slug]
    assert tuple(re.findall(r'class="step" id="([^"]+)"', page)) == COURSE.steps[slug]
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for answer in re.findall(r'class="ask-answer".*?<p>(.*?)</p>', page, flags=re.S):
        assert len(answer) > 10
    choices = re.findall(r"<fieldset>(.*?)</fieldset>", page, flags=re.S)
    assert [part.count('data-right="yes"') for part in choices] == [1] * len(choices)


@slugs
def test_every_place_that_a_chapter_names_is_there(api: httpx.Client, slug: str) -> None:
    page = read(api, f"/learn/{slug}")
    usual = CHAPTERS[slug].network
    for text in re.findall(r"data-step='([^']*)'", page):
        patch = json.loads(html.unescape(text))
        assert set(patch) <= {"network", "pin", "play", "stage", "panel", "edit", "veil"}
        shown = patch.get("network", usual)
        network = (Practices().get(shown) or store.load(shown)).network
        for place in {patch.get(key) for key in ("pin", "play", "edit", "veil")} - {None}:
            found = FORM.fullmatch(place)
            assert found
            of_kind = [layer for layer in network.layers if layer.kind == found["kind"]]
            assert int(found["nth"] or 1) <= len(of_kind), place


@pytest.mark.parametrize(
    ("slug", "numbers"),
    [
        (
            "worked-example",
            {
                "pixels": 1024,
                "filter": 26,
                "layer": 260,
                "map-side": 28,
                "outputs": 7840,
                "connections": 203_840,
                "pool-side": 14,
                "pool-outputs": 1960,
                "unit": 1961,
                "hidden-parameters": 392_200,
                "all": 394_470,
            },
        ),
        (
            "lenet-5",
            {
                "first-parameters": 156,
                "first-connections": 122_304,
                "mean-parameters": 12,
                "full-table": 2416,
                "one-place-parameters": 48_120,
                "drawn-by-hand": 0,
                "total": 60_000,
            },
        ),
        ("pooling", {"pooled-side": 14, "discarded": 75, "pool-parameters": 0}),
        ("filters", {"patch-size": 25, "filter-weights": 26, "overlap": 4}),
        (
            "why-convolution",
            {"unit-parameters": 1025, "layer-parameters": 65_600, "as-dense": 8_036_000},
        ),
        ("dense-and-softmax", {"flat": 1960, "dense-parameters": 392_200}),
    ],
)
def test_the_anatomy_gives_the_numbers_of_the_books(
    api: httpx.Client, slug: str, numbers: dict[str, int]
) -> None:
    found = {name: int(answer) for name, answer in asked(read(api, f"/learn/{slug}")).items()}
    assert numbers.items() <= found.items()


def test_the_paper_s_connections_are_counted(api: httpx.Client) -> None:
    assert "340,908" in read(api, "/learn/lenet-5")


def test_without_a_script_prose_has_the_numbers_of_the_course_s_digit(api: httpx.Client) -> None:
    page = read(api, "/learn/filters")
    said = re.findall(r'data-say="(\w+)" data-place="([^"]*)">([^<]*)<', page)
    numbers = {what: text for what, place, text in said if place == "conv:1@strongest"}
    pixels = api.get("/api/v1/sample?index=7628").json()["pixels"]
    trace = api.post("/api/v1/networks/crash-course/trace?layers=conv", json={"pixels": pixels})
    maps = np.array(trace.json()["layers"]["conv"])
    at = np.unravel_index(maps.argmax(), maps.shape)
    assert [numbers[name] for name in ("channel", "row", "column")] == [str(i + 1) for i in at]
    assert float(numbers["value"]) == pytest.approx(maps.max(), abs=0.006)


def test_one_step_can_stand_alone(api: httpx.Client) -> None:
    page = read(api, "/learn/filters?only=slide")
    assert re.findall(r'class="step" id="([^"]+)"', page) == ["slide"]


@slugs
def test_every_still_picture_is_drawn(api: httpx.Client, slug: str) -> None:
    for address in re.findall(r'<img src="([^"]+)"', read(api, f"/learn/{slug}")):
        answer = api.get(address)
        assert answer.headers["content-type"] == "image/png"
        picture = Image.open(io.BytesIO(answer.content))
        assert 400 <= max(picture.size) <= 960
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 4


@pytest.mark.parametrize(
    ("address", "tells"),
    [
        ("/learn/nothing", "worked-example"),
        ("/learn/filters?only=nothing", "slide"),
        ("/learn/filters/conv:7.png", "1 layers of kind"),
        ("/learn/filters/descent.json", "no network learns"),
        ("/learn/filters/what.is.png", "conv:1/3@strongest"),
        ("/learn/", "Not Found"),
    ],
)
def test_what_is_not_there_says_what_is(api: httpx.Client, address: str, tells: str) -> None:
    answer = api.get(address)
    assert answer.status_code == 404
    assert tells.lower() in answer.text.lower()


def test_the_steps_of_learning_are_computed(api: httpx.Client) -> None:
    found = api.get("/learn/how-it-learns/descent.json").json()
    assert [run["rate"] for run in found["runs"]] == [0.02, 0.05, 0.1, 1.0]
    calm = found["runs"][1]["steps"]
    assert calm[-1]["loss"] < 0.5 * calm[0]["loss"]
    assert len(found["runs"][3]["steps"]) < len(calm)


def test_dropout_on_paper_is_what_the_api_says(api: httpx.Client) -> None:
    page = read(api, "/learn/best-practices")
    table = re.search(r"answered 100 times.*?</table>", page, flags=re.S)
    assert table
    rows = re.findall(r'row">(\d)</th><td>([\d.]+) %</td><td>([\d.]+) %</td><td>([\d.]+)', table[0])
    pixels = api.get(f"/api/v1/sample?index={SAMPLE}").json()["pixels"]
    asked = {"samples": 100, "seed": 0}
    url = "/api/v1/networks/practice-dropout-50/confidence"
    found = api.post(url, params=asked, json={"pixels": pixels}).json()["dropout"]
    shares = np.array(found["probabilities"])
    assert len(rows) == 4
    for name, least, mean, most in rows:
        of = 100 * shares[:, int(name)]
        said = [float(least), float(mean), float(most)]
        assert said == pytest.approx([of.min(), of.mean(), of.max()], abs=0.051)
