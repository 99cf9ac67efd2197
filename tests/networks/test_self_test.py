import torch

from app.cnn.trace import forward
from app.networks import ARCHITECTURES, self_test
from app.networks.store import load


def test_every_shipped_network_has_its_answer_and_gives_it():
    for name in ARCHITECTURES:
        model = load(name)
        assert model.self_test is not None, f"the card of {name} lacks {self_test.KEY}"
        picture = self_test.picture(model.network.input_shape)
        logits = forward(model.network, picture[None])[0][0]
        assert self_test.complaint(logits, model.self_test) is None


def test_the_picture_has_every_grey_once():
    picture = self_test.picture((3, 20, 24))
    assert picture.shape == (3, 20, 24)
    assert picture.min() >= 0
    assert picture.max() < 1
    assert len(picture.unique()) == picture.numel()


def test_another_order_of_adding_up_is_no_complaint_and_half_the_digits_are_one():
    model = load("vgg-mini")
    assert model.self_test is not None
    picture = self_test.picture(model.network.input_shape)[None]
    exact = forward(model.network, picture.repeat(7, 1, 1, 1))[0][3]
    assert self_test.complaint(exact + 1e-5, model.self_test) is None
    coarse = torch.tensor(model.self_test).bfloat16().float()
    said = self_test.complaint(coarse, model.self_test)
    assert said is not None
    assert "is off by" in said


def test_what_is_not_finite_is_a_complaint_without_an_answer_too():
    assert self_test.complaint(torch.tensor([1.0, 2.0]), None) is None
    for wrong in (torch.nan, torch.inf):
        assert "not finite" in str(self_test.complaint(torch.tensor([1.0, wrong]), None))
    assert "2 logits" in str(self_test.complaint(torch.tensor([1.0, 2.0]), (1.0,)))
