"""A convolution over words: the numbers can be checked by hand."""

import pytest

from app.lessons import sentence


def results(text: str, field: int) -> list[list[float]]:
    return [[cell["result"] for cell in row] for row in sentence.read(text, field)["cells"]]


def test_a_filter_sees_a_word_and_what_stands_before_it() -> None:
    assert results("not good", 1) == [[0, 1], [-1, 0], [0, 0], [-1, -1]]
    assert results("not good", 2)[:2] == [[0, 0, 0], [-1, 1, -1]]
    assert sentence.read("not good", 2)["cells"][1][1] == {
        "products": [1, 1],
        "bias": -1,
        "result": 1,
        "words": [0, 1],
    }


@pytest.mark.parametrize(
    ("text", "field", "answer"),
    [
        ("Good!", 1, "praise"),
        ("It was boring", 1, "blame"),
        ("not good", 1, "praise"),
        ("not good", 2, "blame"),
        ("not very good", 2, "praise"),
        ("not very good", 3, "blame"),
        ("It isn’t dull", 2, "praise"),
    ],
)
def test_a_denial_counts_when_the_field_reaches_it(text: str, field: int, answer: str) -> None:
    shares = sentence.read(text, field)["probabilities"]
    assert shares[sentence.CLASSES.index(answer)] == pytest.approx(0.9526, abs=1e-4)


def test_what_is_not_known_says_nothing() -> None:
    for text in ("", "12 %", "lorem ipsum"):
        assert sentence.read(text, 3)["probabilities"] == [0.5, 0.5]
    assert len(sentence.read("word " * 99, 2)["words"]) == sentence.MOST_WORDS


def test_the_least_field_is_found() -> None:
    assert sentence.least_field(sentence.EXAMPLE, "blame") == 3
    with pytest.raises(ValueError, match="No field"):
        sentence.least_field("lovely", "blame")


def test_no_word_is_in_two_groups() -> None:
    praise, blame, denial = sentence.GROUPS.values()
    assert not praise & blame
    assert not (praise | blame) & denial
