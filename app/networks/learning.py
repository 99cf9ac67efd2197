"""How well a network did while it learned: loss and accuracy at each checkpoint, as measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FILE = "learning.json"
"""Beside the weights, with the sha256 of those that it is of."""
KEYS = ("epoch", "images", "train", "test")


def of_step(learning: Mapping[str, Any], step: int) -> Mapping[str, Any]:
    """What is known of a checkpoint; null where it was not measured.

    `epoch` is how often it had gone through the training images, `images` how many it had been
    shown; `train` and `test` hold the `loss` (cross-entropy, nats) and `accuracy` (a fraction).
    """
    rows = learning.get("checkpoints", [])
    found: Mapping[str, Any] = next((row for row in rows if row["step"] == step), {})
    return {key: found.get(key) for key in KEYS}
