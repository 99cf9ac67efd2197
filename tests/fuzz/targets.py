"""What reads bytes of strangers, each as one function: it answers, or raises an `AppError`.

Anything else that comes out is a finding. Hypothesis calls them in the suite, atheris for as long
as one likes (`python -m tests.fuzz TARGET`).
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import torch
from safetensors.numpy import load

from app.networks.checkpoints import Checkpoints
from app.resources import resource
from app.serving import frame, inputs, live, patches, plain, strict_json
from app.serving.bodies import LiveMessage, PredictBody
from app.serving.catalog import Catalog, load_catalog
from app.serving.errors import AppError
from app.serving.inputs import Options
from app.serving.lab import messages
from app.serving.lab.lab import open_lab, planned
from app.serving.limits import Limits
from app.serving.service import Upload
from app.serving.validate import validate
from app.settings import Settings
from app.web import compression
from app.web.v2 import tensors

LIMITS = Limits()
HUGE = 1e38
"""Beyond this the width of a range is no float32 any more."""
Target = Callable[[bytes], None]


@cache
def catalog() -> Catalog:
    return load_catalog(None, ())


def tidy(drawing: inputs.Drawing) -> None:
    """Hold a drawing to what the networks are given: ink from 0 to 1 of their size."""
    for model in catalog():
        ink = drawing.tensor(model.network.input_shape)
        assert tuple(ink.shape) == tuple(model.network.input_shape)
        assert bool(torch.isfinite(ink).all())
        assert float(ink.min()) >= 0
        assert float(ink.max()) <= 1


def ink(data: bytes) -> None:
    """The JSON body of predict and its like, which may be read in two ways: they agree."""
    drawing = inputs.read_json(data, Options(), LIMITS)
    tidy(drawing)
    body = validate(PredictBody, strict_json.loads(data))
    strict = inputs.read_source(body, Options(), LIMITS)
    shape = catalog().default.network.input_shape
    assert torch.equal(drawing.tensor(shape), strict.tensor(shape))


def picture(data: bytes) -> None:
    """A body that is a picture, or is sent as one."""
    tidy(inputs.read(data, "image/png", Options(), LIMITS))


def form(data: bytes) -> None:
    """A multipart form."""
    tidy(inputs.read(data, "multipart/form-data; boundary=x", Options(), LIMITS))


def message(data: bytes) -> None:
    """One message on the live socket, which may be read in two ways: they agree."""
    talk = live.Talk(catalog().default, derive=True)
    at_once = plain.message(data)
    heard = validate(LiveMessage, live.parse(data, LIMITS.message_bytes), ())
    drawing = talk._drawing(heard, _service())
    assert at_once in (None, (heard.seq, drawing.content))
    tidy(drawing)


@cache
def _service() -> "live.Service":
    class Little:
        """As much of a service as a message needs."""

        limits = LIMITS
        catalog = catalog()
        checkpoints = Checkpoints(resource("models"))

    return Little()  # type: ignore[return-value]


def patch(data: bytes) -> None:
    """Two answers and what is patched of the one into the other."""
    upload = Upload(data, "application/json", Options())
    found = patches.answer(_service(), catalog().get("lenet-5"), upload, patches.Wanted(("c3",)))
    assert strict_json.loads(found)["network"] == "lenet-5"


def plan(data: bytes) -> None:
    """A choice of knobs: refused, or a network that can be built."""
    choices = messages.choices_of(validate(messages.KnobsBody, strict_json.loads(data)))
    lab = open_lab(Settings(), None)
    found = planned(lab.plan(choices))
    assert 0 < found["parameters"] <= lab.bounds.parameters
    assert 0 < found["memory"] <= lab.bounds.memory


def wish(data: bytes) -> None:
    """One message on the lab's socket."""
    heard = messages.parsed(live.parse(data, LIMITS.message_bytes))
    if heard.do == "ink" and heard.sources():
        tidy(inputs.read_source(heard, Options(), LIMITS))


def tensor(data: bytes) -> None:
    """A request of the Open Inference Protocol: two bytes say how long the head is."""
    size = int.from_bytes(data[:2])
    found = tensors.read(data[2:], size or None, catalog().default, LIMITS)
    assert found.ink.dtype == torch.float32
    assert 1 <= len(found.ink) <= LIMITS.batch
    assert float(found.ink.min()) >= 0
    assert float(found.ink.max()) <= 1


def packed(data: bytes) -> None:
    """A compressed body: never longer than allowed."""
    assert len(compression.decompressed(data, 1 << 16)) <= 1 << 16


def numbers(data: bytes) -> None:
    """A frame from any finite numbers: what is written can be read, and is what it was."""
    values = np.frombuffer(data[: len(data) // 4 * 4], "<f4")
    values = values[np.abs(values) < HUGE]
    outputs = {"a": torch.from_numpy(values.copy())[None]}
    if not len(values):
        return
    row = frame.pack_rows(outputs).row(0)
    for dtype in ("float32", "float16", "uint8"):
        found = load(frame.encode(row, dtype, {"seq": "1"}))["a"]
        assert found.shape == values.shape
        if dtype == "float32":
            assert found.tobytes() == values.tobytes()


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (ink, picture, form, message, patch, plan, wish, tensor, packed, numbers)
}


def attempt(target: Target, data: bytes) -> bool:
    """Call a target; tell whether it took the bytes."""
    refusal = refused(target, data)
    if refusal is None:
        return True
    assert 400 <= refusal.status < 500
    assert refusal.detail.endswith((".", "?"))
    return False


def refused(target: Target, data: bytes) -> AppError | None:
    try:
        target(data)
    except AppError as error:
        return error
    return None
