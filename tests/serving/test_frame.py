import io
import json
import struct

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load as read_safetensors

from app.serving import frame

SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple)
NUMBERS = st.floats(-1e4, 1e4, width=32)


@st.composite
def named_tensors(draw: st.DrawFn) -> dict[str, torch.Tensor]:
    names = draw(st.lists(st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True), unique=True,
                          min_size=1, max_size=4))  # fmt: skip
    made = {}
    for name in names:
        shape = draw(SHAPES)
        size = int(np.prod(shape))
        made[name] = torch.tensor(
            draw(st.lists(NUMBERS, min_size=size, max_size=size)), dtype=torch.float32
        ).reshape(shape)
    return made


def header(data: bytes) -> dict[str, dict[str, str]]:
    (length,) = struct.unpack("<Q", data[:8])
    assert length % 8 == 0
    return json.loads(data[8 : 8 + length])


@given(named_tensors(), st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=3))
def test_float32_comes_back_exactly(
    tensors: dict[str, torch.Tensor], metadata: dict[str, str]
) -> None:
    data = frame.encode(frame.pack(tensors), "float32", metadata)
    back = read_safetensors(data)
    assert header(data)["__metadata__"] == metadata
    assert [name for name in header(data) if name != "__metadata__"] == list(tensors)
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(back[name], tensor.numpy())


@given(named_tensors())
def test_float16_comes_back_rounded(tensors: dict[str, torch.Tensor]) -> None:
    back = read_safetensors(frame.encode(frame.pack(tensors), "float16", {}))
    for name, tensor in tensors.items():
        assert back[name].dtype == np.float16
        np.testing.assert_array_equal(back[name], tensor.numpy().astype(np.float16))


@given(named_tensors())
def test_uint8_comes_back_within_half_a_step(tensors: dict[str, torch.Tensor]) -> None:
    data = frame.encode(frame.pack(tensors), "uint8", {})
    back = read_safetensors(data)
    scales = json.loads(header(data)["__metadata__"]["scales"])
    for name, tensor in tensors.items():
        scale, offset = scales[name]
        restored = back[name].astype(np.float64) * scale + offset
        spread = float(tensor.max() - tensor.min())
        assert np.abs(restored - tensor.numpy()).max() <= 0.501 * scale + 1e-6 * abs(offset)
        assert spread <= frame.LEAST_SPREAD or {0, 255} <= set(back[name].reshape(-1).tolist())


def test_float16_saturates_where_it_would_overflow() -> None:
    tensors = {"a": torch.tensor([1e6, -1e9, 1.0])}
    back = read_safetensors(frame.encode(frame.pack(tensors), "float16", {}))
    assert back["a"].tolist() == [65504.0, -65504.0, 1.0]


def test_ranges_are_the_least_and_the_greatest() -> None:
    packed = frame.pack({"a": torch.tensor([[1.0, -2.0]]), "b": torch.tensor([3.0])})
    assert packed.ranges == {"a": (-2.0, 1.0), "b": (3.0, 3.0)}


@pytest.mark.parametrize("dtype", frame.DTYPES)
def test_npz_is_what_numpy_reads_without_pickle(dtype: frame.Dtype) -> None:
    tensors = {"file": torch.arange(6.0).reshape(2, 3), "other": torch.tensor([0.5])}
    archive = np.load(io.BytesIO(frame.npz(tensors, dtype)), allow_pickle=False)
    for name, tensor in tensors.items():
        values = archive[name].astype(np.float64)
        if dtype == "uint8":
            scale, offset = archive[f"scales/{name}"]
            values = values * scale + offset
        np.testing.assert_allclose(values, tensor.numpy(), atol=1e-3)


def test_equal_numbers_make_equal_bytes() -> None:
    tensors = {"a": torch.ones(3)}
    assert frame.npz(tensors, "float32") == frame.npz(tensors, "float32")
