"""A data set that trains in a second: files as MNIST has them, pens as UCI has them."""

import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np
import torch

from app.training.mnist import FILES, Mnist, load


def idx(array: np.ndarray) -> bytes:
    """Bytes of a gzipped IDX file."""
    head = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return gzip.compress(head + array.astype(np.uint8).tobytes(), mtime=0)


def files(train: int = 60, test: int = 30) -> dict[str, bytes]:
    """Four files: a bar whose place says the class."""
    random = np.random.default_rng(0)
    contents = []
    for count in (train, test):
        labels = np.arange(count) % 10
        images = random.integers(0, 40, (count, 28, 28))
        for image, label in zip(images, labels, strict=True):
            image[4:24, 4 + 2 * label : 7 + 2 * label] = 250
        contents += [idx(images), idx(labels)]
    return dict(zip(FILES, contents, strict=True))


def write(folder: Path, contents: dict[str, bytes]) -> dict[str, str]:
    """Put the files in a folder and return their hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}


def digits(folder: Path) -> Mnist:
    """The tiny data set, loaded from `folder`."""
    return load(folder, files=write(folder, files()))


PENS = "\n".join(
    f'.SEGMENT DIGIT {i} ? "{i % 10}"\n.COMMENT {i % 10} {1 + i % 30} {i}\n.PEN_DOWN\n'
    f" 100 {300 + i}\n 150 250\n 200 100\n.PEN_UP\n.PEN_DOWN\n 90 90\n.PEN_UP\n.DT 100\n"
    for i in range(60)
)


def same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    """Whether two sets of weights are equal, bit by bit."""
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)
