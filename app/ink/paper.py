"""Tell ink from paper: dark on light or light on dark, clean scans and photographs."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from app.ink.raster import Floats

FAINTEST = 0.04
"""A picture whose brightness varies less than this is blank."""

CLEAN = 0.004
"""Paper that varies less than one step of 8 bits was made by a computer, not by a camera."""


def find_ink(grey: Floats, invert: bool | None = None) -> Floats:
    """Return the ink of a picture, 0 (paper) to 1.

    A clean picture keeps its grey levels exactly (so that a digit of MNIST stays what it is).
    In a photograph the paper's uneven brightness is subtracted and its noise cut off.

    Args:
        grey: (H, W), brightness 0..1.
        invert: True for dark ink on light paper, False for light on dark, None to find out.
    """
    if dark_ink(grey) if invert is None else invert:
        grey = 1 - grey
    paper = float(np.median(_border(grey)))
    if _variation(grey, paper) < CLEAN:
        return _clean(grey, paper, asked=invert is not None)
    return _photograph(grey)


def dark_ink(grey: Floats) -> bool:
    """Whether the ink is darker than the paper, which is what most of the border shows."""
    paper = float(np.median(_border(grey)))
    darkest, brightest = np.quantile(grey, [0.002, 0.998])
    return bool(paper - darkest > brightest - paper)


def _border(grey: Floats) -> Floats:
    """The pixels of a frame, a sixteenth wide, where paper shows."""
    rows, columns = (max(1, side // 16) for side in grey.shape)
    edges = (grey[:rows], grey[-rows:], grey[:, :columns], grey[:, -columns:])
    return np.concatenate([edge.ravel() for edge in edges])


def _variation(grey: Floats, paper: float) -> float:
    """How much typical paper differs from its median."""
    border = _border(grey)
    return float(np.quantile(np.abs(border - paper), 0.7))


def _clean(bright: Floats, paper: float, *, asked: bool) -> Floats:
    """Ink of a picture with even paper: as it is, or stretched when it is faint."""
    ink = np.clip((bright - paper) / max(1 - paper, 1e-6), 0, 1)
    strongest = float(ink.max())
    if strongest < FAINTEST:
        return np.zeros_like(ink)
    return ink if strongest >= 0.5 else ink / strongest


def _photograph(bright: Floats) -> Floats:
    """Ink of a picture with light and noise: what stands out from the paper around it."""
    above = bright - _paper_around(bright)
    strongest = float(np.quantile(above, 0.995))
    if strongest < FAINTEST:
        return np.zeros_like(bright)
    noise = 1.4826 * float(np.median(np.abs(above - np.median(above))))
    low = min(max(4 * noise, 0.2 * strongest), 0.5 * strongest)
    ink = np.clip((above - low) / max(0.85 * strongest - low, 1e-6), 0, 1)
    if min(ink.shape) < 64:
        return ink.astype(np.float32)
    specks = Image.fromarray(ink.astype(np.float32)).filter(ImageFilter.MedianFilter(3))
    return np.asarray(specks, dtype=np.float32)


def _paper_around(bright: Floats) -> Floats:
    """The brightness of the paper under each pixel: a low quantile of a wide neighbourhood."""
    height, width = bright.shape
    small = Image.fromarray(bright).resize((min(width, 48), min(height, 48)), Image.Resampling.BOX)
    values = np.asarray(small, dtype=np.float32)
    reach = 9
    padded = np.pad(values, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1, 2 * reach + 1))
    paper = np.quantile(windows.reshape(*values.shape, -1), 0.25, axis=-1).astype(np.float32)
    smooth = Image.fromarray(paper).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=np.float32)
