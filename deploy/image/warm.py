"""Start the installed server once and use all of it, for the bytecode of what is imported.

Run while the image is built, with PYTHONPYCACHEPREFIX set; fails when anything does not work.
"""

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import torch
from PIL import Image
from websockets.sync.client import connect

PORT = 18765  # a build may share the machine's network, and with it its taken ports
URL = f"http://127.0.0.1:{PORT}"
SEVEN = {"ink": {"strokes": [[[0.3, 0.25], [0.7, 0.25], [0.62, 0.45], [0.5, 0.8]]]}}
JSON = "application/json"
SAFETENSORS = "application/vnd.safetensors"


def ask(path: str, body: bytes | None = None, **headers: str) -> bytes:
    """Ask the server; an answer that is no success ends the build."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with urllib.request.urlopen(urllib.request.Request(URL + path, body, named)) as answer:
        return bytes(answer.read())


def wait(server: subprocess.Popen[bytes]) -> None:
    """Wait until it is ready."""
    for _ in range(1200):
        if server.poll() is not None:
            sys.exit("The server has ended.")
        try:
            ask("/readyz")
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    sys.exit("The server does not get ready.")


def picture() -> bytes:
    """A dark line on white paper."""
    image = Image.new("L", (200, 200), 255)
    image.paste(0, (90, 30, 110, 170))
    file = io.BytesIO()
    image.save(file, "png")
    return file.getvalue()


def use() -> None:
    """Ask for everything that a server is asked for."""
    ink = json.dumps(SEVEN).encode()
    for path in ("/", "/docs", "/openapi.json", "/metrics", "/healthz", "/static/js/main.js",
                 "/api/v1/networks", "/api/v1/networks/lenet-5/gallery"):  # fmt: skip
        ask(path)
    for network in ("lenet-5", "vgg-mini", "crash-course", "own"):
        place = f"/api/v1/networks/{network}"
        ask(f"{place}/predict", ink, Content_Type=JSON)
        for form in (JSON, SAFETENSORS, "application/x-npz"):
            ask(f"{place}/trace", ink, Content_Type=JSON, Accept=f"{form}, {JSON};q=0.1")
    place = "/api/v1/networks/lenet-5"
    assert json.loads(ask(f"{place}/predict", ink, Content_Type=JSON))["label"] == "7"
    assert json.loads(ask(f"{place}/predict", picture(), Content_Type="image/png"))["label"] == "1"
    ask(f"{place}/preprocess", ink, Content_Type=JSON)
    ask("/api/v1/networks/crash-course/ablate?layers=pool", ink, Content_Type=JSON)
    tensor = {"name": "input", "shape": [1, 1, 32, 32], "datatype": "FP32", "data": [0.0] * 1024}
    ask("/v2/models/lenet-5/infer", json.dumps({"inputs": [tensor]}).encode(), Content_Type=JSON)
    with connect(URL.replace("http", "ws") + "/api/v1/lab/train", max_size=None) as lab:
        lab.send(json.dumps({"do": "start", "knobs": {"digits": 100, "filters": 1}}))
        while '"kept"' not in str(lab.recv(timeout=120)):
            pass
    with connect(URL.replace("http", "ws") + "/api/v1/live", max_size=None) as live:
        live.send(json.dumps({"seq": 1, **SEVEN}))
        live.recv(timeout=60)


def own_network(folder: Path) -> Path:
    """A network as an operator may bring it."""
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(),
                              torch.nn.Linear(4 * 26 * 26, 10)).eval()  # fmt: skip
    file = folder / "own.pt2"
    torch.export.save(torch.export.export(net, (torch.zeros(1, 1, 28, 28),)), file)
    return file


def main() -> None:
    """Serve, use, stop."""
    with tempfile.TemporaryDirectory() as folder:
        own = own_network(Path(folder))
        for workers in ("1", "2"):
            command = ["inkling", "serve", "--no-open", "--workers", workers, "--network", str(own)]
            server = subprocess.Popen(command, env={**os.environ, "INKLING_PORT": str(PORT)})
            wait(server)
            use()
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0


if __name__ == "__main__":
    main()
