"""A drawing being made, and the filters that look at two of its frames."""

import math

import pytest
import torch

from app.ink import Ink
from app.ink.normalize import fit_ink
from app.lessons import video

RIGHT = Ink.of([[[0.2, 0.5], [0.8, 0.5]]])
TURNS = {"right": 0, "down": math.pi / 2, "left": math.pi, "up": -math.pi / 2}


def test_the_last_frame_is_the_drawing() -> None:
    ink = Ink.of(video.example()["strokes"], video.example()["width"])
    film = video.film(ink)
    assert torch.equal(film[-1], fit_ink(ink, (1, 28, 28))[0])
    assert bool((film.diff(dim=0) >= -1e-6).all()), "ink only comes"


def test_every_frame_has_its_share_of_the_way() -> None:
    strokes = [[[0.0, 0.0], [0.3, 0.0]], [[0.0, 0.5], [0.3, 0.5]], [[0.5, 0.5]]]
    parts = video.begun(video.paths(Ink.of(strokes)), 0.75)
    assert [part.tolist() for part in parts] == [
        strokes[0],
        [[0.0, 0.5], [pytest.approx(0.15), 0.5]],
    ]


@pytest.mark.parametrize("way", video.WAYS)
def test_the_maps_say_where_the_pen_went(way: str) -> None:
    x, y = math.cos(TURNS[way]) * 0.3, math.sin(TURNS[way]) * 0.3
    ink = Ink.of([[[0.5 - x, 0.5 - y], [0.5 + x, 0.5 + y]]])
    said = video.watch(ink, "forwards")[1]
    assert video.WAYS[said["probabilities"].index(max(said["probabilities"]))] == way


def test_backwards_nothing_is_new() -> None:
    tensors, said = video.watch(RIGHT, "backwards")
    assert not tensors["map"].any()
    assert said["probabilities"] == [0.25] * 4
    assert torch.equal(tensors["frames"].flip(0), video.film(RIGHT))


def test_a_number_comes_of_two_frames() -> None:
    tensors, said = video.watch(RIGHT, "forwards", [0, 4, 12, 9])
    cell = said["cell"]
    assert cell["sees"] == [[4, 5], [12, 16], [9, 13]]
    patch = tensors["frames"][4:6, 12:17, 9:14]
    assert torch.allclose(torch.tensor(cell["operands"]).float(), patch)
    assert sum(cell["sums"]) + cell["bias"] == pytest.approx(cell["result"], abs=1e-5)
    assert max(0.0, cell["result"]) == pytest.approx(float(tensors["map"][0, 4, 12, 9]), abs=1e-5)


def test_without_ink_there_is_no_film() -> None:
    with pytest.raises(ValueError, match="no ink"):
        video.film(Ink.of([]))
