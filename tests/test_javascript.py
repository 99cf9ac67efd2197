"""The page's pure modules have tests of their own; Node runs them."""

import subprocess
from pathlib import Path

from tests.machine import program

ROOT = Path(__file__).parent.parent


def test_pure_modules_of_the_page() -> None:
    files = sorted(map(str, (ROOT / "tests" / "js").rglob("*.test.js")))
    assert files, "no tests found"
    command = [program("node"), "--test", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
