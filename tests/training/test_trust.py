"""How far to trust a network, measured as its card was."""

import json

import numpy as np
import torch

from app.networks.reliability import FILE, KEY
from app.networks.store import load
from app.training.pools import HeldOut, Images
from app.training.trust import QUANTILES, write


def test_it_is_written_for_the_very_weights(tmp_path) -> None:
    model = load("crash-course")
    pixels = torch.randint(0, 256, (40, 32, 32), dtype=torch.uint8)
    digits = Images(pixels, torch.arange(40) % 10)
    held_out = HeldOut(digits, None, Images(pixels[:20], torch.full((20,), 10)))
    (tmp_path / model.id).mkdir()
    path = write(model, tmp_path, held_out)
    assert path == tmp_path / model.id / FILE
    found = json.loads(path.read_text())
    assert found["sha256"] == model.digest
    (only,) = found[KEY]
    assert only["count"] == sum(each["count"] for each in only["bins"]) == 40
    for name, count in (("digits", 40), ("others", 20)):
        part = found["energies"][name]
        assert part["count"] == count
        assert len(part["quantiles"]) == QUANTILES
        assert np.all(np.diff(part["quantiles"]) >= 0)
