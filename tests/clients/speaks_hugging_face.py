"""Hugging Face's InferenceClient talks to the server whose URL is given."""

import asyncio
import io
import tempfile

from huggingface_hub import AsyncInferenceClient, InferenceClient
from huggingface_hub.errors import HfHubHTTPError
from PIL import Image
from shared import NETWORK, URL, digits, refused, run

PLACE = f"{URL}/models/{NETWORK}"


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray((digits(1)[0, 0] * 255).astype("uint8")).save(buffer, "PNG")
    return buffer.getvalue()


def check_a_picture() -> None:
    found = InferenceClient(model=PLACE).image_classification(picture())
    assert len(found) == 5
    assert found[0].score == max(one.score for one in found)
    assert found[0].label in "0123456789"


def check_a_file() -> None:
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(picture())
        file.flush()
        found = InferenceClient(model=PLACE).image_classification(file.name)
    assert len(found) == 5


def check_parameters() -> None:
    client = InferenceClient(model=PLACE)
    assert len(client.image_classification(picture(), top_k=3)) == 3
    scores = [one.score for one in client.image_classification(picture(), function_to_apply="none")]
    assert any(not 0 <= score <= 1 for score in scores)


def check_the_asynchronous_client() -> None:
    found = asyncio.run(AsyncInferenceClient(model=PLACE).image_classification(picture()))
    assert len(found) == 5


def check_errors_are_read() -> None:
    client = InferenceClient(model=f"{URL}/models/lenet5")
    refused(lambda: client.image_classification(picture()), HfHubHTTPError, "lenet-5")


if __name__ == "__main__":
    run(globals())
