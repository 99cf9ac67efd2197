"""The lab's page reads without JavaScript: what there is to turn, and which mistakes to make."""

import html
import re

import httpx

from tests.servers import serve


def test_it_explains_every_knob_and_mistake(api: httpx.Client) -> None:
    about = api.get("/api/v1/lab").json()
    page = html.unescape(api.get("/lab").text)
    for knob in about["knobs"]:
        assert knob["title"] in page
        assert knob["words"] in page
    for preset in about["presets"]:
        assert (preset["words"] in page) == preset["mistake"]
    assert about["data"]["licence"] in page


def test_nothing_is_inline(api: httpx.Client) -> None:
    page = api.get("/lab").text
    assert "<style" not in page
    assert re.findall(r"""\s(?:style|on\w+)=["']""", page) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_all_that_it_loads_is_there(api: httpx.Client) -> None:
    for address in re.findall(r'(?:src|href)="(/[^"#]*)"', api.get("/lab").text):
        assert api.get(address).status_code == 200, address


def test_where_it_is_off_the_page_says_so() -> None:
    with serve(env={"INKLING_LAB": "false"}) as server:
        words = httpx.get(f"{server.url}/api/v1/lab").json()["words"]
        page = html.unescape(httpx.get(f"{server.url}/lab").text)
    assert words
    assert words in page
