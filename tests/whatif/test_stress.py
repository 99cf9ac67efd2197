"""What each dial does to a picture, and to strokes."""

import pytest
import torch

from app.ink import Ink
from app.ink.normalize import ALL, fit_ink
from app.whatif.stress import DIALS, plane, redrawn


def picture(seed: int, shape: tuple[int, ...] = (1, 12, 10)) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(1, *shape, generator=generator)


def turned(name: str, image: torch.Tensor, *values: float) -> torch.Tensor:
    return DIALS[name].apply(image, torch.tensor(values), 0)


@pytest.mark.parametrize("name", DIALS)
@pytest.mark.parametrize("channels", [1, 3])
def test_at_rest_it_is_the_very_picture(name: str, channels: int) -> None:
    image = picture(channels, (channels, 12, 10))
    dial = DIALS[name]
    values = dial.values(9)
    (rest,) = (values == dial.rest).nonzero()[:, 0]
    images = dial.turned(image, values, 0)
    assert images.shape == (9, channels, 12, 10)
    assert torch.equal(images[rest], image[0])
    assert torch.allclose(dial.apply(image, values, 0)[rest], image[0], atol=1e-6), "of itself"
    assert not torch.allclose(images[-1], image[0], atol=1e-2)


@pytest.mark.parametrize("name", DIALS)
@pytest.mark.parametrize("count", [3, 8, 33])
def test_values_go_from_end_to_end_by_the_rest(name: str, count: int) -> None:
    dial = DIALS[name]
    values = dial.values(count)
    assert len(values) == count
    assert float(values[0]) == pytest.approx(dial.low)
    assert float(values[-1]) == pytest.approx(dial.high)
    assert dial.rest in values.tolist()
    assert (values.diff() > 0).all()


def test_whole_pixels_shift_to_the_right_and_down() -> None:
    image = picture(0)
    (right,) = turned("right", image, 3.0)
    assert torch.allclose(right[..., 3:], image[0][..., :-3])
    assert not right[..., :3].any()
    (up,) = turned("down", image, -2.0)
    assert torch.allclose(up[:, :-2], image[0][:, 2:])
    half = turned("right", image, 0.5)[0]
    assert torch.allclose(half[..., 1:], (image[0][..., 1:] + image[0][..., :-1]) / 2, atol=1e-6)


def test_a_quarter_turn_goes_clockwise() -> None:
    image = picture(1, (1, 12, 12))
    assert torch.allclose(turned("rotate", image, 90.0)[0], image[0].rot90(-1, (1, 2)), atol=1e-6)


def test_scale_keeps_the_middle_and_counts_area() -> None:
    image = torch.zeros(1, 1, 16, 16)
    image[..., 6:10, 6:10] = 1
    (half,) = turned("scale", image, 0.5)
    assert half.sum() == pytest.approx(4)
    assert half[0, 7:9, 7:9].sum() == pytest.approx(4)


def test_thickness_grows_a_pixel_to_an_octagon_and_eats_it() -> None:
    image = torch.zeros(1, 1, 9, 9)
    image[..., 4, 4] = 1
    thick, thin = turned("thickness", image, 1.0, -0.5)
    assert 5 < thick.sum() < 9  # of a square of 3 × 3, the corners cut
    assert thick[0, 4, 3] == 1
    assert not thin.any()
    bar = torch.zeros(1, 1, 9, 9)
    bar[..., 3:6, :] = 1
    assert turned("thickness", bar, -0.5)[0, 0, :, 4].tolist() == [0, 0, 0, 0.5, 1, 0.5, 0, 0, 0]


def test_blur_spreads_ink_and_keeps_its_amount() -> None:
    image = torch.zeros(1, 1, 33, 33)
    image[..., 16, 16] = 1
    (blurred,) = turned("blur", image, 2.0)
    assert blurred.sum() == pytest.approx(1, abs=1e-4)
    offsets = torch.arange(33) - 16.0
    assert float((blurred[0].sum(0) * offsets**2).sum()) == pytest.approx(4, rel=0.02)


def test_noise_is_the_same_for_the_same_seed() -> None:
    image, values = picture(2), torch.tensor([0.3])
    noise = DIALS["noise"].apply
    assert torch.equal(noise(image, values, 5), noise(image, values, 5))
    assert not torch.equal(noise(image, values, 5), noise(image, values, 6))


SEVEN = Ink.of([[[0.3, 0.2], [0.7, 0.2], [0.45, 0.8]]])


@pytest.mark.parametrize(("name", "value"), [("right", 4.0), ("down", -3.0), ("scale", 0.7)])
def test_the_normalisation_undoes_shift_and_scale_of_strokes(name: str, value: float) -> None:
    shape = (1, 32, 32)
    (found,) = redrawn(DIALS[name], SEVEN, torch.tensor([value]), shape, ALL)
    assert float((found - fit_ink(SEVEN, shape)).abs().max()) < 0.05


def test_strokes_are_turned_clockwise_and_drawn_thicker() -> None:
    upright = Ink.of([[[0.5, 0.2], [0.5, 0.8]]])
    (flat,) = redrawn(DIALS["rotate"], upright, torch.tensor([90.0]), (1, 32, 32), ALL)[:, 0]
    assert float(flat.sum(0).gt(0).sum()) > float(flat.sum(1).gt(0).sum())
    thin, thick = redrawn(DIALS["thickness"], SEVEN, torch.tensor([0.0, 1.0]), (1, 32, 32), ALL)
    assert thick.sum() > 1.5 * thin.sum()
    with pytest.raises(ValueError, match="no blur"):
        redrawn(DIALS["blur"], SEVEN, torch.tensor([1.0]), (1, 32, 32), ALL)


def test_a_plane_turns_both_dials() -> None:
    image = picture(3)
    columns = list(plane(DIALS["right"], DIALS["down"], image, 5, 0))
    whole = torch.stack(columns, dim=1)  # rows by the second dial
    values = DIALS["right"].values(5)
    corner = turned("down", turned("right", image, float(values[4])), float(values[0]))
    assert torch.equal(whole[0, 4], corner[0])
    assert torch.equal(whole[2, 2], image[0])


def test_large_inputs_have_longer_dials() -> None:
    assert float(DIALS["right"].values(5, (1, 64, 64))[-1]) == 20
    assert float(DIALS["rotate"].values(5, (1, 64, 64))[-1]) == 90


def test_whoever_waits_for_drawings_may_give_up() -> None:
    asked = 0

    def enough() -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise TimeoutError

    ink, dial = Ink((((0.2, 0.2), (0.8, 0.8)),)), DIALS["rotate"]
    with pytest.raises(TimeoutError):
        redrawn(dial, ink, dial.values(65), (1, 32, 32), ALL, enough)
