import base64
import io
from typing import Any

import numpy as np
import orjson
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torch import Tensor

from app.ink import Ink
from app.ink.normalize import ALL
from app.serving.bodies import EditBody
from app.serving.errors import (
    AppError,
    ImageTooLargeError,
    InvalidImageError,
    InvalidJSONError,
    InvalidRequestError,
    PayloadTooLargeError,
    UnsupportedImageFormatError,
    UnsupportedMediaTypeError,
    ValidationFailedError,
)
from app.serving.inputs import Drawing, Options, batch, read
from app.serving.limits import Limits

LIMITS = Limits()
SHAPE = (1, 32, 32)
LINE = {"ink": {"strokes": [[[0.5, 0.2], [0.5, 0.8]]]}}


def json_body(**members: Any) -> bytes:
    return orjson.dumps(members)


def digit() -> np.ndarray:
    image = np.zeros((28, 28), dtype=np.uint8)
    image[5:22, 12:15] = 255
    image[5:8, 8:20] = 180
    return image


def png(image: np.ndarray | Image.Image, form: str = "PNG") -> bytes:
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    buffer = io.BytesIO()
    picture.save(buffer, form)
    return buffer.getvalue()


def form(*parts: tuple[str, bytes], end: bytes = b"--\r\n") -> bytes:
    chunks = []
    for name, data in parts:
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="a.png"\r\n\r\n'
        chunks.append(head.encode() + data + b"\r\n")
    return b"".join(chunks) + b"--x" + end


MULTIPART = "multipart/form-data; boundary=x"


def test_all_pictures_of_one_digit_are_the_same_input() -> None:
    image, picture = digit(), png(digit())
    options = Options(fit=False)
    pixels = (image / np.float32(255)).tolist()
    bodies = [
        read(json_body(pixels=pixels), "application/json", options, LIMITS),
        read(json_body(image=base64.b64encode(picture).decode()), "application/json", options,
             LIMITS),
        read(picture, "image/png", options, LIMITS),
        read(picture, "", options, LIMITS),
        read(form(("file", picture)), MULTIPART, options, LIMITS),
    ]  # fmt: skip
    first, *others = (drawing.tensor(SHAPE) for drawing in bodies)
    for other in others:
        torch.testing.assert_close(other, first, rtol=0, atol=1e-6)


def test_ink_taken_as_it_stands_is_its_raster_as_pixels() -> None:
    ink = read(json_body(**LINE, fit=False), "", Options(), LIMITS)
    raster = ink.tensor((1, 28, 28))[0]
    pixels = read(json_body(pixels=raster.tolist()), "", Options(), LIMITS)
    torch.testing.assert_close(pixels.tensor(SHAPE), ink.tensor(SHAPE))


def test_fit_is_the_default_for_ink_and_pictures_only() -> None:
    assert read(json_body(**LINE), "", Options(), LIMITS).fit
    assert read(png(digit()), "", Options(), LIMITS).fit
    assert not read(json_body(pixels=[[0, 1]]), "", Options(), LIMITS).fit
    assert read(json_body(pixels=[[0, 1]]), "", Options(fit=True), LIMITS).fit
    assert not read(json_body(**LINE, fit=False), "", Options(), LIMITS).fit


def test_paper_is_recognised_and_invert_overrides() -> None:
    dark_on_light = png(255 - digit())
    found = read(dark_on_light, "", Options(fit=False), LIMITS).tensor(SHAPE)
    assert found[0, 0, 0] < 0.1
    kept = read(dark_on_light, "", Options(fit=False, invert=False), LIMITS).tensor(SHAPE)
    assert (kept - found).abs().max() > 0.9
    flipped = read(json_body(pixels=[[0, 1]], invert=True), "", Options(), LIMITS)
    assert flipped.content.tolist() == [[1, 0]]  # type: ignore[union-attr]


def test_networks_of_three_channels_get_the_colours_of_a_picture_as_it_stands() -> None:
    red = png(Image.new("RGB", (8, 8), (255, 0, 51)))
    as_it_stands = read(red, "", Options(fit=False), LIMITS)
    assert as_it_stands.tensor((3, 4, 4))[:, 1, 1].tolist() == pytest.approx([1, 0, 0.2])
    assert as_it_stands.tensor((1, 4, 4)).shape == (1, 4, 4)
    in_json = read(json_body(image=base64.b64encode(red).decode(), fit=False), "", Options(),
                   LIMITS)  # fmt: skip
    assert torch.equal(in_json.tensor((3, 4, 4)), as_it_stands.tensor((3, 4, 4)))
    grey = read(png(digit()), "", Options(fit=False), LIMITS).tensor((3, 28, 28))
    assert torch.equal(grey[0], grey[2])


@given(st.lists(st.integers(0, 6), max_size=6), st.sampled_from([(1, 32, 32), (3, 28, 28)]))
def test_all_sorts_of_drawings_come_out_of_a_batch_as_alone(
    which: list[int], shape: tuple[int, int, int]
) -> None:
    stripes = np.zeros((20, 40, 3), dtype=np.uint8)
    stripes[4:16, 5:35] = 255, 90, 10
    bodies: list[tuple[bytes, str, bool | None]] = [
        (json_body(**LINE), "application/json", None),
        (json_body(**LINE), "application/json", False),
        (json_body(pixels=(digit() / 255).tolist()), "application/json", None),
        (json_body(pixels=np.eye(9).tolist()), "application/json", True),
        (png(digit()), "image/png", None),
        (png(stripes), "image/png", False),
    ]
    all_sorts: list[Tensor | Drawing] = [
        *(read(body, kind, Options(fit=fit), LIMITS) for body, kind, fit in bodies),
        torch.rand(2, *shape),
    ]
    drawn = [all_sorts[number] for number in which]
    alone = [at.tensor(shape)[None] if isinstance(at, Drawing) else at for at in drawn]
    assert torch.equal(batch(drawn, shape), torch.cat([torch.empty(0, *shape), *alone]))


def test_edits_come_from_the_body_or_from_the_query() -> None:
    edit = EditBody(layer="conv", channel=1, scale=0)
    in_body = read(json_body(**LINE, edits=[{"layer": "conv", "channel": 1, "scale": 0}]), "",
                   Options(), LIMITS)  # fmt: skip
    in_query = read(json_body(**LINE), "", Options(edits=(edit,)), LIMITS)
    assert in_body.edits == in_query.edits == (edit,)


def test_a_data_url_is_base64() -> None:
    text = "data:image/png;base64," + base64.b64encode(png(digit())).decode()
    assert isinstance(read(json_body(image=text), "", Options(), LIMITS), Drawing)


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({}, "body"),
        ({"ink": {"strokes": []}}, "body.ink.strokes"),
        ({"ink": {"strokes": [[], []]}}, "body.ink.strokes"),
        ({"ink": {}}, "body.ink.strokes"),
        ({"ink": {"strokes": [[[0.5]]]}}, "body.ink.strokes.0.0"),
        ({"ink": {"strokes": [[[0.5, 0.5, 1, 1]]]}}, "body.ink.strokes.0.0"),
        ({"ink": {"strokes": [[["0.5", 0.5]]]}}, "body.ink.strokes.0.0.0"),
        ({"ink": {"strokes": [[[True, 0.5]]]}}, "body.ink.strokes.0.0.0"),
        ({"ink": {"strokes": [[[None, 0.5]]]}}, "body.ink.strokes.0.0.0"),
        ({"ink": {"strokes": [[[5.0, 0.5]]]}}, "body.ink.strokes"),
        ({"ink": {"strokes": [[[0.5, 0.5, -1]]]}}, "body.ink.strokes"),
        ({"ink": {"strokes": [[0.5, 0.5]]}}, "body.ink.strokes.0.0"),
        ({"ink": {"strokes": "none"}}, "body.ink.strokes"),
        ({"ink": {"strokes": [[[0, 0]]], "width": 0}}, "body.ink.width"),
        ({"ink": {"strokes": [[[0, 0]]], "width": "0.1"}}, "body.ink.width"),
        ({"ink": {"strokes": [[[0, 0]]], "colour": 1}}, "body.ink.colour"),
        ({"ink": None}, "body.ink"),
        ({"ink": {"strokes": [[[0.1, 0.1]]] * 201}}, "body.ink.strokes"),
        ({"ink": {"strokes": [[[0.1, 0.1]] * 20_001]}}, "body.ink.strokes"),
        ({"pixels": []}, "body.pixels"),
        ({"pixels": [[]]}, "body.pixels.0"),
        ({"pixels": [[0, 0], [0]]}, "body.pixels"),
        ({"pixels": [[[0]]]}, "body.pixels.0.0"),
        ({"pixels": [[1.5]]}, "body.pixels.0.0"),
        ({"pixels": [[-0.1]]}, "body.pixels.0.0"),
        ({"pixels": [["1"]]}, "body.pixels.0.0"),
        ({"pixels": [[False]]}, "body.pixels.0.0"),
        ({"pixels": [[0] * 1025]}, "body.pixels.0"),
        ({"image": 5}, "body.image"),
        ({"image": "no base64!"}, "body.image"),
        ({**LINE, "pixels": [[0]]}, "body"),
        ({**LINE, "fit": "true"}, "body.fit"),
        ({**LINE, "fit": 1}, "body.fit"),
        ({**LINE, "invert": True}, "body.invert"),
        ({**LINE, "edits": {}}, "body.edits"),
        ({**LINE, "edits": [{"layer": "conv"}]}, "body.edits.0.channel"),
        ({**LINE, "edits": [{"layer": "conv", "channel": -1}]}, "body.edits.0.channel"),
        ({**LINE, "edits": [{"layer": "conv", "channel": 0.5}]}, "body.edits.0.channel"),
        ({**LINE, "edits": [{"layer": "conv", "channel": 0, "scale": 1e9}]}, "body.edits.0.scale"),
        ({**LINE, "edits": [{"layer": "c", "channel": 0, "weights": [[1], [1, 2]]}]},
         "body.edits.0.weights"),
        ({**LINE, "edits": [{"layer": "c", "channel": 0, "weights": [["1"]]}]},
         "body.edits.0.weights"),
        ({**LINE, "edits": [{"layer": "c", "channel": 0, "scale": 1}] * 257}, "body.edits"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(members: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationFailedError) as caught:
        read(json_body(**members), "application/json", Options(), LIMITS)
    assert ".".join(map(str, caught.value.errors[0].loc)) == place
    assert len(caught.value.errors) <= 10


def test_unknown_fields_get_a_suggestion() -> None:
    with pytest.raises(ValidationFailedError, match="did you mean 'pixels'"):
        read(b'{"pixel": [[0]]}', "", Options(), LIMITS)


def test_what_is_in_the_body_may_not_be_in_the_query_too() -> None:
    with pytest.raises(ValidationFailedError, match=r"query\.fit"):
        read(json_body(**LINE, fit=True), "", Options(fit=True), LIMITS)


def bomb() -> bytes:
    return png(Image.new("1", (4097, 4097)))


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"", "", InvalidRequestError),
        (b"", "application/json", InvalidJSONError),
        (b"", "image/png", InvalidImageError),
        (b"{", "", InvalidJSONError),
        (b"hello", "", UnsupportedMediaTypeError),
        (b"%PDF-1.4", "", UnsupportedImageFormatError),
        (b"{}", "text/plain", UnsupportedMediaTypeError),
        (b"<a/>", "application/xml", UnsupportedMediaTypeError),
        (png(Image.new("L", (4, 4)), "GIF"), "", UnsupportedImageFormatError),
        (png(Image.new("L", (4, 4)), "GIF"), "image/gif", UnsupportedImageFormatError),
        (png(Image.new("L", (4, 4)), "GIF"), "image/png", UnsupportedImageFormatError),
        (png(Image.new("L", (4, 4)), "BMP"), "", UnsupportedImageFormatError),
        (png(Image.new("L", (4, 4)), "TIFF"), "image/tiff", UnsupportedImageFormatError),
        (png(digit())[:60], "", InvalidImageError),
        (png(digit())[: len(png(digit())) // 2], "image/png", InvalidImageError),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 30, "", InvalidImageError),
        (b"junk", "image/jpeg", InvalidImageError),
        (bomb(), "", ImageTooLargeError),
        (form(("file", png(digit())), ("file", png(digit()))), MULTIPART, ValidationFailedError),
        (form(("picture", png(digit()))), MULTIPART, ValidationFailedError),
        (form(), MULTIPART, AppError),
        (form(("file", b"x" * (4 << 20) + b"yz")), MULTIPART, PayloadTooLargeError),
        (form(("file", b"")), MULTIPART, InvalidImageError),
        (form(("file", png(digit())), end=b""), MULTIPART, InvalidRequestError),
        (b"garbage", MULTIPART, InvalidRequestError),
        (form(("file", png(digit()))), "multipart/form-data", InvalidRequestError),
        (b'{"pixels": [[' + b"0," * 600_000 + b"0]]}", "", PayloadTooLargeError),
    ],
)
def test_a_wrong_body_is_refused(body: bytes, content_type: str, error: type[AppError]) -> None:
    with pytest.raises(error) as caught:
        read(body, content_type, Options(), LIMITS)
    assert caught.value.detail.endswith((".", "?"))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_pictures_of_any_mode_are_read(mode: str) -> None:
    picture = png(Image.fromarray(digit()).resize((56, 56)).convert(mode))
    assert read(picture, "", Options(), LIMITS).tensor(SHAPE).sum() > 10


def test_sixteen_bits_are_read() -> None:
    picture = png(Image.fromarray(digit().astype(np.uint16) * 257))
    assert read(picture, "", Options(), LIMITS).tensor(SHAPE).sum() > 10


def test_cmyk_is_read() -> None:
    picture = png(Image.fromarray(digit()).convert("CMYK"), "JPEG")
    assert read(picture, "image/jpeg", Options(), LIMITS).tensor(SHAPE).sum() > 10


def test_an_empty_drawing_is_a_blank_input() -> None:
    blank = Drawing(Ink(()), ALL)
    assert blank.empty
    assert blank.tensor(SHAPE).abs().sum() == 0
