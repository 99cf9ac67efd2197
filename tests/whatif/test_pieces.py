"""What is added and cut, by hand and by law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ink import Ink
from app.whatif.pieces import CRUMB, Change, Gap, line_length, part

BAR = Ink.of([[[0.2, 0.5, 0], [0.8, 0.5, 600]], [[0.1, 0.1]]])


def test_a_gap_splits_a_stroke_and_keeps_its_times() -> None:
    change = Change(gaps=(Gap(0, 0.2, 0.3),))
    assert change.of(BAR).strokes == (
        ((0.2, 0.5, 0), (0.4, 0.5, 200)),
        ((0.5, 0.5, 300), (0.8, 0.5, 600)),
        ((0.1, 0.1),),
    )
    assert change.erased(BAR) == (((0.4, 0.5), (0.5, 0.5)),)
    assert change.length == pytest.approx(0.1)


def test_whole_strokes_dots_and_crumbs_go() -> None:
    assert Change(gaps=(Gap(1, 0.0, 0.0),)).of(BAR).strokes == BAR.strokes[:1]
    nearly = Change(gaps=(Gap(0, CRUMB / 2, 0.6),))
    assert nearly.of(BAR).strokes == BAR.strokes[1:]


def test_a_stroke_counts_its_length_and_two_pens() -> None:
    change = Change(added=(((0.0, 0.0), (0.3, 0.4)), ((0.9, 0.9),)))
    assert change.length == pytest.approx(0.5)
    assert change.cost(0.07) == pytest.approx(0.5 + 4 * 0.07)
    assert change.of(BAR).strokes[2:] == change.added


place = st.integers(0, 10_000).map(lambda at: at / 10_000)
strokes = st.lists(st.tuples(place, place), min_size=2, max_size=12).map(tuple)


@given(strokes, st.floats(0, 1), st.floats(0, 1))
def test_a_part_is_as_long_as_it_says(stroke: tuple, one: float, other: float) -> None:
    length = line_length(stroke)
    start, end = sorted((one * length, other * length))
    found = part(stroke, start, end)
    assert line_length(found) == pytest.approx(end - start, abs=4e-4 * len(stroke))


@given(strokes, st.floats(0, 1), st.floats(0, 1))
def test_what_is_left_and_what_goes_are_the_stroke(stroke: tuple, one: float, other: float) -> None:
    length = line_length(stroke)
    start, end = sorted((one * length, other * length))
    ink = Ink.of([[list(point) for point in stroke]])
    rest = sum(map(line_length, Change(gaps=(Gap(0, start, end),)).of(ink).strokes))
    assert rest == pytest.approx(length - (end - start), abs=2 * CRUMB + 4e-4 * len(stroke))
