"""Nothing that strangers send gets past the readers but an answer or a refusal in words.

The longer form: `python -m tests.fuzz ink 600`, for any of the targets.
"""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import SEEDS, spoiled
from tests.fuzz.targets import TARGETS, attempt

EXAMPLES = 60
HANGS = 5.0
"""Seconds that no input may take; a busy machine is slow."""


@pytest.mark.parametrize("name", TARGETS)
def test_good_bytes_are_taken(name: str) -> None:
    assert attempt(TARGETS[name], SEEDS[name][0])


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=EXAMPLES)
@given(number=st.integers(0, 1 << 32), data=st.data())
def test_spoiled_bytes_are_answered(name: str, number: int, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(SEEDS[name]))
    start = time.monotonic()
    attempt(TARGETS[name], spoiled(seed, random.Random(number)))
    assert time.monotonic() - start < HANGS


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=EXAMPLES)
@given(data=st.binary(max_size=2000))
def test_any_bytes_are_answered(name: str, data: bytes) -> None:
    attempt(TARGETS[name], data)
