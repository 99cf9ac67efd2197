import pytest

from app.serving.errors import NotAcceptableError
from app.web.negotiation import choose

OFFERS = ["application/json", "image/png", "application/x-npy"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", OFFERS[0]),
        ("*/*", OFFERS[0]),
        ("image/png", OFFERS[1]),
        ("IMAGE/PNG", OFFERS[1]),
        ("image/*", OFFERS[1]),
        ("text/html, */*;q=0.1", OFFERS[0]),
        ("application/json;q=0.5, image/png;q=0.8", OFFERS[1]),
        ("application/json;q=0.5, image/png;q=0.5", OFFERS[0]),
        ("*/*;q=0.9, application/json;q=0", OFFERS[1]),
        ("application/*;q=0.2, application/x-npy", OFFERS[2]),
        ("image/png;q=junk, application/x-npy;q=0.1", OFFERS[2]),
        ("application/json; charset=utf-8", OFFERS[0]),
        (" , image/png,, ", OFFERS[1]),
    ],
)
def test_the_best_offer_is_chosen(accept: str, chosen: str) -> None:
    assert choose(accept, OFFERS) == chosen


@pytest.mark.parametrize(
    "accept", ["text/html", "image/jpeg", "application/json;q=0", "*/*;q=0", ";", "a/b;q=nan"]
)
def test_what_nobody_offers_is_refused_with_the_list(accept: str) -> None:
    with pytest.raises(NotAcceptableError, match="application/json, image/png"):
        choose(accept, OFFERS)
