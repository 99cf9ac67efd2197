import json

import pytest
import torch
from safetensors import safe_open

from app.networks.store import load
from app.resources import resource
from app.training import hard
from tests.training import tiny


def test_the_union_of_mistakes_and_doubts_is_written_in_order(tmp_path):
    digits = tiny.digits(tmp_path / "mnist")
    one = hard.Hard("a", torch.tensor([7, 3]), torch.tensor([3, 20]))
    other = hard.Hard("b", torch.tensor([], dtype=torch.long), torch.tensor([4]))
    path = hard.write(tmp_path / "samples", digits, {"one": one, "other": other})
    with safe_open(path, framework="pt") as archive:
        indices = archive.get_tensor("indices").long()
        assert indices.tolist() == [3, 4, 7, 20]
        assert archive.get_tensor("images").equal(digits.test_images[indices])
        assert archive.get_tensor("labels").tolist() == digits.test_labels[indices].tolist()
        assert json.loads(archive.metadata()["networks"]) == {
            "one": {"digest": "a", "misread": 2, "least_certain": 2},
            "other": {"digest": "b", "misread": 0, "least_certain": 1},
        }
    again = hard.write(tmp_path / "again", digits, {"one": one, "other": other})
    assert again.read_bytes() == path.read_bytes()


def test_a_network_is_asked_for_every_test_image(tmp_path):
    digits = tiny.digits(tmp_path / "mnist")
    found = hard.find(load("crash-course"), digits, least=5)
    assert len(found.uncertain) == 5
    assert set(found.misread.tolist()) <= set(range(len(digits.test_labels)))


@pytest.mark.parametrize("network", ["crash-course", "lenet-5", "vgg-mini", "mlp"])
def test_the_file_that_ships_was_made_for_the_weights_that_ship(network):
    path = resource("models") / "samples" / hard.FILE
    with safe_open(path, framework="pt") as archive:
        about = json.loads(archive.metadata()["networks"])[network]
    assert about["digest"] == load(network).digest, "run python -m app.training.hard again"
