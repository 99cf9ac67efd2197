"""What the image is made by: its own check works, and its layers are in order of change."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.servers import serve

ROOT = Path(__file__).parent.parent.parent
FINAL = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]


@pytest.fixture
def warm() -> ModuleType:
    spec = importlib.util.spec_from_file_location("warm", ROOT / "deploy" / "image" / "warm.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_check_that_ends_a_bad_build_passes_here(warm: ModuleType, tmp_path: Path) -> None:
    with serve("--network", str(warm.own_network(tmp_path))) as server:
        warm.URL = server.url
        warm.use()


def test_what_changes_seldom_lies_below() -> None:
    copied = re.findall(r"^COPY --from=\w+ (\S+)", FINAL, re.MULTILINE)
    assert copied == ["/opt/inkling", "/opt/app", "/opt/bytecode"]
    assert re.search(r"^RUN rm -rf \S*site-packages", FINAL, re.MULTILINE)  # no pip
    assert "PYTHONPYCACHEPREFIX=/opt/bytecode" in FINAL


def test_the_build_gets_what_it_copies() -> None:
    allowed = (ROOT / ".dockerignore").read_text().split()
    text = (ROOT / "Dockerfile").read_text()
    for place in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for path in place.split():
            assert (ROOT / path).exists()
            assert any(path.startswith(entry[1:]) for entry in allowed if entry.startswith("!"))
