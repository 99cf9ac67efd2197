"""The page's pure modules have tests of their own; Node runs them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_pure_modules_of_the_page() -> None:
    node = shutil.which("node")
    if node is None and not os.environ.get("CI"):
        pytest.skip("node is not installed; the page's pure modules were not tested")
    assert node, "CI needs node"
    files = sorted(map(str, (ROOT / "tests" / "js").rglob("*.test.js")))
    assert files, "no tests found"
    done = subprocess.run([node, "--test", *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
