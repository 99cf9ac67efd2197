"""The commands and answers of docs/api.md; `python -m tests.api_page` refreshes the answers."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import httpx

PAGE = Path(__file__).parent.parent / "docs" / "api.md"
HERE = "http://localhost:8000"
EXAMPLE = re.compile(r"```sh\n(curl [^\n]+)\n```\n\n```json\n(.*?)```", flags=re.S)
COMMAND = re.compile(r"```sh\n(curl [^\n]+)\n```")


def request(api: httpx.Client, command: str, pictures: dict[str, bytes]) -> httpx.Response:
    """Do what a curl command does, for the options that the page uses."""
    words = shlex.split(command)[1:]
    url, headers, body, target = "", {}, None, None
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = words.pop(0).encode()
        elif word == "--data-binary":
            body = pictures[words.pop(0).removeprefix("@")]
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        elif word == "-o":
            target = words.pop(0)
        else:
            assert word.startswith(HERE), word
            url = word.removeprefix(HERE)
    answer = api.request("POST" if body is not None else "GET", url, headers=headers, content=body)
    if target:
        Path(target).write_bytes(answer.content)
    return answer


def shortened(value: Any) -> Any:
    """Cut long lists and round numbers, as the page shows them."""
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        most = 10 if all(isinstance(item, int | float | str) for item in value) else 2
        cut = [shortened(item) for item in value[:most]]
        return [*cut, "…"] if len(value) > most else cut
    if isinstance(value, str) and len(value) > 200:
        return value[:40] + "…"
    return float(f"{value:.3g}") if isinstance(value, float) else value


def written(value: Any) -> str:
    """Write JSON with a line for each member."""
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items()]
    return "{\n  " + ",\n  ".join(lines) + "\n}\n"


def refreshed(page: str, api: httpx.Client, pictures: dict[str, bytes]) -> str:
    """Return the page with the answers that a server gives now."""

    def again(match: re.Match[str]) -> str:
        answer = request(api, match[1], pictures).json()
        return f"```sh\n{match[1]}\n```\n\n```json\n{written(shortened(answer))}```"

    return EXAMPLE.sub(again, page)


if __name__ == "__main__":
    from tests.servers import serve
    from tests.web.bodies import picture

    with serve() as server, httpx.Client(base_url=server.url) as client:
        PAGE.write_text(refreshed(PAGE.read_text(), client, {"seven.png": picture()}))
