"""A convolution over a sentence: one dimension. Its weights are set by hand, to be read by people.

A word becomes three numbers: praise, blame, denial. A filter slides over the words, and the largest
answer of each filter counts (max over time: Kim, "Convolutional neural networks for sentence
classification", 2014, arXiv:1408.5882).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from app.cnn.cell import cell
from app.cnn.network import Network, build
from app.cnn.trace import trace

MOST_WORDS = 24
FIELDS = (1, 2, 3, 4)
EXAMPLE = "The film was not very good"
CLASSES = ("praise", "blame")
STRENGTH = 3.0
"""Of the dense layer: how sure one full answer of a filter makes it."""

_WORDS = {
    "praise": """
        amazing beautiful best brave brilliant charming clear clever delightful elegant enjoyed
        excellent fine fresh friendly fun funny good great happy interesting kind like liked
        lovely love loved nice perfect superb warm well wonderful""",
    "blame": """
        awful bad bland boring broken clumsy confusing cruel dreadful dull empty hate hated
        horrible mean messy poor sad silly slow stale terrible tired ugly unfair weak worse
        worst wrong""",
    "denial": """
        aren't can't cannot didn't doesn't don't hardly isn't neither never no nobody none nor
        not nothing wasn't weren't without won't""",
}
GROUPS: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split()) for name, words in _WORDS.items()
}
"""All words that the embedding knows, by kind."""
FILTERS = ("praise", "praise, denied", "blame", "blame, denied")


def words_of(text: str) -> list[str]:
    """The words of a sentence as they were typed, at most `MOST_WORDS`."""
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)[:MOST_WORDS]


def group(word: str) -> str | None:
    """Which kind of word it is; None: the embedding does not know it."""
    plain = word.lower().replace("’", "'")
    return next((name for name, known in GROUPS.items() if plain in known), None)


def embed(words: list[str]) -> Tensor:
    """One column of three numbers for each word: (1, 3, words); zeros for a word not known."""
    groups = [group(word) for word in words]
    rows = [[float(found == name) for found in groups] for name in GROUPS]
    return torch.tensor([rows])


def make(field: int) -> nn.Sequential:
    """Build the network: (B, 3, words) -> (B, 2) logits, praise and blame.

    A filter looks for a word at the end of its field; what denies it stands before.
    """
    conv = nn.Conv1d(len(GROUPS), len(FILTERS), field, padding=field - 1)  # (B, 4, words + field-1)
    dense = nn.Linear(len(FILTERS), len(CLASSES))
    with torch.no_grad():
        for parameter in (*conv.parameters(), *dense.parameters()):
            parameter.zero_()
        for at, (word, denied) in enumerate(((0, False), (0, True), (1, False), (1, True))):
            conv.weight[at, word, -1] = 1
            conv.weight[at, 2, :-1] = 1 if denied else -1
            conv.bias[at] = -1 if denied else 0  # type: ignore[index]
            dense.weight[word ^ denied, at] = STRENGTH
    layers = OrderedDict(
        conv=conv,
        relu=nn.ReLU(),
        largest=nn.AdaptiveMaxPool1d(1),
        flatten=nn.Flatten(),
        dense=dense,
    )
    return nn.Sequential(layers)


@lru_cache(maxsize=64)
def network(field: int, count: int) -> Network:
    """The network for sentences of `count` words."""
    return build(make(field).eval().requires_grad_(False), (len(GROUPS), count))


def read(text: str, field: int) -> dict[str, Any]:
    """All that the page shows of a sentence: every number of the network, and how it came to be.

    Args:
        text: a sentence; what is no word is left out.
        field: how many words a filter looks at, one of `FIELDS`.
    """
    words = words_of(text) or ["…"]
    shown = network(field, len(words))
    with torch.inference_mode():
        outputs = trace(shown, embed(words))
    return {
        "field": field,
        "words": words,
        "groups": [group(word) for word in words],
        "filters": list(FILTERS),
        "kernel": shown.tensors["conv"]["weight"].tolist(),
        "map": outputs["relu"][0].tolist(),
        "largest": outputs["flatten"][0].tolist(),
        "cells": [
            [_cell(shown, outputs, filter_at, at) for at in range(outputs["conv"].shape[2])]
            for filter_at in range(len(FILTERS))
        ],
        "classes": list(CLASSES),
        "probabilities": outputs[shown.probabilities_layer][0].tolist(),
        "parameters": shown.layer("conv").parameters,
    }


def _cell(shown: Network, outputs: Mapping[str, Tensor], filter_at: int, at: int) -> dict[str, Any]:
    """The products of one window, summed, and which words it sees."""
    found = cell(shown, outputs, "conv", (filter_at, at))
    how, (_, places) = found.arithmetic, found.sees
    assert how.products is not None
    return {
        "products": how.products.sum(dim=0).tolist(),
        "bias": how.bias,
        "result": found.result,
        "words": sorted(places),
    }


@lru_cache(maxsize=1)
def about() -> dict[str, Any]:
    """What the chapter says of it without the page: the example, read with each field."""
    readings = {field: read(EXAMPLE, field) for field in FIELDS}
    return {
        "example": EXAMPLE,
        "classes": CLASSES,
        "parameters": readings[2]["parameters"],
        "shares": {field: reading["probabilities"] for field, reading in readings.items()},
        "least": least_field(EXAMPLE, "blame"),
    }


def least_field(text: str, wanted: str) -> int:
    """The smallest field with which the network answers `wanted`.

    Raises:
        ValueError: none does.
    """
    for field in FIELDS:
        shares = read(text, field)["probabilities"]
        if CLASSES[shares.index(max(shares))] == wanted:
            return field
    raise ValueError(f"No field answers {wanted!r}.")
