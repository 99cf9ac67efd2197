"""LitServe serving LeNet-5; a module of its own, as its workers import the class by name."""

from typing import Any

import litserve
import torch

from benchmarks.rivals import SHAPE, network


class API(litserve.LitAPI):  # type: ignore[misc]
    """One image a request, batches of at most 16."""

    def setup(self, device: str) -> None:
        torch.set_num_threads(1)
        self.model = network()

    def decode_request(self, request: dict[str, Any]) -> torch.Tensor:
        return torch.tensor(request["pixels"]).reshape(SHAPE[1:])

    def batch(self, inputs: list[torch.Tensor]) -> torch.Tensor:
        return torch.stack(inputs)

    def predict(self, x: torch.Tensor) -> Any:
        with torch.no_grad():
            return self.model(x).softmax(1)

    def unbatch(self, output: torch.Tensor) -> list[torch.Tensor]:
        return list(output)

    def encode_response(self, output: torch.Tensor) -> dict[str, Any]:
        return {"label": int(output.argmax()), "probabilities": output.tolist()}


def serve(port: int) -> None:
    """Serve until a signal ends it."""
    api = API(max_batch_size=16, batch_timeout=0.001)
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=1)
    server.run(port=port, num_api_servers=1, generate_client_file=False, log_level="warning")
