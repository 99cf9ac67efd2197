import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.serving.errors import InvalidJSONError
from app.serving.strict_json import loads

KEYS = st.text(max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_reads_what_json_writes(value: object) -> None:
    assert loads(json.dumps(value).encode()) == value
    assert loads(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"{}{}",
        b"NaN",
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b"[1e999]",
        b"1" * 400,
        b'"\\ud800"',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b"{'a': 1}",
        b"[1,]",
        b"[" * 5000 + b"]" * 5000,
        b"[" * 100 + b"]" * 100,
        b'{"a":' * 100 + b"1" + b"}" * 100,
    ],
)
def test_refuses_what_is_no_json(text: bytes) -> None:
    with pytest.raises(InvalidJSONError):
        loads(text)


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": 1, "a": 2}',
        b'{"b": [{"a": "x", "a": "y"}]}',
        b'[1, {"a": 1, "a": 1}]',
        b'{"a": 1, "\\u0061": 2}',
        b'{"q": "\\"", "q": "\\""}',
    ],
)
def test_refuses_a_key_that_stands_there_twice(text: bytes) -> None:
    with pytest.raises(InvalidJSONError, match="same key twice"):
        loads(text)


def test_never_repeats_what_was_sent() -> None:
    with pytest.raises(InvalidJSONError) as caught:
        loads(b'{"secret": secret-value}')
    assert "secret" not in caught.value.detail
