"""Which of the offered media types a client likes best (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence
from functools import lru_cache

from app.serving.errors import NotAcceptableError


def choose(accept: str, offers: Sequence[str]) -> str:
    """Return the offer with the highest quality; the first one among equals.

    Raises:
        NotAcceptableError: the client takes none of them; names them.
    """
    return _chosen(accept, tuple(offers))


@lru_cache(maxsize=512)
def _chosen(accept: str, offers: tuple[str, ...]) -> str:
    if not accept.strip():
        return offers[0]
    ranges = [_parse(part) for part in accept.split(",") if part.strip()]
    best = max(offers, key=lambda offer: (_quality(ranges, offer), -offers.index(offer)))
    if _quality(ranges, best) <= 0:
        raise NotAcceptableError(f"This answer can be had as {', '.join(offers)}.")
    return best


def _parse(part: str) -> tuple[str, float]:
    """`image/png;q=0.5` -> ("image/png", 0.5); an unreadable quality counts as 0."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return media, 0.0
            return media, quality if 0 <= quality <= 1 else 0.0
    return media, 1.0


def _quality(ranges: Sequence[tuple[str, float]], offer: str) -> float:
    """The quality that the most specific matching range gives to an offer."""
    for pattern in (offer, offer.partition("/")[0] + "/*", "*/*"):
        for media, quality in ranges:
            if media == pattern:
                return quality
    return 0.0
