"""NVIDIA's tritonclient[http] talks to the server whose URL is given."""

from functools import partial

import numpy as np
import tritonclient.http as triton
from shared import NETWORK, URL, close, digits, native, native_layer, refused, run
from tritonclient.utils import InferenceServerException

client = triton.InferenceServerClient(URL.removeprefix("http://"))


def sent(images: np.ndarray, binary: bool = True) -> list[triton.InferInput]:
    tensor = triton.InferInput("input", list(images.shape), "FP32")
    tensor.set_data_from_numpy(images, binary_data=binary)
    return [tensor]


def check_health() -> None:
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready(NETWORK)
    assert client.is_model_ready(NETWORK, "1")
    assert not client.is_model_ready("nothing")


def check_metadata() -> None:
    server = client.get_server_metadata()
    assert server["name"] == "inkling"
    assert "binary_tensor_data" in server["extensions"]
    model = client.get_model_metadata(NETWORK, "1")
    assert model["inputs"][0]["shape"] == [-1, 1, 32, 32]
    assert client.get_model_config(NETWORK)["max_batch_size"] == 64
    assert NETWORK in [model["name"] for model in client.get_model_repository_index()]


def check_infer_without_outputs() -> None:
    images = digits(2)
    result = client.infer(NETWORK, sent(images), request_id="seven")
    assert result.get_response()["id"] == "seven"
    close(result.as_numpy("logits")[1], native(images[1])["logits"])
    close(result.as_numpy("probabilities")[0], native(images[0])["probabilities"])


def check_infer_as_json() -> None:
    images = digits(1)
    wanted = [triton.InferRequestedOutput("logits", binary_data=False)]
    result = client.infer(NETWORK, sent(images, binary=False), outputs=wanted)
    close(result.as_numpy("logits")[0], native(images[0])["logits"])


def check_infer_layers_mixed() -> None:
    images = digits(3)
    wanted = [
        triton.InferRequestedOutput("c3", binary_data=True),
        triton.InferRequestedOutput("probabilities", binary_data=False),
        triton.InferRequestedOutput("f6", binary_data=True),
    ]
    result = client.infer(NETWORK, sent(images), outputs=wanted, model_version="1")
    assert result.as_numpy("c3").shape == (3, 16, 10, 10)
    close(result.as_numpy("c3")[2], native_layer(images[2], "c3"))
    close(result.as_numpy("f6")[1], native_layer(images[1], "f6"))
    close(result.as_numpy("probabilities")[0], native(images[0])["probabilities"])


def check_compression() -> None:
    images = digits(32)
    plain = client.infer(NETWORK, sent(images)).as_numpy("logits")
    for coding in ("gzip", "deflate"):
        packed = client.infer(
            NETWORK,
            sent(images),
            request_compression_algorithm=coding,
            response_compression_algorithm=coding,
        )
        np.testing.assert_array_equal(packed.as_numpy("logits"), plain)


def check_asynchronous_calls() -> None:
    images = digits(8)
    pending = [client.async_infer(NETWORK, sent(images[i : i + 1])) for i in range(8)]
    for i, request in enumerate(pending):
        close(request.get_result().as_numpy("logits")[0], native(images[i])["logits"])


def check_errors_are_read() -> None:
    for network, images, word in (
        ("lenet5", digits(1), "lenet-5"),
        (NETWORK, digits(1)[:, :, :28, :28], "shape"),
        (NETWORK, digits(1) * 255, "Ink"),
    ):
        call = partial(client.infer, network, sent(np.ascontiguousarray(images)))
        refused(call, InferenceServerException, word)


if __name__ == "__main__":
    run(globals())
