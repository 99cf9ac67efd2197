"""What is measured beside Inkling: FastAPI saying hello, a plain FastAPI app with torch, LitServe.

They serve the same network, LeNet-5, the way each one's first tutorial does.
"""

import os
import sys
from typing import Any

import torch
from torch import nn

SHAPE = (1, 1, 32, 32)


def network() -> nn.Module:
    from app.networks import ARCHITECTURES

    return ARCHITECTURES["lenet-5"].build().eval()


def hello() -> Any:
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/")
    async def read() -> dict[str, str]:
        return {"hello": "world"}

    return app


def naive() -> Any:
    from fastapi import FastAPI
    from pydantic import BaseModel

    app, model = FastAPI(), network()
    layers: dict[str, list[Any]] = {}

    class Body(BaseModel):
        pixels: list[list[float]]

    def compute(body: Body) -> torch.Tensor:
        with torch.no_grad():
            return model(torch.tensor(body.pixels).reshape(SHAPE))

    @app.post("/predict")
    def predict(body: Body) -> dict[str, Any]:
        logits = compute(body)[0]
        return {"label": int(logits.argmax()), "probabilities": logits.softmax(0).tolist()}

    def keep(name: str) -> Any:
        def hook(module: nn.Module, inputs: Any, output: torch.Tensor) -> None:
            layers[name] = output[0].tolist()

        return hook

    for name, module in model.named_children():
        module.register_forward_hook(keep(name))

    @app.post("/trace")
    async def trace(body: Body) -> dict[str, Any]:
        compute(body)
        return {"layers": layers}

    return app


if __name__ == "__main__":
    name, port = sys.argv[1], int(sys.argv[2])
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    torch.set_num_threads(1)
    if name == "litserve":
        from benchmarks.rival_litserve import serve

        serve(port)
    else:
        import uvicorn

        uvicorn.run(globals()[name](), port=port, log_level="warning", access_log=False)
