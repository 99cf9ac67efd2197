import io
import re
import time

import httpx
import pytest
from PIL import Image

from tests.telemetry.figures import PREDICT, SEVEN

STAGES = ["queue", "raster", "inference", "encode"]


def stages(answer: httpx.Response) -> dict[str, float]:
    """What `Server-Timing` says (W3C): `name;dur=milliseconds`, by comma."""
    parts = answer.headers["server-timing"].split(", ")
    found = [re.fullmatch(r"([a-z]+);dur=([0-9.]+)", part) for part in parts]
    assert all(found)
    return {match[1]: float(match[2]) for match in found if match}


@pytest.mark.parametrize("accept", ["application/json", "application/vnd.safetensors"])
@pytest.mark.parametrize("verb", ["predict", "trace"])
def test_an_answer_says_where_its_time_went(api: httpx.Client, verb: str, accept: str) -> None:
    start = time.perf_counter()
    place = PREDICT.replace("predict", verb)
    answer = api.post(place, json=SEVEN, headers={"Accept": f"{accept}, application/json;q=0.1"})
    waited = (time.perf_counter() - start) * 1000
    spent = stages(answer)
    assert list(spent) == STAGES
    assert all(time > 0 for time in spent.values())
    assert sum(spent.values()) < waited


def test_a_picture_that_a_helper_reads_has_the_same_stages(api: httpx.Client) -> None:
    file = io.BytesIO()
    Image.new("L", (900, 900), 255).save(file, "png")
    answer = api.post(PREDICT, content=file.getvalue(), headers={"Content-Type": "image/png"})
    spent = stages(answer)
    assert list(spent) == STAGES
    assert spent["raster"] > 1  # it has 810,000 pixels


def test_what_computes_nothing_has_no_timing(api: httpx.Client) -> None:
    assert "server-timing" not in api.get("/healthz").headers
    assert "server-timing" not in api.post(PREDICT, content=b"{").headers
