"""What the time machine costs: a drawing at every checkpoint of a network, one torch thread.

`python -m benchmarks.checkpoints` prints, for each network that ships: the first read of all
checkpoints, their bytes in memory, the best and the middle time of a whole `history` answer – the
drawing's input, a forward pass of each checkpoint, the JSON – and, beside it, all checkpoints as
one stacked network by `torch.func` (vmap over the weights), with how far its logits are from each
checkpoint's own.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor
from torch.func import vmap

from app.cnn import Network
from app.cnn.trace import forward
from app.ink import Ink
from app.ink.normalize import ALL
from app.networks.checkpoints import Checkpoints
from app.networks.store import Model, available, load
from app.resources import resource
from app.serving import answers, checkpoints, inputs
from app.serving.inputs import Drawing
from app.serving.questions import Question

ROUNDS = 30
SEVEN = Drawing(Ink.of([[[0.3, 0.25], [0.7, 0.25], [0.62, 0.45], [0.5, 0.8]]]), ALL)


def times(work: Callable[[], object]) -> list[float]:
    """Milliseconds of each round."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1e3)
    return found


def stacked(networks: list[Network], ink: Tensor) -> Callable[[], Tensor]:
    """All networks as one: logits (checkpoints, classes). LeNet-5 keeps numbers in its program.

    With gradients on a convolution is torch.conv2d, which alone can be stacked.
    """
    first = networks[0]
    weights = [
        torch.stack([network.tensors[layer][name] for network in networks])
        for layer in first.names
        for name in first.tensors[layer]
    ]
    x, none = first.prepare(ink), [None] * len(first.names)
    together = vmap(lambda *tensors: first.programs[1](x, *tensors, *none)[0][0])
    return torch.enable_grad()(lambda: together(*weights))


def measure(model: Model) -> str:
    """One line of the table."""
    known = Checkpoints(resource("models"))
    steps = known.steps(model)
    start = time.perf_counter()
    networks = [known.at(model, step).network for step in steps]
    read = (time.perf_counter() - start) * 1e3
    nothing: Callable[[], None] = lambda: None  # noqa: E731
    question = Question(None, model, SEVEN, model.network, nothing, lambda: False)  # type: ignore[arg-type]
    whole = times(lambda: answers.to_json(checkpoints.history(question, known)))
    ink = inputs.batch([SEVEN], model.network.input_shape)
    with torch.inference_mode():
        one_by_one = torch.cat([forward(network, ink)[0] for network in networks])
        loop = times(partial(lambda ink: [forward(network, ink) for network in networks], ink))
        at_once = stacked(networks, ink)
        vector = times(at_once)
        apart = float((at_once() - one_by_one).abs().max())
    cells = (min(whole), statistics.median(whole), min(loop), min(vector))
    return (
        f"| {model.id} | {len(steps)} | {read:.0f} ms | {known.size / (1 << 20):.0f} MiB | "
        + " | ".join(f"{cell:.1f} ms" for cell in cells)
        + f" | {apart:.1e} |"
    )


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    heads = "network checkpoints read kept history median loop vmap off"
    print(f"| {heads.replace(' ', ' | ')} |\n|---|" + "---:|" * heads.count(" "))
    for name in available():
        print(measure(load(name)), flush=True)


if __name__ == "__main__":
    main()
