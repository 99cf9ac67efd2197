import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.ink.decode import (
    ImageTooLarge,
    InvalidImage,
    UnsupportedImage,
    decode,
)
from app.ink.normalize import fit_raster
from app.ink.raster import Floats


def ink_of(data: bytes, **options: Any) -> Floats:
    return decode(data, **options).ink


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def seven(size: int = 120, paper: int = 255, ink: int = 0, mode: str = "L") -> Image.Image:
    image = Image.new("L", (size, size), paper)
    unit = size / 12
    points = [(3 * unit, 2.5 * unit), (9 * unit, 2.5 * unit), (5 * unit, 10 * unit)]
    ImageDraw.Draw(image).line(points, fill=ink, width=round(unit))
    return image.convert(mode)


EXPECTED = ink_of(encoded(seven()))


def difference(found: np.ndarray) -> float:
    """How far a picture's network input is from that of the clean drawing, per pixel."""
    return float((fit_raster(found) - fit_raster(EXPECTED)).abs().mean())


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", b"")
    )


def test_a_clean_picture_keeps_its_levels():
    grey = np.zeros((28, 28), np.uint8)
    grey[4:24, 10:18] = np.arange(160).reshape(20, 8) + 96
    expected = grey.astype(np.float32) / 255
    assert np.allclose(ink_of(encoded(Image.fromarray(grey))), expected, atol=1e-6)
    assert np.allclose(ink_of(encoded(Image.fromarray(255 - grey))), expected, atol=1e-6)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_reads_the_same(mode):
    image = seven()
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    found = ink_of(encoded(image.convert(mode) if mode != "I;16" else image))
    assert np.allclose(found, EXPECTED, atol=0.01)


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "L", {"quality": 95}),
        ("JPEG", "RGB", {"quality": 95, "progressive": True}),
        ("JPEG", "CMYK", {"quality": 95}),
        ("WebP", "RGB", {"lossless": True}),
        ("WebP", "RGBA", {"quality": 90}),
        ("PNG", "L", {"optimize": True}),
    ],
)
def test_every_format_reads_nearly_the_same(kind, mode, options):
    found = ink_of(encoded(seven(mode=mode), kind, **options))
    assert difference(found) < 0.01


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (0, 255), (230, 90), (40, 140), (128, 0)])
def test_dark_on_light_and_light_on_dark_are_told_apart(paper, ink):
    found = ink_of(encoded(seven(paper=paper, ink=ink)))
    assert found.max() > 0.5
    assert (found > 0.25).mean() == pytest.approx((EXPECTED > 0.5).mean(), rel=0.05)


def test_invert_overrides_what_is_found():
    dark_on_light = encoded(seven())
    assert np.array_equal(ink_of(dark_on_light, invert=True), EXPECTED)
    assert ink_of(dark_on_light, invert=False).sum() == 0  # there is no ink brighter than white


@pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255), (200, 30, 30)])
def test_transparent_paper_makes_ink_of_any_colour_stand_out(ink):
    alpha = Image.fromarray(255 - np.asarray(seven()))
    image = Image.new("RGBA", alpha.size, (*ink, 255))
    image.putalpha(alpha)
    found = ink_of(encoded(image))
    assert np.allclose(found > 0.4, EXPECTED > 0.5)


def test_a_transparent_palette_entry_is_paper():
    image = seven().convert("P")
    white = image.getpixel((0, 0))
    found = ink_of(encoded(image, transparency=white))
    assert np.allclose(found, EXPECTED, atol=0.01)


def test_a_wholly_transparent_picture_is_blank():
    assert ink_of(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)))).sum() == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_obeyed(orientation):
    turn_back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = seven()
    if orientation in turn_back:
        image = image.transpose(turn_back[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind, options in (("PNG", {}), ("JPEG", {"quality": 95})):
        found = ink_of(encoded(image, kind, exif=exif, **options))
        assert np.abs(found - EXPECTED).mean() < 0.02


def test_the_first_frame_of_an_animation_counts():
    frames = [seven(mode="RGB"), Image.new("RGB", (120, 120), "white")]
    for kind, options in (("PNG", {}), ("WebP", {"lossless": True})):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
        assert np.allclose(ink_of(data), EXPECTED, atol=0.02)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "AVIF"])
def test_another_format_is_named_and_refused(kind):
    with pytest.raises(UnsupportedImage, match=rf"{kind}.*PNG, JPEG or WebP"):
        ink_of(encoded(seven(mode="RGB"), kind))


@pytest.mark.parametrize("data", [b"", b"7", b"hello, world", b"\0" * 1000, b'{"ink": 1}'])
def test_what_is_no_picture_is_invalid(data):
    with pytest.raises(InvalidImage, match="no picture"):
        ink_of(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP"])
def test_a_truncated_picture_is_invalid(kind):
    random = np.random.default_rng(0).integers(0, 255, (90, 90, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(random), kind)
    for length in (4, 14, 20, 30, 60, len(data) // 2):
        with pytest.raises(InvalidImage):
            ink_of(data[:length])


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_damaged_bytes_are_refused_or_read_but_never_anything_else(data):
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "WebP"]))
    body = bytearray(encoded(seven(40, mode="RGB"), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = ink_of(bytes(body))
    except (InvalidImage, UnsupportedImage, ImageTooLarge):
        return
    assert np.isfinite(found).all()
    assert found.min() >= 0
    assert found.max() <= 1


def test_the_number_of_pixels_is_judged_by_the_header_alone():
    with pytest.raises(ImageTooLarge, match="60000 × 60000"):
        ink_of(png_header(60_000, 60_000))
    with pytest.raises(ImageTooLarge, match="at most 100 "):
        ink_of(encoded(Image.new("L", (11, 10), 255)), max_pixels=100)
    assert ink_of(encoded(Image.new("L", (10, 10), 255)), max_pixels=100).shape == (10, 10)


@pytest.mark.parametrize(
    ("kind", "options"), [("WebP", {"lossless": True}), ("WebP", {}), ("JPEG", {})]
)
def test_large_pictures_of_every_kind_are_refused(kind, options):
    data = encoded(Image.new("RGB", (300, 200), "white"), kind, **options)
    with pytest.raises(ImageTooLarge, match="300 × 200 = 60,000 pixels"):
        ink_of(data, max_pixels=59_999)


def test_a_webp_canvas_is_judged_before_it_is_allocated():
    header = struct.pack("<I", 16382)[:3] * 2
    body = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + header
    with pytest.raises(ImageTooLarge, match="16383 × 16383"):
        ink_of(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body)


def test_a_bomb_of_text_in_a_png_does_no_harm():
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 80_000_000, 9))
    data = encoded(seven())
    with pytest.raises(InvalidImage):
        ink_of(data[:33] + bomb + data[33:])


def test_a_large_picture_is_averaged_down():
    found = ink_of(encoded(seven(2000)))
    assert found.shape == (500, 500)
    assert difference(found) < 0.02


def test_a_photograph_with_uneven_light_and_noise_still_shows_its_ink():
    random = np.random.default_rng(0)
    y, x = np.mgrid[:600, :800] / 800
    paper = 0.8 - 0.35 * x - 0.15 * y
    ink = np.zeros((600, 800))
    ink[50:550, 150:650] = 1 - np.asarray(seven(500), dtype=float) / 255
    photo = paper * (1 - 0.6 * ink) + random.normal(0, 0.03, ink.shape)
    image = Image.fromarray((np.clip(photo, 0, 1) * 255).astype(np.uint8)).convert("RGB")
    found = ink_of(encoded(image, "JPEG", quality=80))
    assert difference(found) < 0.05


@pytest.mark.parametrize("level", [0, 17, 128, 255])
def test_a_blank_picture_has_no_ink(level):
    assert ink_of(encoded(Image.new("L", (50, 40), level))).sum() == 0


def test_noise_on_blank_paper_is_not_stretched_into_ink():
    random = np.random.default_rng(0)
    values = np.clip(random.normal(220, 1.5, (100, 100)), 0, 255).astype(np.uint8)
    assert ink_of(encoded(Image.fromarray(values))).sum() == 0


def test_colours_are_kept_for_networks_that_see_them():
    picture = encoded(Image.new("RGB", (3, 2), (255, 0, 51)))
    found = decode(picture)
    ink, colours = found.ink, found.colours
    assert colours is not None
    assert colours.shape == (3, *ink.shape) == (3, 2, 3)
    assert colours[:, 0, 0].tolist() == pytest.approx([1, 0, 0.2])
    opposite = decode(picture, invert=True).colours
    assert opposite is not None
    assert opposite[:, 0, 0].tolist() == pytest.approx([0, 1, 0.8])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P"])
def test_a_grey_picture_has_no_colours_in_any_mode(mode: str):
    assert decode(encoded(seven().convert(mode))).colours is None


def test_colours_are_averaged_down_with_the_ink():
    found = decode(encoded(Image.new("RGB", (1500, 900), (200, 30, 30))))
    ink, colours = found.ink, found.colours
    assert colours is not None
    assert colours.shape == (3, *ink.shape)
    assert max(ink.shape) <= 512


@pytest.mark.parametrize("colour", ["white", "black"])
def test_a_picture_can_be_read_the_other_way_round(colour: str):
    paper = Image.new("RGB", (40, 40), colour)
    paper.paste((200, 30, 30), (10, 10, 30, 20))
    found = decode(encoded(paper))
    assert found.inverted is (colour == "white")
    assert not found.asked
    other = found.turned()
    assert other.asked
    assert other.inverted is not found.inverted
    assert np.array_equal(other.ink, ink_of(encoded(paper), invert=other.inverted))
    assert np.array_equal(other.turned().ink, found.ink)


def test_messages_tell_nothing_of_the_machine(tmp_path: Path):
    with pytest.raises(InvalidImage) as caught:
        ink_of(encoded(seven())[:200])
    assert "/" not in str(caught.value)
    assert "PIL" not in str(caught.value)
