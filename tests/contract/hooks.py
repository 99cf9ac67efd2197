"""Makes requests that are valid by the OpenAPI document valid in what no JSON Schema can say.

That bytes are a picture, that rows are of one length, that a drawing has a point, that a layer is
one of this network's: without this nearly all generated requests would be refused for these alone.
Requests that are meant to be wrong are sent as they are.
"""

import base64
import io
import json
from typing import Any

import numpy as np
import schemathesis
from hypothesis import strategies as st
from PIL import Image
from schemathesis import Case, HookContext
from schemathesis.generation import GenerationMode

HEAD_SIZE = "Inference-Header-Content-Length"
SIDES = st.integers(1, 64)
LAYERS = {"crash-course": "conv", "lenet-5": "c1", "vgg-mini": "conv1_1", "mlp": "dense1"}
"""A layer of each network with at least 6 channels; those of a convolution have 28 × 28."""


def encoded(shades: np.ndarray, form: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(shades).save(file, form)
    return file.getvalue()


@st.composite
def pictures(draw: st.DrawFn, form: str) -> bytes:
    """Small pictures, grey or coloured, blank or noisy."""
    shape = (draw(SIDES), draw(SIDES), *draw(st.sampled_from([(), (3,)])))
    noise = np.random.default_rng(draw(st.integers(0, 99))).integers(0, 256, shape, np.uint8)
    return encoded(noise // draw(st.sampled_from([1, 4, 255])), form)


for _kind in ("png", "jpeg", "webp"):
    schemathesis.openapi.media_type(f"image/{_kind}", pictures(_kind.upper()))
PICTURE = base64.b64encode(encoded(np.eye(28, dtype=np.uint8) * 255, "PNG")).decode()


POSSIBLE = {
    "depth": 1, "field": 3, "filters": 4, "stride": 2, "padding": 1, "hidden": 16, "batch_size": 9,
}  # fmt: skip
STROKES = [[[0.3, 0.2], [0.7, 0.2], [0.5, 0.8]]]


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Complete one request."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    name = str(case.operation.definition.raw["operationId"]).removesuffix("OfVersion")
    network = case.path_parameters.get("id", "") if case.path_parameters else ""
    query = dict(case.query or {})
    if name == "readSample" and "seed" in query:
        query.pop("index", None)
    if name == "readCell":
        query |= {"layer": LAYERS[network], "channel": 5, "row": 27, "column": 0}
        for axis in ("depth", "row", "column") if network == "mlp" else ("depth",):
            query.pop(axis, None)
    complete_question(name, query, network)
    if "checkpoint" in query:
        query["checkpoint"] = "1"
    if "edits" in query:
        query["edits"] = json.dumps(valid_edits(json.loads(query["edits"]), network))
    if name == "infer":
        complete_tensors(case)
    elif name == "nudge":  # of strokes only
        case.media_type, case.body = "application/json", {"ink": {"strokes": STROKES}}
        query.pop("invert", None)
    elif isinstance(case.body, dict) and case.media_type == "application/json":
        body = dict(case.body)
        if name == "attack":
            body.pop("edits", None)
        if name == "classifyImage":
            body["inputs"] = PICTURE
        elif name == "planNetwork":  # some choices are refused: no network can have them
            body |= {key: value for key, value in POSSIBLE.items() if key in body}
        else:
            complete_drawing(body, query, network)
        if name == "patch":
            complete_patch(body, network)
        case.body = body
    if query != case.query:
        case.query = query


def complete_question(name: str, query: dict[str, Any], network: str) -> None:
    """Names that there are, and amounts within the limits, in questions about why and what if."""
    if name in ("explain", "listMethods"):
        for axis in ("row", "column", "depth", "channel", "layer"):
            query.pop(axis, None)
    known = {
        "explain": {"method": "gradient", "target": "3", "parts": "curves", "samples": "4"},
        "nudge": {"target": "3", "trials": "60"},
        "readHistory": {"label": "3"},
        "patch": {"sweep": LAYERS.get(network), "layers": LAYERS.get(network)},
        "attack": {"target": "3", "methods": "fgsm"},
        "stress": {"dials": "rotate", "plane": "rotate,scale", "steps": "3", "where": "input"},
        "readConfidence": {"samples": "4"},
    }.get(name, {})
    query |= {key: value for key, value in known.items() if key in query}
    if name == "explain":
        query.pop("against", None)  # it may be what the network answers
    if name == "attack":
        query.pop("edits", None)  # they may leave no gradient


def complete_drawing(body: dict[str, Any], query: dict[str, Any], network: str) -> None:
    """One drawing with a point, options said once, edits that fit the network."""
    if "image" in body:
        body["image"] = PICTURE
    if "pixels" in body:
        least = min(len(row) for row in body["pixels"])
        body["pixels"] = [row[:least] for row in body["pixels"]]
    if "ink" in body:
        body.pop("invert", None)
        query.pop("invert", None)
        if not any(body["ink"]["strokes"]):
            body["ink"] = {**body["ink"], "strokes": [[[0.5, 0.5]]]}
    if body.get("edits"):
        body["edits"] = valid_edits(body["edits"], network)
    for option in ("fit", "invert", "edits"):
        if option in body:
            query.pop(option, None)


def complete_patch(body: dict[str, Any], network: str) -> None:
    """A donor that there is, with a drawing that is one; patches of channels that are there."""
    if "donor" in body:
        donor = {key: value for key, value in body["donor"].items() if key != "network"}
        complete_drawing(donor, {}, network)
        if "checkpoint" in donor:
            donor["checkpoint"] = 1
        body["donor"] = donor
    if "patches" in body:
        body["patches"] = [
            {"layer": LAYERS[network], "channel": number % 6}
            for number, _ in enumerate(body["patches"])
        ]


def valid_edits(edits: Any, network: str) -> list[dict[str, Any]]:
    """As many changes, of channels that are there."""
    return [
        {"layer": LAYERS[network], "channel": number % 6, "scale": edit.get("scale", 0)}
        for number, edit in enumerate(edits)
    ]


def complete_tensors(case: Case) -> None:
    """One blank image as JSON, or as bytes behind the head; all else as it was."""
    part: dict[str, Any] = {"name": "input", "datatype": "FP32", "shape": [1, 1, 32, 32]}
    headers = {name: value for name, value in (case.headers or {}).items() if name != HEAD_SIZE}
    if isinstance(case.body, dict):
        case.body = {**case.body, "inputs": [{**part, "data": [0] * 1024}]}
        names = [output["name"] for output in case.body.get("outputs") or []]
        if len(set(names)) < len(names):
            case.body["outputs"] = None
    else:
        part["parameters"] = {"binary_data_size": 4096}
        head = json.dumps({"inputs": [part]}).encode()
        case.body = head + bytes(4096)
        headers[HEAD_SIZE] = str(len(head))
    case.headers = headers
