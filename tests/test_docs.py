"""The documents name everything that exists, and what they name exists."""

import re
from pathlib import Path

import httpx
import pytest

from app.cnn import kinds  # noqa: F401  (makes every kind known)
from app.cnn.kinds.base import Kind
from app.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`INKLING_{name.upper()}`" in README


def test_the_readme_names_no_setting_that_is_gone() -> None:
    named = set(re.findall(r"`INKLING_([A-Z_]+)`", README))
    assert named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("command", ["serve", "predict", "networks", "train", "dissect"])
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"inkling {command}" in README


def test_every_endpoint_is_in_the_api_page(api: httpx.Client) -> None:
    page = (ROOT / "docs" / "api.md").read_text()
    missing = [path for path in api.get("/openapi.json").json()["paths"] if path not in page]
    assert missing == []


def kinds_of(family: type) -> set[str]:
    own = {family.kind} if "kind" in vars(family) and isinstance(family.kind, str) else set()
    return own.union(*map(kinds_of, family.__subclasses__()))


def test_every_kind_of_layer_is_documented() -> None:
    page = (ROOT / "docs" / "your-network.md").read_text()
    assert {kind for kind in kinds_of(Kind) if f"`{kind}`" not in page} == set()


def test_ci_runs_the_command_that_the_readme_gives() -> None:
    section = README.split("## Test it")[1]
    match = re.search(r"```sh\n(.+?)\n```", section, flags=re.S)
    assert match
    assert match[1] in (ROOT / ".ci" / "run").read_text()


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []
