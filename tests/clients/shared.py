"""What the scripts of this folder share; it runs where only the clients are installed."""

import inspect
import json
import sys
import traceback
import urllib.request
from collections.abc import Callable
from typing import Any

import numpy as np

URL = sys.argv[1] if len(sys.argv) > 1 else ""
NETWORK = "lenet-5"


def digits(count: int) -> np.ndarray:
    """Strokes across 32×32 pixels, 0..1: (count, 1, 32, 32)."""
    images = np.zeros((count, 1, 32, 32), dtype=np.float32)
    for number in range(count):
        images[number, 0, 6:9, 8:24] = 1
        images[number, 0, 9:26, 14 + number % 8 : 18 + number % 8] = 0.75
    return images


def native(image: np.ndarray) -> dict[str, Any]:
    """What Inkling's own route says about an image (1, 32, 32)."""
    return _post("predict", image)


def native_layer(image: np.ndarray, layer: str) -> np.ndarray:
    """What a layer says about an image, by Inkling's own route."""
    return np.array(_post(f"trace?layers={layer}", image)["layers"][layer], dtype=np.float32)


def _post(route: str, image: np.ndarray) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{URL}/api/v1/networks/{NETWORK}/{route}",
        json.dumps({"pixels": image[0].tolist()}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=1e-4, atol=1e-5)


def refused(call: Callable[[], Any], kind: type[Exception], word: str) -> None:
    """Check that a call raises an error of this kind, in words that help."""
    try:
        call()
    except kind as error:
        if word not in str(error):
            raise
        return
    raise AssertionError("It was not refused.")


def run(checks: dict[str, Any]) -> None:
    """Run all functions `check_…` and print what each raised: {name: "" or the traceback}."""
    found = {}
    for name, check in checks.items():
        if name.startswith("check_") and inspect.isfunction(check):
            found[name] = _outcome(check)
    print(json.dumps(found))


def _outcome(check: Callable[[], None]) -> str:
    try:
        check()
    except BaseException:
        return traceback.format_exc()
    return ""
