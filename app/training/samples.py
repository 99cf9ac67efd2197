"""A few held-out digits for the page's dice and for tests: none of them was trained on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor

from app.training.mnist import Mnist
from app.training.pens import PenDigit, Pens
from app.training.pools import on_canvas
from app.training.whole import whole

DIGITS_FILE, PENS_FILE = "mnist-test-500.safetensors", "pens-test-100.json"


def write(folder: Path, digits: Mnist, people: Pens) -> None:
    """Write 50 MNIST test digits of each class, and 10 pen-drawn ones of test writers.

    The first file holds `images` (500, 28, 28), `labels` (500,), all bytes, and `indices`
    (500,) in the test set; the second a list of `{"label", "writer", "ink"}`.
    """
    generator = torch.Generator().manual_seed(1998)
    order = torch.randperm(len(digits.test_labels), generator=generator)
    chosen = [order[digits.test_labels[order] == label][:50] for label in range(10)]
    indices = torch.cat(chosen)
    indices = indices[torch.randperm(len(indices), generator=generator)]
    with whole(folder / DIGITS_FILE) as part:
        part.write_bytes(archive(digits, indices))
    drawn = [_sample(digit) for label in range(10) for digit in _of(people.test, label)[:10]]
    lines = ",\n".join(json.dumps(sample, separators=(",", ":")) for sample in drawn)
    with whole(folder / PENS_FILE) as part:
        part.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def archive(digits: Mnist, indices: Tensor, about: Mapping[str, str] | None = None) -> bytes:
    """Some test images as safetensors, with labels and places, and metadata `about` them."""
    tensors = {
        "images": digits.test_images[indices],
        "labels": digits.test_labels[indices].to(torch.uint8),
        "indices": indices.to(torch.int32),
    }
    return save(tensors, dict(about) if about else None)


def _of(digits: list[PenDigit], label: int) -> list[PenDigit]:
    """The digits of one class, their writers taking turns."""
    own = [digit for digit in digits if digit.label == label]
    turns = {
        id(digit): sum(d.writer == digit.writer for d in own[:i]) for i, digit in enumerate(own)
    }
    return sorted(own, key=lambda digit: (turns[id(digit)], digit.writer))


def _sample(digit: PenDigit) -> dict[str, Any]:
    ink = on_canvas(digit, 0.7)
    strokes = [[[round(x, 3) for x in point] for point in stroke] for stroke in ink.strokes]
    return {
        "label": str(digit.label),
        "writer": digit.writer,
        "ink": {"strokes": strokes, "width": ink.width},
    }
