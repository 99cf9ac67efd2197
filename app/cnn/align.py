"""Which layer of one network stands for which of another: by name, else by place and shape."""

from functools import lru_cache

from app.cnn.geometry import Ints
from app.cnn.network import Network

Mark = tuple[str, str, Ints, bool]
"""What a layer is recognised by: name, or part at the end; kind; shape; whether it shrinks maps."""


def counterparts(network: Network, other: Network) -> dict[str, str]:
    """Match two networks' layers in their order, as many and as closely as possible.

    Closest are two of one name, or both the logits, or both the probabilities; then of one shape,
    with maps of one size, of one kind (or both of a stride). Layers with another number of axes
    never match.

    Returns:
        Name of a layer -> name of its counterpart in `other`; what has none is left out.
    """
    return {
        network.names[at]: other.names[there]
        for at, there in _matched(_marks(network), _marks(other))
    }


def _marks(network: Network) -> tuple[Mark, ...]:
    ends = {network.logits_layer: "the logits", network.probabilities_layer: "the probabilities"}
    return tuple(
        (ends.get(at.name, at.name), at.kind, at.shape, max(at.stride or (1,)) > 1)
        for at in network.layers
    )


@lru_cache(maxsize=64)
def _matched(ours: tuple[Mark, ...], theirs: tuple[Mark, ...]) -> tuple[tuple[int, int], ...]:
    """The heaviest common subsequence (Needleman and Wunsch 1970, without a price for gaps)."""
    best = [[0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i, one in enumerate(ours, start=1):
        for j, other in enumerate(theirs, start=1):
            both = best[i - 1][j - 1] + _likeness(one, other)
            best[i][j] = max(both, best[i - 1][j], best[i][j - 1])
    pairs = []
    i, j = len(ours), len(theirs)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return tuple(reversed(pairs))


def _likeness(one: Mark, other: Mark) -> int:
    (name, kind, shape, shrinks), (other_name, other_kind, other_shape, other_shrinks) = one, other
    if len(shape) != len(other_shape):
        return 0
    same_maps = len(shape) > 1 and shape[1:] == other_shape[1:]
    return (
        16 * (name == other_name)
        + 4 * (shape == other_shape)
        + 2 * same_maps
        + (kind == other_kind or (shrinks and other_shrinks))
    )
