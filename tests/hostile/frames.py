"""WebSocket frames as bytes, right ones and wrong ones (RFC 6455)."""

import struct

KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
UPGRADE = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
VERSION = b"Sec-WebSocket-Version: 13\r\n"
TEXT, BINARY, CLOSE, PING, PONG, MORE = 1, 2, 8, 9, 10, 0
MESSAGE = b'{"seq":1,"ink":{"strokes":[]}}'


def handshake(
    headers: bytes = UPGRADE + KEY + VERSION,
    path: bytes = b"/api/v1/live",
    version: bytes = b"1.1",
) -> bytes:
    return b"GET " + path + b" HTTP/" + version + b"\r\nHost: localhost\r\n" + headers + b"\r\n"


def frame(kind: int, data: bytes = b"", *, last: bool = True, masked: bool = True,
          reserved: int = 0, length: int | None = None) -> bytes:  # fmt: skip
    """One frame; `length` is what it says of itself."""
    size = len(data) if length is None else length
    mask = 0x80 if masked else 0
    if size < 126:
        head = bytes([mask | size])
    elif size < 1 << 16:
        head = bytes([mask | 126]) + struct.pack(">H", size)
    else:
        head = bytes([mask | 127]) + struct.pack(">Q", size)
    key = b"\1\2\3\4" if masked else b""
    if masked:
        pattern = (key * (len(data) // 4 + 1))[: len(data)]
        data = (int.from_bytes(data) ^ int.from_bytes(pattern)).to_bytes(len(data))
    return bytes([last << 7 | reserved << 4 | kind]) + head + key + data


def closing(code: int, reason: bytes = b"") -> bytes:
    return frame(CLOSE, struct.pack(">H", code) + reason)


HANDSHAKES = {
    "no key": handshake(UPGRADE + VERSION),
    "a key that is none": handshake(UPGRADE + VERSION + b"Sec-WebSocket-Key: !!\r\n"),
    "a short key": handshake(UPGRADE + VERSION + b"Sec-WebSocket-Key: YQ==\r\n"),
    "a key of latin letters": handshake(UPGRADE + VERSION + b"Sec-WebSocket-Key: \xff\r\n"),
    "two keys": handshake(UPGRADE + KEY + KEY + VERSION),
    "no version": handshake(UPGRADE + KEY),
    "version 8": handshake(UPGRADE + KEY + b"Sec-WebSocket-Version: 8\r\n"),
    "a body": handshake(UPGRADE + KEY + VERSION + b"Content-Length: 5\r\n") + b"hello",
    "a long header": handshake(UPGRADE + KEY + VERSION + b"X-A: " + b"a" * 12_000 + b"\r\n"),
    "many headers": handshake(UPGRADE + KEY + VERSION + b"X-A: b\r\n" * 140),
    "a long query": handshake(path=b"/api/v1/live?" + b"a" * 8100),
    "a broken origin": handshake(UPGRADE + KEY + VERSION + b"Origin: http://[::1\r\n"),
    "broken subprotocols": handshake(UPGRADE + KEY + VERSION + b"Sec-WebSocket-Protocol: ,;\r\n"),
    "HTTP/1.0": handshake(version=b"1.0"),
    "another address": handshake(path=b"/api/v1/nothing"),
    "an address for requests": handshake(path=b"/healthz"),
    "a file": handshake(path=b"/static/icon.svg"),
}

# What ends a socket, with the code that says why.
PROTOCOL, NO_TEXT, TOO_BIG = 1002, 1007, 1009
ENDING = {
    "not masked": (frame(TEXT, MESSAGE, masked=False), PROTOCOL),
    "bit 1": (frame(TEXT, MESSAGE, reserved=4), PROTOCOL),
    "bit 2": (frame(TEXT, MESSAGE, reserved=2), PROTOCOL),
    "bit 3": (frame(TEXT, MESSAGE, reserved=1), PROTOCOL),
    **{f"kind {kind}": (frame(kind), PROTOCOL) for kind in (*range(3, 8), *range(11, 16))},
    "a long ping": (frame(PING, b"a" * 126), PROTOCOL),
    "a ping in parts": (frame(PING, b"a", last=False), PROTOCOL),
    "a goodbye in parts": (frame(CLOSE, b"\x03\xe8", last=False), PROTOCOL),
    "more of nothing": (frame(MORE, MESSAGE), PROTOCOL),
    "a message inside another": (frame(TEXT, b"{", last=False) + frame(TEXT, MESSAGE), PROTOCOL),
    "no text": (frame(TEXT, b'{"seq":1,"a":"\xff"}'), NO_TEXT),
    "half a letter": (frame(TEXT, b'"\xc3', last=False) + frame(MORE, b'"'), NO_TEXT),
    "half a code": (frame(CLOSE, b"\x03"), PROTOCOL),
    **{f"code {code}": (closing(code), PROTOCOL) for code in (0, 999, 1005, 1006, 5000, 65535)},
    "a reason that is no text": (closing(1000, b"\xff\xfe"), NO_TEXT),
    "2^63 bytes": (b"\x81\xff" + struct.pack(">Q", 1 << 63) + b"\1\2\3\4aaaa", TOO_BIG),
    "2^40 bytes": (frame(TEXT, b"aaaa", length=1 << 40), TOO_BIG),
    "2 MiB": (frame(TEXT, b"aaaa", length=2 << 20), TOO_BIG),
    "large parts": (
        frame(TEXT, b" " * 60_000, last=False) + frame(MORE, b" " * 60_000, last=False) * 40,
        TOO_BIG,
    ),
    "small parts": (
        frame(TEXT, b" ", last=False) + frame(MORE, b" ", last=False) * 20_000,
        TOO_BIG,
    ),
    "empty parts": (
        frame(TEXT, last=False) + frame(MORE, last=False) * 50_000,
        TOO_BIG,
    ),
    "a request": (handshake(), PROTOCOL),
    "zeros": (b"\0" * 5000, PROTOCOL),
    "ones": (b"\xff" * 5000, PROTOCOL),
    "a goodbye": (closing(1000), 1000),
    "a goodbye of one's own": (closing(3000), 3000),
    "more after a goodbye": (closing(1000) + frame(TEXT, MESSAGE), 1000),
}

# Wrong in what it says only: answered in words, and the socket lives on.
ANSWERED = {
    "an empty text": frame(TEXT),
    "empty bytes": frame(BINARY),
    "NaN": frame(TEXT, b'{"seq":NaN}'),
    "too long": frame(TEXT, b" " * 70_000),
    "a size in too many bytes": b"\x81\xfe\0\x02\0\0\0\0{]",
    "depth": frame(TEXT, b"[" * 60_000),
    "bytes that are no text": frame(BINARY, b"\xff\xfe"),
}
