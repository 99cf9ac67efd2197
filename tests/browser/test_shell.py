"""What comes first: a page without inline code, all modules announced, few bytes."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from app.resources import resource
from tests.servers import Server

STATIC = resource("static")
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


def imported(entry: Path, eager_only: bool) -> set[Path]:
    """Every module that the page needs; `() => import(…)` waits until somebody asks for it."""
    found: set[Path] = set()
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        code = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        code = re.sub(r"=>\s*import\([^)]*\)", "", code)
        if eager_only:
            code = re.sub(r"import\(", "", code)
            code = re.sub(r"""^\s+["']\..*$""", "", code, flags=re.M)
        waiting += [(path.parent / target).resolve() for target in IMPORT.findall(code)]
    return found


def test_every_module_is_announced(api: httpx.Client) -> None:
    html = api.get("/").text
    announced = re.findall(r'rel="modulepreload" href="/static/[0-9a-f]+/([^"]+)"', html)
    needed = {
        path.relative_to(STATIC).as_posix() for path in imported(STATIC / "js" / "main.js", False)
    }
    assert sorted(announced) == sorted(needed)


def test_nothing_is_inline_and_no_link_is_dead(api: httpx.Client) -> None:
    html = api.get("/").text
    assert api.get("/docs").status_code == 200, "the page links there"
    assert "<style" not in html
    assert re.findall(r"""\s(?:style|on\w+)=["']""", html) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


def sent(api: httpx.Client, *paths: str) -> int:
    """Bytes over the wire for some addresses: status line, headers and packed bodies."""
    answers = [api.get(path, headers={"Accept-Encoding": "gzip"}) for path in paths]
    heads = sum(
        len(f"{name}: {value}") + 2 for one in answers for name, value in one.headers.items()
    )
    return heads + sum(19 + one.num_bytes_downloaded for one in answers)


def test_few_bytes_before_the_first_stroke(api: httpx.Client) -> None:
    files = {STATIC / "js" / "theme-boot.js"} | set((STATIC / "css").glob("*.css"))
    files |= imported(STATIC / "js" / "main.js", True)
    first = sent(api, "/", *(address(path) for path in files), "/static/fonts/inter.woff2")
    assert first < 124_000, "until the pad can be drawn on"
    later = imported(STATIC / "js" / "main.js", False) - files
    network = "/api/v1/networks/crash-course"
    rest = sent(
        api,
        *(address(path) for path in later),
        "/static/fonts/jetbrains-mono.woff2",
        "/api/v1/networks",
        network,
        f"{network}/layers/conv/filters",
    )
    assert first + rest < 250_000, "until every layer answers"


def address(path: Path) -> str:
    return f"/static/{path.relative_to(STATIC).as_posix()}"


def test_fonts_are_small() -> None:
    assert (STATIC / "fonts" / "inter.woff2").stat().st_size < 35_000
    assert (STATIC / "fonts" / "jetbrains-mono.woff2").stat().st_size < 12_000


@pytest.mark.browser
def test_the_shell_is_there_without_scripts(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_text("needs JavaScript")).to_be_visible()
    expect(page.locator("#pad")).to_be_visible()
    context.close()
