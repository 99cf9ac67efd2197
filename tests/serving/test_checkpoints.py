"""When an answer was learned: spans of right answers, by hand and by law."""

from hypothesis import given
from hypothesis import strategies as st

from app.networks.store import Model
from app.serving import checkpoint_words as words
from app.serving.checkpoints import changes, spans

STEPS = (0, 1, 3, 9, 27)


def test_first_right_and_right_ever_since() -> None:
    assert spans(STEPS, [4, 7, 4, 7, 7], 7) == (1, 9)
    assert spans(STEPS, [7, 7, 7, 7, 7], 7) == (0, 0)
    assert spans(STEPS, [7, 1, 1, 1, 1], 7) == (0, None)
    assert spans(STEPS, [1, 1, 1, 1, 1], 7) == (None, None)
    assert changes([4, 7, 4, 7, 7]) == 3


@given(st.lists(st.integers(0, 3), min_size=5, max_size=5), st.integers(0, 3))
def test_since_is_the_first_step_of_the_last_run(index: list[int], right: int) -> None:
    first, since = spans(STEPS, index, right)
    assert (first is None) == (right not in index)
    assert (since is None) == (index[-1] != right)
    if since is not None:
        assert first is not None
        assert first <= since
        at = STEPS.index(since)
        assert set(index[at:]) == {right}
        assert at == 0 or index[at - 1] != right


def test_what_is_said_of_them(model: Model) -> None:
    def said(first: int | None, since: int | None, changed: int) -> str:
        return words.history(model, 7, first, since, STEPS, changed)

    assert said(9, 9, 1) == "It answered 7 first at step 9, and ever since."
    assert said(1, 9, 3) == (
        "It answered 7 first at step 1, and without a break since step 9; its answer changed "
        "3 times in all."
    )
    assert "by chance" in said(0, 9, 2)
    assert said(0, None, 1).endswith("not in the end.")
    assert said(None, None, 0) == "At no checkpoint it answered 7."
