"""A layer's weights in the forms that people and programs read."""

import io

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from app.networks.store import Model
from app.serving import frame, signed
from app.serving.answers import to_json
from app.serving.errors import LayerNotFoundError
from app.serving.media import JSON, NPY, PNG, SAFETENSORS

FORMS = (JSON, PNG, NPY, SAFETENSORS)

CELL, GAP, MOST_SIDE = 8, 1, 4096

Pixels = npt.NDArray[np.float32]


def write(model: Model, layer: str, form: str) -> bytes:
    """Return the weights of a layer in one of the `FORMS`.

    Raises:
        LayerNotFoundError: the layer has no weights; names those that have.
    """
    weight, bias = model.network.weights(layer)
    if weight is None:
        having = [name for name in model.network.names if has_weights(model, name)]
        raise LayerNotFoundError(
            f"Layer {layer!r} has no weights; these have: {', '.join(having)}."
        )
    weight = weight.detach().to(torch.float32).contiguous()
    if form == PNG:
        return sheet(weight)
    if form == NPY:
        return _npy(weight)
    if form == SAFETENSORS:
        tensors = {"weight": weight} | ({} if bias is None else {"bias": bias.detach()})
        metadata = {"network": model.id, "layer": layer, "digest": model.digest}
        return frame.encode(frame.pack(tensors), "float32", metadata)
    return to_json(
        {
            "layer": layer,
            "shape": list(weight.shape),
            "weights": weight.numpy(),
            "bias": None if bias is None else bias.detach().numpy(),
        }
    )


def has_weights(model: Model, layer: str) -> bool:
    """Whether a layer has weights to look at, trained or fixed."""
    return model.network.weights(layer)[0] is not None


def sheet(weight: Tensor) -> bytes:
    """Draw the weights as a PNG: a row for each output, a column for each input.

    Positive numbers are amber, negative ones blue, on the scale of the largest of all.
    """
    tiles = _tiles(weight.numpy())  # (rows, columns, height, width)
    rows, columns, height, width = tiles.shape
    framed = np.zeros((rows, columns, height + GAP, width + GAP), dtype=np.float32)
    framed[:, :, :height, :width] = tiles
    image = framed.transpose(0, 2, 1, 3).reshape(rows * (height + GAP), columns * (width + GAP))
    image = image[: image.shape[0] - GAP, : image.shape[1] - GAP]
    zoom = max(1, min(CELL, MOST_SIDE // max(image.shape)))
    return signed.png(image, zoom, signed.DARK)


def _tiles(weight: Pixels) -> Pixels:
    """Arrange weights of any rank as (rows, columns, height, width)."""
    if weight.ndim == 1:
        return weight.reshape(1, 1, 1, -1)
    if weight.ndim == 2:
        return weight.reshape(1, 1, *weight.shape)
    if weight.ndim == 3:
        return weight[:, :, None, :]
    return weight.reshape(weight.shape[0], -1, *weight.shape[-2:])


def _npy(weight: Tensor) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, weight.numpy(), allow_pickle=False)
    return buffer.getvalue()
