"""KServe's REST client talks to the server whose URL is given."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

import httpx
import numpy as np
from kserve import InferenceRESTClient, InferInput, InferOutput, InferRequest, InferResponse
from kserve.inference_client import RESTConfig
from kserve.protocol.infer_type import RequestedOutput
from shared import NETWORK, URL, close, digits, native, native_layer, refused, run


def asked(ask: Any) -> Any:
    """Run `ask(client)` with a client of its own loop."""

    async def story() -> Any:
        client = InferenceRESTClient(RESTConfig(protocol="v2", retries=0))
        found: Coroutine[Any, Any, Any] = ask(client)
        return await found

    return asyncio.run(story())


def infer(images: np.ndarray, binary: bool, network: str = NETWORK, **more: Any) -> InferResponse:
    tensor = InferInput("input", list(images.shape), "FP32")
    tensor.set_data_from_numpy(images, binary_data=binary)
    request = InferRequest(network, [tensor], **more)
    return asked(lambda client: client.infer(URL, request, model_name=network))


def output(response: InferResponse, name: str) -> InferOutput:
    return next(one for one in response.outputs if one.name == name)


def check_health() -> None:
    assert asked(lambda client: client.is_server_live(URL)) is True
    assert asked(lambda client: client.is_server_ready(URL)) is True
    assert asked(lambda client: client.is_model_ready(URL, NETWORK)) is True


def check_infer_as_json() -> None:
    images = digits(2)
    response = infer(images, binary=False, request_id="seven")
    assert (response.id, response.model_name) == ("seven", NETWORK)
    close(output(response, "logits").as_numpy()[1], native(images[1])["logits"])
    close(output(response, "probabilities").as_numpy()[0], native(images[0])["probabilities"])


def check_infer_as_bytes() -> None:
    images = digits(2)
    response = infer(images, binary=True, parameters={"binary_data_output": True})
    close(output(response, "logits").as_numpy()[1], native(images[1])["logits"])


def check_any_layer() -> None:
    images = digits(1)
    wanted = RequestedOutput("c3", parameters={"binary_data": True})
    response = infer(images, binary=True, request_outputs=[wanted])
    close(output(response, "c3").as_numpy()[0], native_layer(images[0], "c3"))


def check_errors_are_read() -> None:
    call = partial(infer, digits(1), binary=False, network="lenet5")
    refused(call, httpx.HTTPStatusError, "lenet-5")


if __name__ == "__main__":
    run(globals())
