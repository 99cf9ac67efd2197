"""What channels are worth in general: averages of what they are worth here."""

import pytest
import torch

from app.cnn import ablate, trace
from app.networks.store import load
from app.whatif.causes import Tally
from tests.cnn.toys import drawing, plus_network


def test_averages_of_the_plus_detector_by_hand() -> None:
    network = plus_network()  # with the plus: 6.5 against 8.75; without maps 0, 1: see its ablation
    tally = Tally(network, ["conv"])
    tally.add(drawing())
    tally.add(drawing())
    found = tally.causes()["conv"]
    assert tally.margin == pytest.approx(2.25)
    assert found.fall.tolist() == pytest.approx([2.25 - 8.75, 2.25 + 6.25])
    assert found.flips.tolist() == [0, 1]
    assert found.by_class[1].tolist() == found.fall.tolist()
    assert found.by_class[0].isnan().all(), "nothing was read as a 0"


def test_it_is_the_mean_of_ablations() -> None:
    network = load("crash-course").network
    images = torch.rand(4, 1, 32, 32, generator=torch.Generator().manual_seed(0))
    tally = Tally(network, ["conv", "relu2"])
    drops = []
    for image in images.split(1):
        tally.add(image)
        with torch.no_grad():
            outputs = trace(network, image)
            index = int(outputs[network.logits_layer].argmax())
            without = ablate(network, outputs, "relu2").probabilities[:, index]
        drops.append(outputs[network.probabilities_layer][0, index] - without)
    found = tally.causes()
    assert torch.allclose(found["relu2"].drop, torch.stack(drops).mean(0), atol=1e-6)
    assert [found[name].drop.shape for name in ("conv", "relu2")] == [(10,), (200,)]
    counts = torch.tensor(tally.answered).bincount(minlength=10)
    classes = found["conv"].by_class.nan_to_num()
    assert torch.allclose((classes * counts[:, None]).sum(0) / 4, found["conv"].fall, atol=1e-4)


def test_whoever_waits_may_give_up() -> None:
    def enough() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        Tally(plus_network(), ["conv"]).add(drawing(), enough)
