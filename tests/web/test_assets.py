"""The page's modules travel without their comments, and stay the same programs."""

import re
from pathlib import Path

import httpx
import pytest

from app.resources import resource
from app.web.assets import without_comments

STATIC = resource("static")
COMMENT = re.compile(r"/\*\*.*?\*/", re.S)
MODULES = sorted((STATIC / "js").rglob("*.js"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_only_comments_leave_a_module(path: Path) -> None:
    source = path.read_text()
    lean = without_comments(source)
    assert lean.count("\n") == source.count("\n"), "lines keep their numbers"
    gone = [
        line for line, kept in zip(source.split("\n"), lean.split("\n"), strict=True) if not kept
    ]
    assert all(re.match(r"\s*(/\*\*|\*|$)", line) for line in gone)
    assert COMMENT.sub("", source).split() == COMMENT.sub("", lean).split(), "the same program"


@pytest.mark.parametrize(
    "code",
    [
        "const a = /** @type {A} */ (b);\n/** c */\nd();\n",
        "/** @type {A} */ (b).c();\nd(); /** e */\n",
        "f(`\n  ${g}\n`);\n",
    ],
)
def test_code_beside_a_comment_stays(code: str) -> None:
    assert without_comments(code).replace("/** c */", "") == code.replace("/** c */", "")


def test_a_served_module_has_no_comments_but_its_source_has(api: httpx.Client) -> None:
    path = "/static/js/core/frame.js"
    lean = api.get(path, headers={"Accept-Encoding": "gzip"}).text
    whole = api.get(path, headers={"Accept-Encoding": "identity"}).text
    assert "/**" in whole
    assert "/**" not in lean
    assert "export function peek" in lean


def test_vendored_files_keep_their_licences(api: httpx.Client) -> None:
    for path in (STATIC / "vendor").glob("*.js"):
        assert api.get(f"/static/vendor/{path.name}").text == path.read_text()
