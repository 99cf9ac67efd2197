"""Genuine MNIST: found in a folder or downloaded once, checked by hash, never guessed at."""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import torch
from torch import Tensor

from app.training.whole import whole

# fmt: off
FILES: Mapping[str, str] = {
    "train-images-idx3-ubyte.gz":
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz":
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz":
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz":
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
# fmt: on
"""File name -> sha256 of the release by LeCun, Cortes and Burges."""

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)

Opener = Callable[[str], AbstractContextManager[IO[bytes]]]


class DataError(ValueError):
    """Training data that is missing, unreadable or not what it should be."""


@dataclass(frozen=True)
class Mnist:
    """All digits as bytes: images (N, 28, 28), 0 = paper, 255 = ink; labels (N,)."""

    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor


def load(
    folder: Path | None = None,
    *,
    files: Mapping[str, str] = FILES,
    mirrors: Sequence[str] = MIRRORS,
    opener: Opener | None = None,
    cache: Path | None = None,
) -> Mnist:
    """Read MNIST from `folder` (and its sub-folders), or download it once into `cache`.

    Raises:
        DataError: a file is missing, truncated or another one (its hash is wrong),
            or no mirror could be reached; the sentence names the file.
    """
    if folder is None:
        folder = cache or cache_folder() / "mnist"
        for name, digest in files.items():
            download(name, digest, folder, mirrors, opener or _open)
    found = [find(folder, name, digest) for name, digest in files.items()]
    images = (read_idx(found[0], 3), read_idx(found[2], 3))
    labels = (read_idx(found[1], 1), read_idx(found[3], 1))
    for picture, label in zip(images, labels, strict=True):
        if len(picture) != len(label):
            raise DataError(f"There are {len(picture)} images but {len(label)} labels in {folder}.")
    return Mnist(images[0], labels[0].long(), images[1], labels[1].long())


def find(folder: Path, name: str, digest: str) -> Path:
    """Return the file of that name, in `folder` or below, whose sha256 is `digest`."""
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}.")
    candidates = sorted(folder.rglob(name))
    if not candidates:
        raise DataError(f"{name} is neither in {folder} nor in a folder below it.")
    for path in candidates:
        found = sha256(path)
        if found == digest:
            return path
    raise DataError(
        f"{candidates[0]} is not the genuine file (truncated, damaged or another data set): "
        f"its sha256 is {found}, expected {digest}."
    )


def download(name: str, digest: str, folder: Path, mirrors: Sequence[str], opener: Opener) -> Path:
    """Fetch one file unless it is there already; keep it only if its sha256 is right."""
    path = folder / name
    if path.is_file() and sha256(path) == digest:
        return path
    reasons = []
    for mirror in mirrors:
        try:
            with opener(mirror + name) as response:
                body = response.read()
        except (URLError, OSError) as error:
            reasons.append(f"{mirror}: {error}")
            continue
        found = hashlib.sha256(body).hexdigest()
        if found == digest:
            with whole(path) as part:
                part.write_bytes(body)
            return path
        reasons.append(f"{mirror}: got {len(body)} bytes with sha256 {found}, expected {digest}")
    raise DataError(
        f"{name} could not be downloaded ({'; '.join(reasons)}). "
        "Give a folder that has the MNIST files with --data."
    )


def _open(url: str) -> AbstractContextManager[IO[bytes]]:
    response: AbstractContextManager[IO[bytes]] = urlopen(url, timeout=60)
    return response


def sha256(path: Path) -> str:
    """Return the file's hash as hexadecimal digits."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error


def cache_folder() -> Path:
    """Return where this user's downloads are kept on this system."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "inkling"


def read_idx(path: Path, dimensions: int) -> Tensor:
    """Parse an IDX file of bytes: magic 0 0 8 dimensions, sizes, data.

    Raises:
        DataError: it is missing, or none.
    """
    try:
        body = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} is not a readable gzip file: {error}.") from error
    head = 4 + 4 * dimensions
    if len(body) < head or body[:4] != bytes([0, 0, 8, dimensions]):
        raise DataError(f"{path} is not an IDX file of bytes in {dimensions} dimensions.")
    shape = tuple(int(size) for size in np.frombuffer(body[4:head], dtype=">u4"))
    if len(body) - head != int(np.prod(shape)):
        raise DataError(f"{path} says {shape} but holds {len(body) - head} bytes.")
    return torch.frombuffer(bytearray(body[head:]), dtype=torch.uint8).view(shape)
