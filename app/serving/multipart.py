"""The one file of a multipart form."""

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from app.serving.errors import InvalidRequestError, PayloadTooLargeError, ValidationFailedError
from app.serving.limits import Limits

FIELD = "file"


class _Parts:
    """Collects what the parser finds; at most two parts, one more than there may be."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.contents: list[bytearray] = []
        self._header = (bytearray(), bytearray())
        self._name: str | None = None
        self.complete = False

    def begin(self) -> None:
        if len(self.contents) == 2:
            raise ValidationFailedError.at(("body",), f"Send one part, named {FIELD!r}")
        self.contents.append(bytearray())
        self.names.append("")

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def header_end(self) -> None:
        field, value = self._header
        if field.lower() == b"content-disposition":
            name = parse_options_header(bytes(value))[1].get(b"name", b"")
            self.names[-1] = name.decode("utf-8", "replace")
        field.clear()
        value.clear()

    def data(self, data: bytes, start: int, end: int) -> None:
        self.contents[-1].extend(data[start:end])

    def end(self) -> None:
        self.complete = True


def file_part(body: bytes, content_type: str, limits: Limits) -> bytes:
    """Return the content of the part `file`.

    Raises:
        InvalidRequestError: the form is malformed.
        ValidationFailedError: it has other parts, or none.
        PayloadTooLargeError: the file is larger than a picture may be.
    """
    boundary = parse_options_header(content_type)[1].get(b"boundary")
    if not boundary:
        raise InvalidRequestError("The multipart Content-Type lacks its boundary.")
    parts = _Parts()
    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": parts.begin,
            "on_header_field": parts.header_field,
            "on_header_value": parts.header_value,
            "on_header_end": parts.header_end,
            "on_part_data": parts.data,
            "on_end": parts.end,
        },
    )
    try:
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise InvalidRequestError("The multipart form is malformed.") from None
    if not parts.complete:
        raise InvalidRequestError("The multipart form ends too early.")
    if parts.names != [FIELD]:
        raise ValidationFailedError.at(("body", FIELD), f"Send one part, a picture named {FIELD!r}")
    picture = bytes(parts.contents[0])
    if len(picture) > limits.image_bytes:
        raise PayloadTooLargeError(f"A picture has at most {limits.image_bytes} bytes.")
    return picture
