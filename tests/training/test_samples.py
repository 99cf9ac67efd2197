import json

from safetensors.torch import load_file

from app.ink import Ink
from app.training import pens, samples
from tests.training import tiny


def test_samples_are_test_digits_and_test_writers_only(tmp_path):
    digits = tiny.digits(tmp_path / "mnist")
    people = pens.split(list(pens.parse(tiny.PENS)))
    samples.write(tmp_path / "samples", digits, people)
    tensors = load_file(tmp_path / "samples" / samples.DIGITS_FILE)
    assert sorted(tensors["indices"].tolist()) == list(range(30))
    indices = tensors["indices"].long()
    assert tensors["images"].equal(digits.test_images[indices])
    assert tensors["labels"].tolist() == digits.test_labels[indices].tolist()
    drawn = json.loads((tmp_path / "samples" / samples.PENS_FILE).read_text())
    assert {sample["writer"] for sample in drawn} <= pens.TEST_WRITERS
    for sample in drawn:
        ink = Ink.of(sample["ink"]["strokes"], sample["ink"]["width"])
        assert all(0 <= value <= 1 for stroke in ink.strokes for point in stroke for value in point)
