"""docs/api.md shows what the server really answers."""

import json
import re
from pathlib import Path

import httpx
import pytest

from tests.api_page import COMMAND, EXAMPLE, PAGE, request, shortened
from tests.web.bodies import picture
from tests.web.test_openapi import close

TEXT = PAGE.read_text()
PICTURES = {"seven.png": picture()}


@pytest.mark.parametrize("number", range(len(EXAMPLE.findall(TEXT))))
def test_every_answer_is_real(api: httpx.Client, number: int) -> None:
    command, shown = EXAMPLE.findall(TEXT)[number]
    found = shortened(request(api, command, PICTURES).json())
    assert close(found, json.loads(shown), rel=0.02), f"run: python -m tests.api_page\n{command}"


def test_every_other_command_runs(
    api: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in COMMAND.findall(TEXT):
        assert request(api, command, PICTURES).status_code in (200, 404, 422)
    for code in re.findall(r"```python\n(.+?)```", TEXT, flags=re.S):
        exec(code, {})
