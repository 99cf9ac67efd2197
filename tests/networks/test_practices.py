"""The variants of the experiments: one knob turned each, and the weights that were measured."""

import json
import shutil
from dataclasses import fields
from pathlib import Path

import pytest
import torch

from app.cnn.trace import forward
from app.networks.practices import BASE, KNOBS, PREFIX, Practices, key, variants
from app.networks.store import ModelError
from app.resources import resource
from app.serving.samples import Samples
from app.training.practices import _anatomy

PRACTICES = Practices()


def test_one_choice_is_turned_at_a_time() -> None:
    for name, choices in variants().items():
        turned = {f.name for f in fields(BASE) if getattr(choices, f.name) != getattr(BASE, f.name)}
        knob = name.partition("-")[0]
        allowed = {"scale": {"mean", "std"}, "pooling": {"pool", "window"}}
        rest = {"pattern": {"blocks", "window", "pace"}}  # the sizes of the maps stay
        assert turned <= allowed.get(knob, rest.get(knob, turned))
        assert knob in (*allowed, *rest, "base") or len(turned) == 1, name
    assert all(any(key(knob, value) == "base" for value in KNOBS[knob].values) for knob in KNOBS)


@pytest.mark.parametrize("name", variants())
def test_every_variant_has_what_was_measured(name: str) -> None:
    found = PRACTICES.results["variants"][name]
    assert found == {**found, **json.loads(json.dumps(_anatomy(variants()[name])))}
    assert len(found["test"]) == len(PRACTICES.results["settings"]["seeds"])
    model = PRACTICES.get(PREFIX + name)
    assert model
    samples = Samples.load(resource("models"))
    ink = torch.from_numpy(samples.images[: samples.chosen])[:, None].float() / 255
    answers = forward(model.network, ink)[1].argmax(1)
    read = float((answers == torch.from_numpy(samples.labels[: samples.chosen])).float().mean())
    assert read == pytest.approx(found["test"][0], abs=0.05)


def test_other_names_are_no_variants() -> None:
    for name in ("base", "crash-course", PREFIX, f"{PREFIX}nothing"):
        assert PRACTICES.get(name) is None


def test_weights_that_were_not_measured_are_refused(tmp_path: Path) -> None:
    shutil.copytree(resource("models") / "practices", tmp_path / "practices")
    (tmp_path / "practices" / "variants.safetensors").write_bytes(b"others")
    with pytest.raises(ModelError, match="not what was measured"):
        Practices(tmp_path).get(f"{PREFIX}base")
    assert Practices(tmp_path / "nothing").get(f"{PREFIX}base") is None
