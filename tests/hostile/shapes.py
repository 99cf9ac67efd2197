"""Requests of every wrong shape, and a few odd ones that are right (RFC 9112)."""

BODY = b'{"ink":{"strokes":[[[0.3,0.2],[0.7,0.2],[0.5,0.8]]]}}'
POST = b"POST /api/v1/networks/lenet-5/predict HTTP/1.1\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
ONE = b"%x\r\n" % len(BODY) + BODY + b"\r\n"
CHUNKS = ONE + b"0\r\n\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


def post(headers: bytes, body: bytes = BODY) -> bytes:
    return POST + HOST + headers + b"\r\n" + body


def chunked(body: bytes) -> bytes:
    return post(CHUNKED, body)


def get(headers: bytes) -> bytes:
    return GET + HOST + headers + b"\r\n"


def ask(target: bytes, version: bytes = b"HTTP/1.1", method: bytes = b"GET") -> bytes:
    return b"%s %s %s\r\n" % (method, target, version) + HOST + b"\r\n"


# Where the body ends: two readers may not differ.
FRAMING = {
    "length and chunks": post(LENGTH + CHUNKED, CHUNKS),
    "chunks and length": post(CHUNKED + b"Content-Length: 4\r\n", b"0\r\n\r\n" + SMUGGLED),
    "the same length twice": post(LENGTH + LENGTH),
    "two lengths": post(LENGTH + b"Content-Length: 3\r\n"),
    "a list of lengths": post(b"Content-Length: %d, %d\r\n" % (len(BODY), len(BODY))),
    "a negative length": post(b"Content-Length: -1\r\n"),
    "a length with a sign": post(b"Content-Length: +%d\r\n" % len(BODY)),
    "a length in hexadecimal": post(b"Content-Length: 0x35\r\n"),
    "a length with a gap": post(b"Content-Length: 5 3\r\n"),
    "an endless length": post(b"Content-Length: 99999999999999999999999\r\n"),
    "no length": post(b"Content-Length: \r\n"),
    "identity": post(b"Transfer-Encoding: identity\r\n"),
    "gzip": post(b"Transfer-Encoding: gzip\r\n"),
    "gzip, chunked": post(b"Transfer-Encoding: gzip, chunked\r\n", CHUNKS),
    "chunked, identity": post(b"Transfer-Encoding: chunked, identity\r\n", CHUNKS),
    "xchunked": post(b"Transfer-Encoding: xchunked\r\n", CHUNKS),
    "chunked twice": post(CHUNKED + CHUNKED, CHUNKS),
    "a vertical tab": post(b"Transfer-Encoding:\x0bchunked\r\n", CHUNKS),
    "a space before the colon": post(b"Transfer-Encoding : chunked\r\n", CHUNKS),
    "chunked on the next line": post(b"Transfer-Encoding:\r\n chunked\r\n", CHUNKS),
    "a negative chunk": chunked(b"-1\r\n" + BODY),
    "a chunk beyond 64 bits": chunked(b"FFFFFFFFFFFFFFFFF\r\n" + BODY),
    "a chunk of letters": chunked(b"xyz\r\n" + BODY),
    "a chunk with 0x": chunked(b"0x5\r\n" + BODY),
    "a chunk without a size": chunked(b"\r\n" + BODY),
    "a chunk behind a space": chunked(b" " + CHUNKS),
    "a chunk longer than it says": chunked(b"5\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "a chunk without its end": chunked(ONE[:-2] + b"0\r\n\r\n"),
    "a line feed in an extension": chunked(ONE.replace(b"\r\n", b";a\nb\r\n", 1) + b"0\r\n\r\n"),
    "chunks with line feeds": chunked(CHUNKS.replace(b"\r\n", b"\n")),
    "a length as trailer": chunked(ONE + b"0\r\nContent-Length: 5\r\n\r\n"),
}

# What a head may not be.
HEADS = {
    "a folded header": get(b"X-A: b\r\n c\r\n"),
    "line feeds": get(b"").replace(b"\r\n", b"\n"),
    "a line feed": get(b"X-A: b\nX-B: c\r\n"),
    "a carriage return": get(b"X-A: b\rX-B: c\r\n"),
    "a zero in a value": get(b"X-A: b\0c\r\n"),
    "a zero in a name": get(b"X-\0A: b\r\n"),
    "a space in a name": get(b"X A: b\r\n"),
    "no name": get(b": b\r\n"),
    "no colon": get(b"hello\r\n"),
    "a space before it all": b" " + get(b""),
    "a space before the first header": GET + b" X: y\r\n" + HOST + b"\r\n",
    "no host": GET + b"\r\n",
    "two hosts": get(HOST),
    "another's address": ask(b"http://evil.example/healthz"),
    "another's address and a port": ask(b"http://evil.example:80/healthz"),
    "no version": b"GET /healthz\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/3": ask(b"/healthz", b"HTTP/3.0"),
    "a tunnel": ask(b"localhost:80", method=b"CONNECT"),
    "a strange method": ask(b"/healthz", method=b"BREW"),
    "a small method": ask(b"/healthz", method=b"get"),
    "a long method": ask(b"/healthz", method=b"G" * 5000),
    "raw bytes as address": ask(b"/\xff\xfe"),
    "a zero in the address": ask(b"/a\0b"),
    "no address": ask(b""),
    "TLS": b"\x16\x03\x01\0\xa5\x01\0\0\xa1\x03\x03" + b"a" * 100,
    "zeros": b"\0" * 2000,
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "SMTP": b"EHLO a\r\nMAIL FROM: b\r\n\r\n",
    "a proxy's preface": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + get(b""),
}

# Odd, but whole requests: the answer's status, and the line goes on with the next one.
ODD = {
    "latin letters": (get(b"X-A: \xff\xfe\r\n"), 200),
    "our whole address": (ask(b"http://localhost/healthz"), 200),
    "options of all": (ask(b"*", method=b"OPTIONS"), 404),
    "a trace": (ask(b"/healthz", method=b"TRACE"), 405),
    "half a percentage": (ask(b"/%zz%f"), 404),
    "an address that is no text": (ask(b"/api/v1/networks/%ff%fe"), 404),
    "two slashes": (ask(b"//evil.example/healthz"), 404),
    "a zero in the query": (ask(b"/api/v1/networks?a=%00"), 422),
    "a body where none is read": (get(LENGTH)[:-2] + b"\r\n" + BODY, 200),
    "an extension of a chunk": (chunked(ONE.replace(b"\r\n", b";a=b\r\n", 1) + b"0\r\n\r\n"), 200),
    "lines before it all": (b"\r\n\r\n" + get(b""), 200),
    "parts of a file": (
        b"GET /static/js/main.js HTTP/1.1\r\n" + HOST + b"Range: bytes="
        + b",".join(b"%d-%d" % (i, i) for i in range(3000)) + b"\r\n\r\n", 200),
    "a part that ends before it begins": (
        b"GET /static/js/main.js HTTP/1.1\r\n" + HOST + b"Range: bytes=9-1,-,a-b\r\n\r\n", 200),
    "3,000 media types": (
        b"GET /api/v1/networks HTTP/1.1\r\n" + HOST + b"Accept: " + b"a/b;q=.1," * 3000
        + b"\r\n\r\n", 406),
    "no media types": (
        b"GET /api/v1/networks HTTP/1.1\r\n" + HOST + b'Accept: ;;q=;,/;q=nan,"\r\n\r\n', 406),
    "no codings": (
        b"GET /docs HTTP/1.1\r\n" + HOST + b"Accept-Encoding: ;q=1e999,gzip;q=nan\r\n\r\n", 200),
    "no type": (post(LENGTH + b'Content-Type: ;;="\xff\r\n'), 200),
    "a tag of junk": (
        b"GET /static/icon.svg HTTP/1.1\r\n" + HOST + b'If-None-Match: "",W/,"\r\n\r\n', 200),
    "a date of junk": (
        b"GET /static/icon.svg HTTP/1.1\r\n" + HOST
        + b"If-Modified-Since: Thu, 99 Foo 99999 99:99:99 GMT\r\n\r\n", 200),
}  # fmt: skip

# Requests to speak something else: answered, and the line is closed, as who knows what follows.
UPGRADES = {
    "an upgrade to tea": (get(b"Connection: Upgrade\r\nUpgrade: tea\r\n"), 200),
    "an upgrade to HTTP/2": (
        get(b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n"),
        200,
    ),
    "a post that would be a socket": (
        ask(b"/healthz", method=b"POST")[:-2]
        + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        405,
    ),
}
