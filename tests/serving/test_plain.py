import json

import numpy as np
import pytest

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
