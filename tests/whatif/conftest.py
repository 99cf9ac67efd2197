"""One thread computes, on drawings of real pens."""

import json

import pytest
import torch

from app.ink import Ink
from app.resources import resource

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def pens() -> list[Ink]:
    """A four and a seven, as people drew them."""
    drawn = json.loads((resource("models") / "samples" / "pens-test-100.json").read_text())
    return [Ink.of(drawn[at]["ink"]["strokes"], drawn[at]["ink"]["width"]) for at in (40, 70)]
