import numpy as np
import pytest

from app.ink import Ink
from app.ink.normalize import fit_ink, fit_raster
from app.ink.raster import rasterise
from app.ink.thicken import THINNEST, line_width, pen_width, thicken

SEVEN = [[[0.2, 0.15], [0.8, 0.15], [0.45, 0.85]]]


def bar(width, length=200):
    picture = np.zeros((length + 20, width + 20), np.float32)
    picture[10:-10, 10:-10] = 1
    return picture


@pytest.mark.parametrize("width", [2, 6, 20])
def test_the_width_of_a_bar_is_about_its_width(width):
    assert line_width(bar(width)) == pytest.approx(width, rel=0.3, abs=0.5)


@pytest.mark.parametrize("width", [0.03, 0.07, 0.12])
def test_the_width_of_strokes_is_about_the_pens(width):
    found = line_width(rasterise(Ink.of(SEVEN, width), 300))
    assert found == pytest.approx(300 * width, rel=0.2)


def test_a_line_of_a_pens_width_stays_as_it_is():
    picture = rasterise(Ink.of(SEVEN, 0.07), 200)
    assert thicken(picture) is picture
    assert pen_width(0.07, 0.7) == 0.07


def test_a_hair_gets_a_pens_width():
    hair = rasterise(Ink.of(SEVEN, 0.006), 300)
    thick = thicken(hair)
    assert line_width(thick) == pytest.approx(300 * THINNEST, rel=0.3)
    assert pen_width(0.001, 1.0) / (1 + pen_width(0.001, 1.0)) == pytest.approx(THINNEST)


def test_growing_keeps_the_shape_round():
    dot = np.zeros((601, 601), np.float32)
    dot[300, 300] = 1
    grown = thicken(dot)
    radius = (grown.shape[0] - 601) // 2
    middle = grown.shape[0] // 2
    assert grown[middle, middle - radius : middle + radius + 1].tolist() == [1] * (2 * radius + 1)
    assert grown.sum() == pytest.approx(np.pi * radius**2, rel=0.2)


@pytest.mark.parametrize("width", [0.002, 0.01, 0.03])
def test_thin_ink_can_be_seen_in_the_networks_input(width):
    image = fit_ink(Ink.of(SEVEN, width))
    usual = fit_ink(Ink.of(SEVEN, 0.05))
    assert image.sum() > 0.6 * usual.sum()
    picture = fit_raster(rasterise(Ink.of(SEVEN, width), 500))
    assert picture.sum() == pytest.approx(float(image.sum()), rel=0.35)


def test_a_dot_stays_a_dot():
    dot = rasterise(Ink.of([[[0.5, 0.5]]]), 500)
    assert fit_raster(dot).sum() == pytest.approx(np.pi * 10**2, rel=0.07)
