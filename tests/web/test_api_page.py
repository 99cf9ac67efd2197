"""docs/api.md and the README show what the server really answers."""

import json
import re
from pathlib import Path

import httpx
import pytest
from torch import nn

from tests.api_page import COMMAND, EXAMPLE, PAGES, request
from tests.web.bodies import picture
from tests.web.test_openapi import close

PICTURES = {"seven.png": picture(), "digit.png": picture()}
EXAMPLES = [(page, *match[1:]) for page in PAGES for match in EXAMPLE.findall(page.read_text())]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_answer_is_real(api: httpx.Client, number: int) -> None:
    page, command, text = EXAMPLES[number]
    found = json.loads(PAGES[page](request(api, command, PICTURES)))
    assert close(found, json.loads(text), rel=0.02), f"run: python -m tests.api_page\n{command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_other_command_runs(
    page: Path, api: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = page.read_text()
    assert EXAMPLE.search(text)
    for command in COMMAND.findall(text):
        assert request(api, command, PICTURES).status_code in (200, 404, 422)
    names = {"net": nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(1352, 10))}
    for code in re.findall(r"```python\n(.+?)```", text, flags=re.S):
        exec(code, names)
