"""`python -m tests.fuzz TARGET [SECONDS]`: call one target for as long as wanted.

With atheris (`pip install atheris`) the code's own branches guide it; without, bytes are spoiled
blindly. What breaks a target is written to `fuzz-TARGET.bin` and raised.
"""

import random
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None

with atheris.instrument_imports(include=["app"]) if atheris else nullcontext():
    from tests.fuzz.seeds import SEEDS, spoiled
    from tests.fuzz.targets import TARGETS, attempt


def blindly(name: str, seconds: float) -> None:
    """Spoil seeds until the time is over."""
    chance, end = random.Random(), time.monotonic() + seconds
    tried = taken = 0
    while time.monotonic() < end:
        data = spoiled(chance.choice(SEEDS[name]), chance)
        start = time.monotonic()
        try:
            taken += attempt(TARGETS[name], data)
            assert time.monotonic() - start < 1, "It hangs."
        except BaseException:
            Path(f"fuzz-{name}.bin").write_bytes(data)
            raise
        tried += 1
    print(f"{name}: {tried} tried, {taken} taken, nothing broke")


def guided(name: str, seconds: float) -> None:
    """Let atheris look for bytes that lead elsewhere."""

    def target(data: bytes) -> None:
        attempt(TARGETS[name], data)

    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS[name]):
            Path(corpus, str(number)).write_bytes(seed)
        options = [f"-max_total_time={seconds:.0f}", "-timeout=2", "-rss_limit_mb=2048"]
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix=fuzz-{name}-", corpus], target)
        atheris.Fuzz()


if __name__ == "__main__":
    chosen, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 600.0
    (guided if atheris else blindly)(chosen, seconds)
