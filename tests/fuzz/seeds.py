"""Good bytes for each target, from which bad ones are made."""

import gzip
import json
import random

import numpy as np

from tests.web.bodies import SEVEN, animation, base64_picture, picture, pixels

BLANK = {"name": "input", "shape": [1, 1, 32, 32], "datatype": "FP32"}
HEAD = json.dumps({"inputs": [BLANK | {"parameters": {"binary_data_size": 4096}}]}).encode()
PLAIN = json.dumps({"inputs": [BLANK | {"data": [0.5] * 1024}], "outputs": [{"name": "conv"}]})
EDITS = [{"layer": "conv", "channel": 0, "scale": 0.5}, {"layer": "conv", "channel": 1, "bias": 1}]
PATCHES = [
    {"layer": "c3", "channel": 2, "donor_layer": "c3", "donor_channel": 1},
    {"layer": "s2"},
]
FORM = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n%b\r\n--x--\r\n'


def json_bytes(*values: object) -> list[bytes]:
    return [json.dumps(value).encode() for value in values]


SEEDS: dict[str, list[bytes]] = {
    "ink": json_bytes(
        SEVEN, pixels(), base64_picture(), {**SEVEN, "edits": EDITS, "fit": {"crop": False}}
    ),
    "picture": [*(picture(form) for form in ("PNG", "JPEG", "WEBP", "GIF", "BMP")), animation()],
    "form": [FORM % picture(form) for form in ("PNG", "WEBP")],
    "message": json_bytes(
        {"seq": 1, **SEVEN},
        {"seq": 2, **pixels(), "dtype": "uint8", "layers": ["conv"]},
        {"seq": 3, **base64_picture(), "invert": True},
        {"seq": 4, **SEVEN, "cell": {"layer": "conv", "channel": 0, "row": 1, "column": 2}},
    ),
    "patch": json_bytes(
        {**SEVEN, "donor": {**pixels(), "network": "lenet-5"}, "patches": PATCHES},
        {**SEVEN, "edits": [{"layer": "c1", "channel": 0, "scale": 0}], "donor": {"checkpoint": 1}},
        {**SEVEN, "donor": {"network": "crash-course"}},
    ),
    "plan": json_bytes(
        {},
        {"depth": 2, "filters": 4, "growth": "same", "field": 3, "padding": 1, "batch_norm": True},
        {"digits": 100, "dropout": 0.5, "optimiser": "adam", "learning_rate": 1e-3, "hidden": 0},
    ),
    "wish": json_bytes(
        {"do": "start", "knobs": {"depth": 1, "filters": 4}, "run": False},
        {"do": "ink", "seq": 1, **SEVEN},
        {"do": "ink", "seq": 2, **base64_picture()},
        *({"do": "run", "until": 20}, {"do": "rewind", "step": 10}, {"do": "step"}),
        {"do": "learn", "label": "7", "steps": 3, "rehearse": 8},
    ),
    "tensor": [
        len(HEAD).to_bytes(2) + HEAD + np.zeros(1024, "<f4").tobytes(),
        b"\0\0" + PLAIN.encode(),
    ],
    "packed": [gzip.compress(b"hello" * 100), gzip.compress(b"\0" * (1 << 20))],
    "numbers": [np.linspace(-9, 9, 40).astype("<f4").tobytes(), b"\0\0\xc0\x7f" * 4],
}


def spoiled(seed: bytes, chance: random.Random) -> bytes:
    """The same with some bytes changed, cut out, doubled or put elsewhere."""
    data = bytearray(seed)
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        if not data:
            break
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        end = min(end, at + chance.choice([1, 2, 4, 64, 4096]))
        kind = chance.randrange(6)
        if kind == 0:
            data[at:end] = chance.randbytes(end - at)
        elif kind == 1:
            del data[at:end]
        elif kind == 2:
            data[at:at] = data[at:end]
        elif kind == 3:
            data[at : at + 1] = bytes([chance.choice(b'0123456789-+.eE"[]{},:\\ntfu\0\xff')])
        elif kind == 4:
            data[at:end] = chance.choice([b"1e999", b"-1", b"null", b"[]", b"{}", b"\xff" * 8])
        else:
            data = data[:end] if chance.random() < 0.3 else data[::-1][at:][::-1]
    return bytes(data)
