"""The drawing being made, as a video: time is the depth of a three-dimensional convolution.

Its four filters are set by hand. Each looks at two frames, and answers where ink is new in the
later one while, in the earlier one, there was ink at one side: where the pen went from there.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from app.cnn.cell import cell
from app.cnn.network import Network, build
from app.cnn.trace import trace
from app.ink import Ink
from app.ink.normalize import fit_ink_steps
from app.ink.raster import Sketch, bounds, draw_all, paths
from app.ink.thicken import pen_width
from app.resources import resource

FRAMES, SIDE, FIELD = 12, 28, 5
PLACES = (FRAMES - 1) * (SIDE - FIELD + 1) ** 2
"""Numbers in one map; times its mean, that is its sum."""
WAYS = ("right", "left", "down", "up")
SHARE, LEAST = 0.5, 0.6
"""Weight of the ink at one side; what new ink and old ink together have to exceed."""

Path = np.ndarray[Any, Any]

ORDERS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "forwards": lambda video: video,
    "backwards": lambda video: video.flip(0),
}


@lru_cache(maxsize=1)
def example() -> Mapping[str, Any]:
    """Strokes of a 5 that somebody wrote: {"strokes", "width"}, as the API takes them."""
    path = resource("models") / "samples" / "pens-test-100.json"
    digits = json.loads(path.read_text(encoding="utf-8"))
    found: Mapping[str, Any] = next(one["ink"] for one in digits if one["label"] == "5")
    return found


def film(ink: Ink) -> Tensor:
    """Frames (12, 28, 28) of a drawing being made, each with an equal share of the pen's way.

    All stand where the finished drawing does; the last one is what a network gets of it.

    Raises:
        ValueError: nothing is drawn.
    """
    strokes, fitted = paths(ink), fit_ink_steps(ink, (1, SIDE, SIDE))
    if fitted is None:
        raise ValueError("There is no ink; draw something.")
    box = bounds(strokes, 0)
    pen = pen_width(ink.width, max(box.width, box.height))
    height, width = fitted.glyph.shape
    shares = [(frame + 1) / FRAMES for frame in range(FRAMES)]
    parts = [Sketch(begun(strokes, share), pen, fitted.box, height, width) for share in shares]
    frames = torch.zeros(FRAMES, SIDE, SIDE)
    rows, columns = (slice(at, at + n) for at, n in ((fitted.row, height), (fitted.column, width)))
    for frame, glyph in zip(frames, draw_all(parts), strict=True):
        frame[rows, columns] = torch.from_numpy(glyph)
    return frames


def begun(strokes: Sequence[Path], share: float) -> list[Path]:
    """The first `share`, 0..1, of the way that the pen goes; each stroke (N, 2)."""
    steps = [np.hypot(*np.diff(stroke, axis=0).T) for stroke in strokes]
    left = share * sum(float(step.sum()) for step in steps)
    found = []
    for stroke, step in zip(strokes, steps, strict=True):
        found.append(_until(stroke, step, left))
        left -= float(step.sum())
        if left <= 0:
            break
    return found


def _until(stroke: Path, steps: Path, length: float) -> Path:
    """The beginning of a stroke: all of it, or up to a point on one of its lines."""
    ends = np.cumsum(steps)
    if not len(ends) or length >= ends[-1]:
        return stroke
    at = int(np.searchsorted(ends, length))
    share = 1 - (ends[at] - length) / max(steps[at], 1e-12)
    tip = stroke[at] + share * (stroke[at + 1] - stroke[at])
    return np.vstack([stroke[: at + 1], tip])


def make() -> nn.Sequential:
    """Build the network: (B, 1, 12, 28, 28) -> (B, 4) logits, where the pen went."""
    conv = nn.Conv3d(1, len(WAYS), (2, FIELD, FIELD))  # (B, 4, 11, 24, 24)
    dense = nn.Linear(len(WAYS), len(WAYS))
    new, side = torch.zeros(FIELD, FIELD), torch.zeros(FIELD, FIELD)
    new[1:4, 1:4] = 1 / 9
    side[1:4, :1], side[1:4, 4:] = SHARE / 3, -SHARE / 3
    with torch.no_grad():
        for at, turned in enumerate((side, side.flip(1), side.T, side.T.flip(0))):
            conv.weight[at, 0] = torch.stack([turned - new, new])
        conv.bias.fill_(-LEAST)  # type: ignore[union-attr]
        dense.weight.copy_(torch.eye(len(WAYS)) * PLACES)
        dense.bias.zero_()
    layers = OrderedDict(
        conv=conv,
        relu=nn.ReLU(),
        mean=nn.AdaptiveAvgPool3d(1),  # (B, 4, 1, 1, 1)
        flatten=nn.Flatten(),
        dense=dense,
    )
    return nn.Sequential(layers)


@lru_cache(maxsize=1)
def network() -> Network:
    """The network."""
    return build(make().eval().requires_grad_(False), (1, FRAMES, SIDE, SIDE))


def watch(
    ink: Ink, order: str, index: Sequence[int] | None = None
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Show the network a drawing being made, its frames in one of the `ORDERS`.

    Args:
        ink: the drawing.
        order: in which the frames come.
        index: of the number that is explained, (way, frame, row, column); None: the largest.

    Returns:
        `frames` (12, 28, 28) and `map` (4, 11, 24, 24), after the rectifier; and what it says.

    Raises:
        ValueError: nothing is drawn.
        CellError: there is no such number.
    """
    shown, frames = network(), ORDERS[order](film(ink))
    with torch.inference_mode():
        outputs = trace(shown, frames[None, None])
    return {"frames": frames, "map": outputs["relu"][0]}, {
        "order": order,
        "ways": list(WAYS),
        "probabilities": outputs[shown.probabilities_layer][0].tolist(),
        "sums": outputs["relu"][0].sum(dim=(1, 2, 3)).tolist(),
        "cell": _explained(shown, outputs, index or _strongest(outputs)),
        "kernel": list(shown.layer("conv").kernel or ()),
        "parameters": shown.layer("conv").parameters,
    }


def _strongest(outputs: Mapping[str, Tensor]) -> list[int]:
    """Where the convolution's largest number is."""
    at = torch.unravel_index(outputs["conv"][0].argmax(), outputs["conv"].shape[1:])
    return [int(axis) for axis in at]


def _explained(
    shown: Network, outputs: Mapping[str, Tensor], index: Sequence[int]
) -> dict[str, Any]:
    """How one number of the convolution came to be, and the box of the film that it sees."""
    found = cell(shown, outputs, "conv", index)
    how = found.arithmetic
    assert how.products is not None
    assert how.weights is not None
    return {
        "index": list(found.index),
        "operands": how.operands[0].tolist(),
        "weights": how.weights[0].tolist(),
        "sums": how.products[0].sum(dim=(1, 2)).tolist(),
        "bias": how.bias,
        "result": found.result,
        "sees": [[min(axis), max(axis)] for axis in found.sees[1:]],
    }


@lru_cache(maxsize=1)
def about() -> dict[str, Any]:
    """What the chapter says of it without the page."""
    ink = example()
    said = watch(Ink.of(ink["strokes"], ink["width"]), "forwards")[1]
    conv = network().layer("conv")
    return {
        "ink": ink,
        "frames": FRAMES,
        "side": SIDE,
        "kernel": conv.kernel,
        "weights": conv.parameters // len(WAYS),
        "said": "“" + WAYS[int(np.argmax(said["probabilities"]))] + "”",
    }


def still() -> Tensor:
    """The frames of the example, (12, 28, 28)."""
    ink = example()
    return film(Ink.of(ink["strokes"], ink["width"]))
