"""What can be wrong with a network or with what is asked of it; every message is a sentence."""

from collections.abc import Iterable


class UnsupportedModuleError(ValueError):
    """A module that cannot become a graph of layers; the message names the node and the way out."""


class UnknownLayerError(ValueError):
    """A layer name that the network does not have."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(known)
        super().__init__(f"No layer named {name!r}; there is {', '.join(self.known)}.")


class FieldError(ValueError):
    """A wrong field of an edit or of a cell's address.

    `loc` is the path to the field, as in `("channel",)` or `(0, "weights")`.
    """

    def __init__(self, message: str, *loc: str | int) -> None:
        self.loc = loc
        super().__init__(message)


class EditError(FieldError):
    """An edit that does not fit the network."""


class PatchError(FieldError):
    """A patch whose numbers do not fit where they shall go."""


class CellError(FieldError):
    """An index that is not in the layer."""
