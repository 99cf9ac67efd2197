"""Changes of a network for one call."""

from collections.abc import Hashable, Sequence

import orjson

from app.cnn.edits import Edit
from app.cnn.errors import EditError
from app.cnn.network import Network
from app.serving.bodies import EditBody
from app.serving.errors import FieldError, LayerNotFoundError, Loc, ValidationFailedError, unknown


def key(edits: Sequence[EditBody]) -> Hashable:
    """Return what tells these edits apart from others; None when there are none."""
    return orjson.dumps([edit.model_dump() for edit in edits]) if edits else None


def edited(network: Network, edits: Sequence[EditBody], loc: Loc = ("body", "edits")) -> Network:
    """Return a copy of the network with the edits, which stood at `loc` of the request.

    Raises:
        LayerNotFoundError: an edit names a layer that is not there.
        ValidationFailedError: an edit does not fit its layer.
    """
    for number, edit in enumerate(edits):
        if edit.layer not in network.names:
            detail = unknown("layer", edit.layer, network.names)
            raise LayerNotFoundError(detail, [FieldError((*loc, number, "layer"), detail)])
    try:
        return network.with_edits([Edit(**edit.model_dump()) for edit in edits])
    except EditError as error:
        place = (*loc, *error.loc)
        raise ValidationFailedError(str(error), [FieldError(place, str(error))]) from None
