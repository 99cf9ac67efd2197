import json

import numpy as np
import pytest

from app.ink import Ink
from app.serving import plain
from app.serving.plain import pixels


def test_rows_of_numbers_are_read_at_once() -> None:
    rows = [[0, 0.5, 1], [1e-3, 0.25, 0.0]]
    found = pixels(json.dumps({"pixels": rows}, indent=1).encode())
    assert found is not None
    assert found.dtype == np.float32
    assert found.tolist() == np.array(rows, np.float32).tolist()


@pytest.mark.parametrize(
    "text",
    [
        '{"pixels": [[0, 1.1]]}', '{"pixels": [[-0.1]]}', '{"pixels": [[0, 1], [0]]}',
        '{"pixels": [[true]]}', '{"pixels": [["1"]]}', '{"pixels": [[null]]}', '{"pixels": []}',
        '{"pixels": [[]]}', '{"pixels": 1}', '{"pixels": [1]}', '{"pixels": [[[1]]]}',
        '{"pixels": [[1]], "fit": true}', '{"pixels": [[1]], "pixels": [[1]]}', '{"pixls": [[1]]}',
        '{"pixels": [[NaN]]}', '{"pixels": [[1e999]]}', '{"pixels": [[1]]', '[[1]]', "", "{}",
        '{"pixels": [[' + "0," * 1024 + "0]]}",
    ],
)  # fmt: skip
def test_all_else_is_for_those_who_say_what_is_wrong(text: str) -> None:
    assert pixels(text.encode()) is None


def test_strokes_are_read_at_once() -> None:
    strokes = [[[0.1, 0.2], [0, 1]], [], [[-0.5, 1.5]]]
    assert plain.ink(json.dumps({"ink": {"strokes": strokes}}).encode()) == Ink.of(strokes)
    wide = json.dumps({"ink": {"strokes": strokes, "width": 0.1}}).encode()
    assert plain.ink(wide) == Ink.of(strokes, 0.1)


def test_so_are_messages_with_strokes_or_more_points() -> None:
    timed = [[[0.1, 0.2, 0], [0.3, 0.4, 820]]]
    for ink in ({"strokes": timed}, {"strokes": timed, "width": 0.07}):
        message = json.dumps({"seq": 7, "ink": ink}).encode()
        assert plain.message(message) == (7, Ink.of(timed))
    assert plain.message(b'{"seq": 0, "ink": {"strokes": []}}') == (0, Ink(()))
    assert plain.message(b'{"seq": 0, "ink": {"strokes": [[]]}}') == (0, Ink(((),)))
    found = plain.message(json.dumps({"seq": 8, "append": timed[0]}).encode())
    assert found is not None
    seq, points = found
    assert not isinstance(points, Ink)
    assert (seq, points.tolist()) == (8, timed[0])


@pytest.mark.parametrize("more", ["[]", "1", "[1]", "[[0]]", "[[2, 0]]", "[[0, 0], [0, 0, 1]]"])
def test_other_points_are_for_those_who_say_what_is_wrong(more: str) -> None:
    assert plain.message(f'{{"seq": 1, "append": {more}}}'.encode()) is None


@pytest.mark.parametrize(
    "strokes",
    [
        "[[[0, 1.6]]]", "[[[-0.6, 0]]]", "[[[0]]]", "[[[0, 0, 0, 0]]]", "[[[0, 0, -1]]]", "1",
        "[1]", "[[1]]", "[[[[0], [0]]]]", "[[[0, 0], [0, 0, 1]]]", "[[[true, 0]]]", '[[["0", 0]]]',
        "[[[0, 1e999]]]", '[], "width": 0', '[], "width": 0.6',
        '[], "width": [0.1]', '[], "strokes": []', "[[[0, 0]]", "{}", "null",
    ],
)  # fmt: skip
def test_other_strokes_are_for_those_who_say_what_is_wrong(strokes: str) -> None:
    text = '"ink": {"strokes": ' + strokes + "}}"
    assert plain.ink(f"{{{text}".encode()) is None
    assert plain.message(f'{{"seq": 1, {text}'.encode()) is None


@pytest.mark.parametrize("seq", ["-1", "1.5", "9007199254740992", "1e3", "[1]", ""])
def test_other_numbers_of_messages_are_too(seq: str) -> None:
    assert plain.message(f'{{"seq": {seq}, "ink": {{"strokes": []}}}}'.encode()) is None
