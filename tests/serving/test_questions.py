"""When a long question is due."""

import pytest

from app.serving.questions import due_at


@pytest.mark.parametrize(
    ("begun", "due"),
    [(100, 105), (103, 108), (104, 109), (107, 109), (109.5, 109)],
)
def test_what_waited_for_its_turn_is_due_before_the_deadline(begun: float, due: float) -> None:
    assert due_at(100, begun, 10) == due
