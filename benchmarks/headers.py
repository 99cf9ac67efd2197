"""How Mozilla's HTTP Observatory grades the pages, reached by HTTPS as behind a proxy.

    python -m benchmarks.headers

Its scanner comes from npm, once, into the user's cache; `openssl` makes the certificate. Nothing
but the server here is asked.
"""

import json
import os
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.servers import serve

SCANNER, VERSION = "@mdn/mdn-http-observatory", "1.4.8"
PAGES = ("", "/lab", "/learn", "/docs", "/networks/lenet-5", "/api/v1/networks")
SCAN = f"""
import {{ scan }} from "{SCANNER}/src/scanner/index.js";
const {{ scan: found, tests }} = await scan(process.argv[1]);
const points = Object.values(tests).map((one) => [one.result, one.scoreModifier]);
console.log(JSON.stringify({{ grade: found.grade, score: found.score, points }}));
"""


def scanner() -> Path:
    """The folder that has the scanner; without its scripts, which download lists."""
    place = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "inkling/observatory")
    package = place / "node_modules" / SCANNER
    if not package.exists():
        place.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run([*command, f"{SCANNER}@{VERSION}"], cwd=place, check=True)
        (package / "conf" / "hsts-preload.json").write_text("{}")
    return place


def certificate(place: Path) -> Path:
    """A key and a certificate for localhost, in one file."""
    file = place / "localhost.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    more = ["-addext", "subjectAltName=DNS:localhost", "-keyout", "-", "-out", "-"]
    made = subprocess.run([*command.split(), *more], check=True, capture_output=True)
    file.write_bytes(made.stdout)
    return file


@contextmanager
def behind_tls(port: int, file: Path) -> Iterator[int]:
    """Until the block ends, a port at which HTTPS becomes HTTP at `port`."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):  # closed
                while True:
                    line = listener.accept()[0]
                    threading.Thread(target=hand_on, args=(context, line, port)).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]


def hand_on(context: ssl.SSLContext, line: socket.socket, port: int) -> None:
    """One request there, its answer back: the server is told that there is no other."""
    line.settimeout(10)
    with suppress(OSError), context.wrap_socket(line, server_side=True) as client:
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += client.recv(65536)
        with socket.create_connection(("127.0.0.1", port), 10) as server:
            server.sendall(asked.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            while part := server.recv(65536):
                client.sendall(part)


def main() -> None:
    place = scanner()
    with tempfile.TemporaryDirectory() as folder, serve(env={"INKLING_HTTPS": "true"}) as server:
        file = certificate(Path(folder))
        env = {**os.environ, "NODE_EXTRA_CA_CERTS": str(file)}
        with behind_tls(server.port, file) as port:
            for page in PAGES:
                command = ["node", "--input-type=module", "-e", SCAN, f"localhost:{port}{page}"]
                done = subprocess.run(command, cwd=place, env=env, check=True, capture_output=True)
                found = json.loads(done.stdout)
                print(f"{page or '/':18} {found['grade']} {found['score']}")
                if not page:
                    print(
                        *(f"    {points:+3} {what}" for what, points in found["points"]), sep="\n"
                    )


if __name__ == "__main__":
    main()
