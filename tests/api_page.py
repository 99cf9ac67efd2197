"""The commands and answers of the pages; `python -m tests.api_page` refreshes the answers."""

import json
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent
HERE = "localhost:8000"
EXAMPLE = re.compile(r"(```sh\n(curl [^\n]+)\n```\n+```json\n)(.*?)```", flags=re.S)
COMMAND = re.compile(r"```sh\n(curl [^\n]+)\n```")


def request(api: httpx.Client, command: str, pictures: Mapping[str, bytes]) -> httpx.Response:
    """Do what a curl command does, for the options that the pages use."""
    words = shlex.split(command)[1:]
    url, headers, body, target = "", {}, None, None
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word in ("-d", "--data-binary"):
            said = words.pop(0)
            body = pictures[said[1:]] if said.startswith("@") else said.encode()
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        elif word == "-o":
            target = words.pop(0)
        elif word != "-s":
            host, found, url = word.removeprefix("http://").partition(HERE)
            assert (host, found) == ("", HERE), word
    answer = api.request("POST" if body is not None else "GET", url, headers=headers, content=body)
    if target:
        Path(target).write_bytes(answer.content)
    return answer


def shortened(value: Any) -> Any:
    """Cut long lists and round numbers, as the page of the API shows them."""
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        most = 10 if all(isinstance(item, int | float | str) for item in value) else 2
        cut = [shortened(item) for item in value[:most]]
        return [*cut, "…"] if len(value) > most else cut
    if isinstance(value, str) and len(value) > 200:
        return value[:40] + "…"
    return float(f"{value:.3g}") if isinstance(value, float) else value


def by_member(answer: httpx.Response) -> str:
    """Write an answer shortened, with a line for each member."""
    value = shortened(answer.json())
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items()]
    return "{\n  " + ",\n  ".join(lines) + "\n}\n"


def whole(answer: httpx.Response) -> str:
    """Write an answer as it comes."""
    return answer.text + "\n"


PAGES: Mapping[Path, Callable[[httpx.Response], str]] = {
    ROOT / "docs" / "api.md": by_member,
    ROOT / "README.md": whole,
}
"""How each page shows an answer."""


def refreshed(page: Path, api: httpx.Client, pictures: Mapping[str, bytes]) -> str:
    """Return the page's text with the answers that a server gives now."""

    def again(match: re.Match[str]) -> str:
        return f"{match[1]}{PAGES[page](request(api, match[2], pictures))}```"

    return EXAMPLE.sub(again, page.read_text())


if __name__ == "__main__":
    from tests.servers import serve
    from tests.web.bodies import picture

    drawn = {"seven.png": picture(), "digit.png": picture()}
    with serve() as server, httpx.Client(base_url=server.url) as client:
        for path in PAGES:
            path.write_text(refreshed(path, client, drawn))
