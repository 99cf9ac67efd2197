"""Charts are drawn by hand here: places, names, tables."""

import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lessons import charts
from app.lessons.charts import BOTTOM, HEIGHT, LEAST, LEFT, Axis, _apart
from app.lessons.measured import measured

SVG = "{http://www.w3.org/2000/svg}"


def picture(figure):
    """The figure's parts, parsed."""
    svg = re.search(r"<svg.*</svg>", str(figure), flags=re.S)[0]
    return ElementTree.fromstring(svg.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))


def rows(figure):
    """The table: lists of texts."""
    found = re.findall(r"<tr>(.*?)</tr>", str(figure), flags=re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in found]


LINES = {"falls": [(0, 100), (5, 50), (10, 0)], "holds": [(0, 100), (10, 100)]}


def test_lines_go_from_corner_to_corner():
    figure = charts.lines("A title", "What it shows", LINES, "pixels", "right, %", (0, 100))
    svg = picture(figure)
    right = json.loads(svg.get("data-x"))[3]
    falls, holds = (
        path.get("d") for path in svg.iter(f"{SVG}path") if path.get("class") == "chart-line"
    )
    assert falls == f"M{LEFT} 22L{(LEFT + right) / 2:g} 116L{right:g} {HEIGHT - BOTTOM}"
    assert holds == f"M{LEFT} 22L{right:g} 22"
    assert json.loads(svg.get("data-x")) == [0, 10, LEFT, right]
    assert json.loads(svg.get("data-y")) == [0, 100, HEIGHT - BOTTOM, 22]


def test_a_picture_says_what_it_shows_and_a_table_has_the_numbers():
    figure = charts.lines("A <title>", 'It "falls" & holds', LINES, "pixels", "right, %")
    svg = picture(figure)
    assert (svg.get("role"), svg.get("aria-label")) == ("img", 'It "falls" & holds')
    assert "<figcaption>A &lt;title&gt;</figcaption>" in figure
    assert rows(figure) == [
        ["pixels", "falls", "holds"],
        ["0", "100", "100"],
        ["5", "50", ""],
        ["10", "0", "100"],
    ]
    assert {"falls", "holds", "pixels", "right, %"} <= {
        text.text for text in svg.iter(f"{SVG}text")
    }


def test_bars_are_as_high_as_their_numbers():
    groups = {"mlp": {"plain": 100.0, "shuffled": 50.0}, "cnn": {"plain": 25.0, "shuffled": 0.0}}
    figure = charts.bars("A title", "What it shows", groups, "right, %", (0, 100))
    bars = [g for g in picture(figure).iter(f"{SVG}g") if g.find(f"{SVG}text").text[0].isdigit()]
    assert [g.get("data-series") for g in bars] == ["1", "2", "1", "2"]
    assert [g.find(f"{SVG}text").text for g in bars] == ["100.0", "50.0", "25.0", "0.0"]
    whole = HEIGHT - BOTTOM - 32
    heights = [float(g.find(f"{SVG}rect").get("height")) for g in bars]
    assert heights == [whole, whole / 2, whole / 4, 0]
    assert rows(figure)[1:] == [["mlp", "100", "50"], ["cnn", "25", "0"]]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (-10, 10, [-10, -5, 0, 5, 10]),
        (0.1, 0.32, [0.1, 0.15, 0.2, 0.25, 0.3]),
    ],
)
def test_ticks_are_round(low, high, ticks):
    assert Axis("", low, high, 0, 1).ticks() == ticks


def test_what_is_counted_has_no_halves():
    assert Axis("", 1, 4, 0, 1).ticks(9) == [1, 1.5, 2, 2.5, 3, 3.5, 4]
    assert Axis("", 1, 4, 0, 1, whole=True).ticks(9) == [1, 2, 3, 4]


@given(st.lists(st.floats(20, HEIGHT - BOTTOM), min_size=1, max_size=8))
def test_names_never_cover_each_other(places):
    found = _apart(places)
    order = sorted(found)
    assert all(b - a >= LEAST - 1e-6 for a, b in pairwise(order))
    assert max(found) <= HEIGHT - BOTTOM
    by_place = sorted(range(len(places)), key=lambda at: places[at])
    assert [found[at] for at in by_place] == order


def test_what_was_measured_is_read(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "one.json").write_text('{"command": "python -m app.training.one"}')
    assert measured("one", tmp_path)["command"] == "python -m app.training.one"
    with pytest.raises(FileNotFoundError, match="two"):
        measured("two", tmp_path)
