"""The image is made of locked packages: all that the project needs, each with its hashes."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCKS = ROOT / "deploy" / "locks"
ENTRY = re.compile(r"^([a-z0-9-]+)==([^\s;]+)")


def locked() -> dict[str, str]:
    text = "".join(path.read_text() for path in (LOCKS / "torch.txt", LOCKS / "server.txt"))
    found = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        match = ENTRY.match(entry)
        assert match, entry
        assert "--hash=sha256:" in entry, f"{match[1]} has no hash"
        found[match[1]] = match[2]
    return found


def test_the_locks_have_all_that_the_project_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    versions = locked()
    for line in project["dependencies"]:
        wanted = Requirement(line)
        version = versions.get(wanted.name)
        assert version is not None, f"{wanted.name} is in no lock: run deploy/lock"
        assert wanted.specifier.contains(version), f"{wanted}: run deploy/lock"


def test_no_part_of_cuda_is_in_the_image() -> None:
    assert [name for name in locked() if name.startswith(("nvidia", "cuda", "triton"))] == []


def test_the_image_takes_locked_packages_only_and_runs_as_nobody() -> None:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    installs = re.findall(r"pip install ([^&\n]*)", text)
    assert installs
    for what in installs:
        assert "--require-hashes" in what or what.strip() == "dist/*.whl", what
    assert "PIP_NO_DEPS=1" in text
    user = re.search(r"^USER (\d+):(\d+)$", text, re.MULTILINE)
    assert user
    assert "0" not in user.groups()
