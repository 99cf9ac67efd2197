import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ink.normalize import fit_paths
from app.training import strokes
from app.training.skeletons import DIGITS, HELD_OUT, OTHERS

STYLES = [(digit, i) for digit, lines in DIGITS.items() for i in range(len(lines))]


def test_a_skeleton_is_read_as_strokes_points_and_corners():
    assert strokes.parse("0,1 2.5,-3! | .5,4") == [
        [(0, 1, False), (2.5, -3, True)],
        [(0.5, 4, False)],
    ]


@pytest.mark.parametrize(("digit", "style"), STYLES)
def test_every_style_stays_in_its_box(digit, style):
    for stroke in strokes.parse(DIGITS[digit][style]):
        for x, y, _ in stroke:
            assert -1 <= x <= 12
            assert -1 <= y <= 15


def test_a_curve_runs_through_its_points_and_is_straight_at_corners():
    curve = strokes.curve([(0, 0, False), (4, 0, True), (4, 6, False)], per_span=10)
    assert curve[[0, 10, 20]].tolist() == [[0, 0], [4, 0], [4, 6]]
    assert np.allclose(curve[:10, 1], 0)
    assert np.allclose(curve[10:, 0], 4)
    round_one = strokes.curve([(0, 0, False), (4, 0, False), (4, 6, False)], per_span=10)
    assert round_one[5, 1] < -0.05  # swings out before it turns


@given(st.integers(0, 9), st.integers(0, 2**32 - 1))
def test_any_hand_writes_something_that_fits_the_input(digit, seed):
    random = np.random.default_rng(seed)
    hand = strokes.tablet(strokes.digit(digit, random), random)
    image = fit_paths(hand, strokes.pen_width(hand, random), (1, 32, 32)).image
    assert all(np.isfinite(stroke).all() for stroke in hand)
    assert 10 < image.sum() < 400


@given(st.integers(0, 2**32 - 1))
def test_scribbles_and_invented_signs_can_be_drawn(seed):
    random = np.random.default_rng(seed)
    for hand in (strokes.scribble(random), strokes.glyph(random)):
        assert fit_paths(strokes.tablet(hand, random), 0.1, (1, 32, 32)).image.sum() > 1


def test_the_same_seed_writes_the_same():
    first, second = (strokes.digit(4, np.random.default_rng(7)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_held_out_signs_exist_and_leave_others_to_train_on():
    assert set(HELD_OUT) < set(OTHERS)
    assert not {"O", "I", "l", "S", "Z", "B"} & set(OTHERS)  # digits look like these


@given(st.integers(0, 2**32 - 1))
def test_a_pen_leaves_the_loops_of_a_narrow_character_open(seed):
    random = np.random.default_rng(seed)
    narrow = [np.array([[0.0, 0.0], [0.4, 1.0]])]
    assert 0.05 <= strokes.pen_width(narrow, random) <= 0.24 * 0.4
    assert 0.05 <= strokes.pen_width(narrow, random, plain=True) <= 0.2
