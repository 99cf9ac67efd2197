"""Answers of the Open Inference Protocol: what a network is, and what it computed."""

from typing import Any

import numpy as np

from app.networks.store import Model
from app.serving.answers import to_json
from app.serving.engine import Outcome
from app.web.v2.tensors import ANSWERS, FLOAT, INPUT, Inference, Wanted, layers_of

VERSION, PLATFORM = "1", "pytorch"
Json = dict[str, Any]


def metadata(model: Model) -> Json:
    """Describe a network; `layers` lists what can be asked for besides the outputs."""
    network = model.network
    outputs = [_described(name, network.layer(layers_of(model)[name]).shape) for name in ANSWERS]
    return {
        "name": model.id,
        "versions": [VERSION],
        "platform": PLATFORM,
        "inputs": [_described(INPUT, network.input_shape)],
        "outputs": outputs,
        "layers": [_described(layer.name, layer.shape) for layer in network.layers],
    }


def config(model: Model, batch: int) -> Json:
    """Describe a network as Triton's tools ask for it."""
    found = metadata(model)
    return {
        "name": model.id,
        "platform": PLATFORM,
        "backend": PLATFORM,
        "max_batch_size": batch,
        "input": [_configured(tensor) for tensor in found["inputs"]],
        "output": [_configured(tensor) for tensor in found["outputs"]],
    }


def _described(name: str, shape: tuple[int, ...]) -> Json:
    return {"name": name, "datatype": FLOAT, "shape": [-1, *shape]}


def _configured(tensor: Json) -> Json:
    return {"name": tensor["name"], "data_type": f"TYPE_{FLOAT}", "dims": tensor["shape"][1:]}


def written(model: Model, request: Inference, outcome: Outcome) -> tuple[bytes, int | None]:
    """Write the outputs; where some are bytes, also tell how long the JSON head is."""
    outputs, blobs = [], []
    for wanted in request.wanted:
        array = np.ascontiguousarray(_numbers(wanted, outcome), dtype="<f4")
        entry: Json = {"name": wanted.name, "datatype": FLOAT, "shape": array.shape}
        if wanted.binary:
            entry["parameters"] = {"binary_data_size": array.nbytes}
            blobs.append(array.tobytes())
        else:
            entry["data"] = array.reshape(-1)
        outputs.append(entry)
    named = {"model_name": model.id, "model_version": VERSION}
    if request.id is not None:
        named["id"] = request.id
    head = to_json({**named, "outputs": outputs})
    return (b"".join((head, *blobs)), len(head)) if blobs else (head, None)


def _numbers(wanted: Wanted, outcome: Outcome) -> Any:
    """(N, …) numbers of an output."""
    plain = dict(zip(ANSWERS, (outcome.probabilities, outcome.logits), strict=True))
    return plain.get(wanted.name, outcome.outputs.get(wanted.layer)).numpy()  # type: ignore[union-attr]
