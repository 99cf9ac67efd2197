import gzip

import numpy as np
import pytest

from app.training.mnist import DataError
from app.training.pens import FILE, TEST_WRITERS, VALIDATION_WRITERS, load, parse
from app.training.pools import on_canvas
from tests.training import tiny

ONE = """.INCLUDE dene.doc
.SEGMENT DIGIT 0 ? "7"
.COMMENT 7 12 224
.PEN_DOWN
 100  300
 200  300
 150  100
.PEN_UP
.PEN_DOWN
 120  200
.PEN_UP
.DT 100
"""


def test_a_digit_is_read_with_y_downwards_and_its_longer_side_1():
    (digit,) = parse(ONE)
    assert (digit.label, digit.writer) == (7, 12)
    assert digit.strokes[0].tolist() == [[0, 0], [0.5, 0], [0.25, 1]]
    assert digit.strokes[1].tolist() == [[0.1, 0.5]]


def test_no_writer_is_in_two_groups(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / FILE).write_bytes(gzip.compress(tiny.PENS.encode()))
    pens = load(tmp_path)
    writers = [
        {digit.writer for digit in group} for group in (pens.train, pens.validation, pens.test)
    ]
    assert writers[1] == VALIDATION_WRITERS
    assert writers[2] == TEST_WRITERS
    assert not writers[0] & (writers[1] | writers[2])
    assert sum(map(len, (pens.train, pens.validation, pens.test))) == 60


def test_without_the_file_there_are_no_pens(tmp_path):
    assert load(tmp_path) is None
    assert load(tmp_path / "nowhere") is None


@pytest.mark.parametrize("data", [b"no gzip", gzip.compress(b"\xff\xfe"), gzip.compress(b"x")[:-4]])
def test_an_unreadable_file_is_named(tmp_path, data):
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(DataError, match=FILE):
        load(tmp_path)


@pytest.mark.parametrize("line", [" 1 2 3", " a b", ".COMMENT seven"])
def test_an_unreadable_line_is_named(line):
    with pytest.raises(DataError, match="Line 4"):
        list(parse(f".COMMENT 7 1 1\n.PEN_DOWN\n 1 1\n{line}\n"))


def test_points_before_a_pen_is_down_are_refused():
    with pytest.raises(DataError, match="Line 2"):
        list(parse(".COMMENT 7 1 1\n 3 4\n"))


def test_on_the_canvas_a_digit_is_in_the_middle_in_the_wanted_size():
    (digit,) = parse(ONE)
    points = np.array([point for stroke in on_canvas(digit, 0.6).strokes for point in stroke])
    assert (points.max(axis=0) - points.min(axis=0)).tolist() == pytest.approx([0.3, 0.6])
    assert (points.max(axis=0) + points.min(axis=0)).tolist() == pytest.approx([1, 1])
