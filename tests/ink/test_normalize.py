import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.ink import Ink
from app.ink.normalize import (
    ALL,
    NONE,
    Switches,
    fit_ink,
    fit_ink_steps,
    fit_raster,
    fit_raster_steps,
    place,
)
from app.ink.raster import Box, draw, paths, rasterise
from app.ink.sizes import canvas_side, longest, resize_area

coordinate = st.floats(0.3, 0.7)
stroke = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=8)
drawings = st.lists(stroke, min_size=1, max_size=3)
SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.45, 0.8]], [[0.4, 0.5], [0.65, 0.5]]]


def extent(image):
    rows, columns = np.nonzero(image > 0)
    return rows.max() - rows.min() + 1, columns.max() - columns.min() + 1


def spread(strokes):
    points = np.concatenate([np.array(stroke) for stroke in strokes])
    return (points.max(axis=0) - points.min(axis=0)).max()


def test_nothing_drawn_is_a_blank_input():
    assert torch.equal(fit_ink(Ink(())), torch.zeros(1, 32, 32))
    assert torch.equal(fit_raster(np.zeros((40, 30), np.float32)), torch.zeros(1, 32, 32))
    assert fit_ink_steps(Ink(((),))) is None


@given(drawings)
def test_the_longer_side_is_20_pixels_and_the_mass_is_in_the_middle(strokes):
    assume(spread(strokes) > 0.1)
    image = fit_ink(Ink.of(strokes))[0].numpy()
    assert max(extent(image)) == 20
    for axis in (0, 1):
        mass = image.sum(axis=1 - axis)
        centre = (mass * np.arange(32)).sum() / mass.sum()
        first = np.flatnonzero(mass)[0]
        at_the_edge = first == 0 or np.flatnonzero(mass)[-1] == 31
        assert at_the_edge or abs(centre - 16) <= 0.5001


@given(drawings, st.floats(0.3, 1.4), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_place_and_size_on_the_canvas_do_not_matter(strokes, scale, right, down):
    assume(spread(strokes) > 0.1)
    moved = [[(scale * x + right, scale * y + down) for x, y in stroke] for stroke in strokes]
    steps = fit_ink_steps(Ink.of(strokes, 0.07))
    again = fit_ink_steps(Ink.of(moved, 0.07 * scale))
    assume(steps.glyph.shape == again.glyph.shape)  # a half pixel may round either way
    assert np.abs(steps.glyph - again.glyph).max() < 0.1


@settings(deadline=None, max_examples=40)
@given(drawings, st.floats(0.04, 0.1))
def test_ink_is_what_cropping_and_averaging_a_large_drawing_gives(strokes, width):
    assume(spread(strokes) > 0.15)
    ink = Ink.of(strokes, width)
    steps = fit_ink_steps(ink)
    height, columns = steps.glyph.shape
    large = draw(paths(ink), width, steps.box, 15 * height, 15 * columns)
    assert np.abs(steps.glyph - resize_area(large, height, columns)).max() < 0.1
    assert np.abs(steps.glyph - resize_area(large, height, columns)).mean() < 0.02


def test_a_picture_of_the_digit_gives_the_same_input():
    ink = Ink.of(SEVEN)
    assert (fit_ink(ink) - fit_raster(rasterise(ink, 640))).abs().max() < 0.1


def test_a_dot_fills_the_box():
    image = fit_ink(Ink.of([[[0.9, 0.1]]]))[0].numpy()
    assert extent(image) == (20, 20)
    assert image[16, 16] == 1


def test_a_pen_of_no_width_still_draws():
    assert fit_ink(Ink.of([[[0.1, 0.1], [0.1, 0.9]]], width=0.0)).sum() > 1
    assert fit_ink(Ink.of([[[0.1, 0.1]]], width=0.0)).isfinite().all()


def test_a_bar_keeps_its_proportion():
    raster = np.zeros((100, 100), np.float32)
    raster[10:70, 40:55] = 1
    steps = fit_raster_steps(raster)
    assert steps.glyph.shape == (20, 5)
    assert (steps.row, steps.column) == (6, 14)
    assert steps.image.sum() == pytest.approx(100)


@pytest.mark.parametrize(
    ("shape", "side"), [((1, 32, 32), 20), ((1, 28, 28), 20), ((3, 56, 56), 40), ((1, 14, 28), 10)]
)
def test_the_box_is_20_of_28_in_any_input(shape, side):
    assert longest(shape) == side
    image = fit_ink(Ink.of(SEVEN), shape)
    assert tuple(image.shape) == shape
    assert max(extent(image[0].numpy())) == side


def test_every_channel_gets_the_ink():
    image = fit_ink(Ink.of(SEVEN), (3, 32, 32))
    assert torch.equal(image[0], image[2])


def test_a_28_by_28_picture_is_centred_in_a_32_by_32_input():
    raster = np.arange(784, dtype=np.float32).reshape(28, 28) / 784
    image = place(raster)
    assert image[0, 2:30, 2:30].numpy().tolist() == raster.tolist()
    assert image.sum() == pytest.approx(raster.sum())


def test_a_picture_of_the_inputs_size_is_taken_as_it_is():
    raster = np.random.default_rng(0).random((32, 32), dtype=np.float32)
    assert place(raster)[0].numpy().tolist() == raster.tolist()


def test_another_size_is_scaled_to_fit_and_centred():
    image = place(np.ones((64, 32), np.float32))[0].numpy()
    assert image[:, 8:24].tolist() == np.ones((32, 16)).tolist()
    assert image.sum() == 512


def test_area_averaging_by_hand():
    assert resize_area(np.array([[0, 1, 1, 0.5]], np.float32), 1, 2).tolist() == [[0.5, 0.75]]
    assert np.allclose(resize_area(np.array([[0, 3, 6]], np.float32), 1, 2), [[1, 5]])


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 30), st.integers(1, 30))
def test_area_averaging_keeps_the_mean(height, width, new_height, new_width):
    image = np.random.default_rng(height * 41 + width).random((height, width), dtype=np.float32)
    small = resize_area(image, new_height, new_width)
    assert small.shape == (new_height, new_width)
    assert small.mean() == pytest.approx(image.mean(), rel=1e-4)


SHAPES = st.sampled_from([(1, 32, 32), (1, 28, 28), (3, 20, 24), (1, 24, 20)])
SWITCHES = st.builds(Switches, *[st.booleans()] * 4)


@given(drawings, st.floats(0.005, 0.15), SHAPES)
def test_all_switches_on_or_off_are_fit_true_and_false_for_strokes(strokes, width, shape):
    ink = Ink.of(strokes, width)
    assert torch.equal(fit_ink(ink, shape, ALL), fit_ink(ink, shape))
    plain = place(rasterise(ink, canvas_side(shape)), shape)
    assert torch.equal(fit_ink(ink, shape, NONE), plain)


@given(drawings, st.integers(9, 70), st.integers(9, 70), st.floats(0, 1), SHAPES)
def test_all_switches_on_or_off_are_fit_true_and_false_for_pictures(
    strokes, height, width, strength, shape
):
    raster = strength * draw(paths(Ink.of(strokes)), 0.07, Box(0, 0, 1, 1), height, width)
    raster = raster.astype(np.float32)
    assert torch.equal(fit_raster(raster, shape, ALL), fit_raster(raster, shape))
    assert torch.equal(fit_raster(raster, shape, NONE), place(raster, shape))
    if steps := fit_raster_steps(raster, shape, NONE):
        assert np.array_equal(steps.image, place(raster, shape)[0].numpy())


@given(drawings, st.floats(0.03, 0.15), SWITCHES, SHAPES)
def test_any_switches_give_ink_in_the_frame(strokes, width, switches, shape):
    for image in (
        fit_ink(Ink.of(strokes, width), shape, switches),
        fit_raster(rasterise(Ink.of(strokes, width), 40), shape, switches),
    ):
        assert tuple(image.shape) == shape
        assert image.min() >= 0
        assert 0 < image.max() <= 1.0001


def test_each_switch_by_hand():
    raster = np.zeros((28, 28), np.float32)
    raster[2:12, 3:8] = 1  # ten rows, five columns, upper left
    raster[2:4, 8] = 1

    def box(**off):
        rows, columns = np.nonzero(fit_raster(raster, (1, 28, 28), Switches(**off))[0].numpy())
        return rows.min(), rows.max() + 1, columns.min(), columns.max() + 1

    assert box(scale=False, centre=False) == (9, 19, 11, 17), "the box in the middle"
    assert box(scale=False) == (9, 19, 11, 17) or box(scale=False)[3] - box(scale=False)[2] == 6
    assert box(crop=False, scale=False, centre=False) == (2, 12, 3, 9), "as it stands"
    assert box(centre=False) == (4, 24, 8, 20), "twice as large, the box in the middle"
    top, bottom, left, right = box(crop=False, scale=False)
    assert (bottom - top, right - left) == (10, 6), "the same size"
    assert abs((top + bottom) / 2 - 14) <= 1, "but moved to the middle"
    assert abs((left + right) / 2 - 14) <= 1.5


def test_hair_lines_are_widened_where_they_stand():
    raster = np.zeros((300, 300), np.float32)
    raster[40:260, 30] = 1
    wide = fit_raster_steps(raster, (1, 300, 300), Switches(crop=False, scale=False, centre=False))
    assert wide.thickened
    rows, columns = np.nonzero(wide.image)
    assert 8 <= columns.max() + 1 - columns.min() <= 12
    assert (columns.max() + columns.min()) / 2 == pytest.approx(30)
    assert rows.min() < 40
    assert rows.max() > 259
    thin = fit_raster_steps(raster, (1, 300, 300), NONE)
    assert not thin.thickened
