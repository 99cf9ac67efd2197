"""Named tensors as bytes: the safetensors layout, written straight from one buffer.

8 bytes of little-endian header length, a JSON header padded with spaces to a multiple of 8,
then the numbers. The part of the header that names the tensors depends on names, shapes and
dtype only, so it is made once for each combination.
"""

import io
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from math import prod
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import orjson
import torch
from numpy.lib.format import write_array
from torch import Tensor

Dtype = Literal["float32", "float16", "uint8"]
DTYPES: tuple[Dtype, ...] = get_args(Dtype)

_TORCH = {"float32": torch.float32, "float16": torch.float16}
_CODES = {"float32": "F32", "float16": "F16", "uint8": "U8"}
_BYTES = {"float32": 4, "float16": 2, "uint8": 1}
HALF_MAX = 65504.0
LEAST_SPREAD = 255 * torch.finfo(torch.float32).tiny

Array = npt.NDArray[Any]
Shapes = tuple[tuple[str, tuple[int, ...]], ...]
Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class PackedRows:
    """The frames of a whole batch: tensors (B, numbers), and the extremes of each, (B, tensors).

    What a dtype needs is computed for all rows at once, when first asked for.
    """

    shapes: Shapes
    parts: Sequence[Tensor]
    low: Array
    high: Array
    _data: dict[Dtype, Array] = field(default_factory=dict)

    def row(self, index: int) -> "Packed":
        """The frame of one image."""
        return Packed(self, index)

    def only(self, names: Collection[str]) -> "PackedRows":
        """The frames with some of the tensors."""
        kept = [at for at, (name, _) in enumerate(self.shapes) if name in names]
        shapes, parts = tuple(self.shapes[at] for at in kept), [self.parts[at] for at in kept]
        return PackedRows(shapes, parts, self.low[:, kept], self.high[:, kept])

    @cached_property
    def steps(self) -> Array:
        """How far apart two of 256 levels are, (B, tensors)."""
        spread = self.high.astype(np.float64) - self.low
        return np.where(spread > LEAST_SPREAD, spread / 255, 1.0)

    def data(self, dtype: Dtype) -> Array:
        """All numbers end to end as a dtype, (B, numbers); float16 saturates, see `encode`."""
        if dtype not in self._data:
            self._data[dtype] = _quantised(self) if dtype == "uint8" else _converted(self, dtype)
        return self._data[dtype]


@dataclass(frozen=True, slots=True)
class Packed:
    """All numbers of one frame in one row, with the least and greatest of each tensor."""

    rows: PackedRows
    index: int

    @property
    def shapes(self) -> Shapes:
        """Name and shape of each tensor, in order."""
        return self.rows.shapes

    @property
    def ranges(self) -> dict[str, Range]:
        """The least and the greatest number of each tensor."""
        low, high = (numbers[self.index].tolist() for numbers in (self.rows.low, self.rows.high))
        extremes = zip(self.shapes, low, high, strict=True)
        return {name: (least, greatest) for (name, _), least, greatest in extremes}

    @property
    def scales(self) -> dict[str, list[float]]:
        """[scale, offset] of each tensor: value = number · scale + offset, its range is 0 to 255.

        A range too narrow for a step in float32 counts as one number.
        """
        steps, low = (numbers[self.index].tolist() for numbers in (self.rows.steps, self.rows.low))
        pairs = zip(self.shapes, steps, low, strict=True)
        return {name: [step, least] for (name, _), step, least in pairs}

    def data(self, dtype: Dtype) -> Array:
        """The numbers as a dtype, end to end."""
        return self.rows.data(dtype)[self.index]


def pack(tensors: Mapping[str, Tensor]) -> Packed:
    """Lay float tensors end to end; no batch dimension is taken away."""
    return pack_rows({name: tensor[None] for name, tensor in tensors.items()}).row(0)


def pack_rows(outputs: Mapping[str, Tensor]) -> PackedRows:
    """Lay float tensors (B, …) end to end, a row for each of the batch."""
    shapes = tuple((name, tuple(output.shape[1:])) for name, output in outputs.items())
    parts = [output.flatten(1) for output in outputs.values()]
    low, high = np.empty((2, len(parts[0]) if parts else 1, len(parts)), np.float32)
    for tensor, part in enumerate(parts):
        np.minimum.reduce(part.numpy(), axis=1, out=low[:, tensor])
        np.maximum.reduce(part.numpy(), axis=1, out=high[:, tensor])
    return PackedRows(shapes, parts, low, high)


def encode(packed: Packed, dtype: Dtype, metadata: Mapping[str, str]) -> bytes:
    """Return the safetensors bytes; for uint8 the metadata gains `scales`.

    `scales` maps each name to [scale, offset]: value = number · scale + offset.
    float16 saturates at ±65504 instead of becoming infinite.
    """
    if dtype == "uint8":
        metadata = {**metadata, "scales": orjson.dumps(packed.scales).decode()}
    head = b'{"__metadata__":' + orjson.dumps(metadata) + _entries(packed.shapes, dtype)
    head += b" " * (-len(head) % 8)
    return b"".join((struct.pack("<Q", len(head)), head, packed.data(dtype).data))


def npz(tensors: Mapping[str, Tensor], dtype: Dtype) -> bytes:
    """Return the tensors as a NumPy archive, not compressed.

    For uint8 there is an array `scales/NAME` beside each, [scale, offset].
    """
    packed = pack(tensors)
    steps = packed.scales if dtype == "uint8" else {}
    flat = packed.data(dtype)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        start = 0
        for name, shape in packed.shapes:
            end = start + prod(shape)
            _add(archive, name, flat[start:end].reshape(shape))
            start = end
        for name, step in steps.items():
            _add(archive, f"scales/{name}", np.array(step, np.float32))
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, array: Array) -> None:
    entry = zipfile.ZipInfo(f"{name}.npy")  # without today's date: equal numbers, equal bytes
    with archive.open(entry, "w", force_zip64=False) as file:
        write_array(file, array, allow_pickle=False)


@lru_cache(maxsize=256)
def _entries(shapes: Shapes, dtype: Dtype) -> bytes:
    """The header after the metadata: `,"name":{…},…}`."""
    entries: dict[str, object] = {}
    start = 0
    for name, shape in shapes:
        end = start + prod(shape) * _BYTES[dtype]
        entries[name] = {"dtype": _CODES[dtype], "shape": shape, "data_offsets": (start, end)}
        start = end
    return b"," + orjson.dumps(entries)[1:] if entries else b"}"


def _places(parts: Sequence[Tensor]) -> list[slice]:
    """Where each part goes among all numbers of a row."""
    ends = [*accumulate(part.shape[1] for part in parts)]
    return [slice(start, end) for start, end in pairwise([0, *ends])]


def _converted(rows: PackedRows, dtype: Dtype) -> Array:
    """Each part is converted where it goes: laid end to end first, all would be read twice."""
    places = _places(rows.parts)
    clamped = dtype == "float16" and max(rows.high.max(), -rows.low.min()) > HALF_MAX
    numbers = torch.empty((len(rows.low), places[-1].stop), dtype=_TORCH[dtype])
    for part, place in zip(rows.parts, places, strict=True):
        numbers[:, place] = part.clamp(-HALF_MAX, HALF_MAX) if clamped else part
    return numbers.numpy()


def _quantised(rows: PackedRows) -> Array:
    """Levels 0 to 255, tensor by tensor; see `Packed.scales`."""
    steps, places = rows.steps.astype(np.float32), _places(rows.parts)
    levels = np.empty((len(rows.low), places[-1].stop), np.uint8)
    for tensor, (part, place) in enumerate(zip(rows.parts, places, strict=True)):
        column = slice(tensor, tensor + 1)
        numbers = part.numpy() - rows.low[:, column]
        numbers /= steps[:, column]
        levels[:, place] = np.rint(numbers, out=numbers)
    return levels
