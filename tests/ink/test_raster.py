from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ink import Ink
from app.ink.raster import CANVAS, Box, Sketch, draw, draw_all, paths, rasterise

coordinate = st.floats(0.15, 0.85)
stroke = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=12)
inks = st.builds(Ink.of, st.lists(stroke, min_size=1, max_size=3), st.floats(0.02, 0.15))


def test_nothing_drawn_is_paper():
    assert rasterise(Ink(()), 28).tolist() == np.zeros((28, 28)).tolist()


def test_a_dot_is_a_disc_of_the_pens_area():
    image = rasterise(Ink.of([[[0.5, 0.5]]], width=0.5), 64)
    assert image.sum() == pytest.approx(np.pi * 16**2, rel=0.005)
    assert image[32, 32] == 1
    assert image[5, 5] == 0


def test_a_line_covers_its_length_times_its_width_and_two_half_discs():
    image = rasterise(Ink.of([[[0.25, 0.5], [0.75, 0.5]]], width=0.1), 100)
    assert image.sum() == pytest.approx(50 * 10 + np.pi * 25, rel=0.01)
    assert image[50, 25:75].tolist() == [1] * 50
    assert image[40].sum() == 0


def test_a_stroke_is_where_its_coordinates_say_y_downwards():
    image = rasterise(Ink.of([[[0.2, 0.8]]], width=0.1), 10)
    rows, columns = np.nonzero(image > 0.4)
    assert set(rows) <= {7, 8}
    assert set(columns) <= {1, 2}


def test_times_do_not_change_the_drawing():
    plain = Ink.of([[[0.2, 0.3], [0.7, 0.6]]])
    timed = Ink.of([[[0.2, 0.3, 0], [0.7, 0.6, 820]]])
    assert np.array_equal(rasterise(plain, 28), rasterise(timed, 28))


def test_what_leaves_the_canvas_is_cut_off():
    image = rasterise(Ink.of([[[-0.5, 0.5], [1.5, 0.5]]], width=0.1), 20)
    assert image[10].tolist() == [1] * 20
    assert rasterise(Ink.of([[[3.0, 3.0]]]), 20).sum() == 0


@given(inks)
def test_values_are_shares_of_a_pixel(ink):
    image = rasterise(ink, 28)
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert image.max() <= 1
    assert image.sum() > 0


@given(inks, st.integers(1, 4))
def test_points_in_the_middle_of_a_line_change_nothing(ink, parts):
    shares = np.linspace(0, 1, parts + 1)[1:]
    finer = []
    for stroke in paths(ink):
        points = [stroke[0]]
        for a, b in pairwise(stroke):
            points += [a + share * (b - a) for share in shares]
        finer.append([point.tolist() for point in points])
    again = rasterise(Ink.of(finer, ink.width), 28)
    assert np.abs(again - rasterise(ink, 28)).max() < 0.05


@given(st.lists(stroke, min_size=1, max_size=3), stroke, st.booleans())
def test_an_ink_that_grew_is_as_if_it_had_come_whole(strokes, more, looked_at):
    whole = Ink.of([*strokes[:-1], [*strokes[-1], *more]], 0.1)
    sizes = tuple(map(len, strokes))
    ink = Ink.laid_out(np.array([point for stroke in strokes for point in stroke]), sizes, 0.1)
    for point in more:
        ink = ink.longer(np.array([point]))
        if looked_at:
            assert ink.strokes[0][0] == strokes[0][0]
    assert np.array_equal(rasterise(ink, 28), rasterise(whole, 28))
    assert ink == whole


def test_points_with_and_without_times_are_told_apart():
    timed = Ink.laid_out(np.array([[0.2, 0.3, 5]]), (1,))
    assert timed.longer(np.array([[0.4, 0.5]])) == Ink.of([[[0.2, 0.3, 5], [0.4, 0.5]]])
    both = Ink.of([[[0.2, 0.3]], [[0.4, 0.5, 7]]])
    assert both.longer(np.array([[0.6, 0.7]])).strokes[1] == ((0.4, 0.5, 7), (0.6, 0.7))
    assert both.points.tolist() == [[0.2, 0.3], [0.4, 0.5]]


@given(inks)
def test_the_direction_and_order_of_strokes_do_not_matter(ink):
    turned = Ink(tuple(stroke[::-1] for stroke in ink.strokes[::-1]), ink.width)
    assert np.abs(rasterise(turned, 28) - rasterise(ink, 28)).max() < 0.05


def test_a_box_shows_a_part_of_the_canvas():
    ink = Ink.of([[[0.2, 0.3], [0.45, 0.4]], [[0.4, 0.1]]], width=0.08)
    whole = rasterise(ink, 80)
    part = draw(paths(ink), ink.width, Box(0.0, 0.0, 0.5, 0.5), 40, 40)
    assert np.abs(part - whole[:40, :40]).max() < 0.05


def test_a_hundred_thousand_points_are_drawn_without_gaps():
    random = np.random.default_rng(1)
    image = rasterise(Ink.of([random.random((100_000, 2)).tolist()]), 28)
    assert image[2:-2, 2:-2].min() == 1


@given(st.lists(inks, min_size=1, max_size=5))
def test_drawings_come_out_of_a_batch_as_alone(drawn):
    sketches = [Sketch(paths(ink), ink.width, CANVAS, 28, 28) for ink in drawn]
    for image, ink in zip(draw_all(sketches), drawn, strict=True):
        assert np.array_equal(image, rasterise(ink, 28))


@given(inks)
def test_a_sub_pixel_is_inked_when_it_is_within_a_radius_of_a_line(ink):
    side = 28 * 8
    at = (np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1) + 0.5) / side
    distance = np.full((side, side), np.inf)
    for stroke in paths(ink):
        for a, b in pairwise([*stroke, stroke[-1]]):
            way = b - a
            share = np.clip(((at - a) @ way) / max(way @ way, 1e-12), 0, 1)
            distance = np.minimum(distance, np.hypot(*(at - a - share[..., None] * way).T).T)
    expected = (distance <= ink.width / 2).reshape(28, 8, 28, 8).mean(axis=(1, 3))
    assert np.abs(rasterise(ink, 28) - expected).max() <= 2 / 64
