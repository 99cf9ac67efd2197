"""A trained network's folder: weights, checkpoints and the card that says how they came to be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor, nn

from app.cnn.modules import Scale
from app.networks import Architecture, self_test
from app.networks.novelty import Novelty
from app.networks.store import CARD, CHECKPOINTS, WEIGHTS
from app.training.calibrate import novelty, temperature
from app.training.evaluate import Logits, amount, measure, run
from app.training.mnist import sha256
from app.training.pools import HeldOut
from app.training.resume import State
from app.training.whole import whole

LICENCE = (
    "Apache-2.0 for the weights. MNIST: Y. LeCun, C. Cortes, C. J. C. Burges. Pen strokes: "
    "E. Alpaydin, F. Alimoglu, UCI Machine Learning Repository, CC BY 4.0."
)


def write(
    folder: Path,
    architecture: Architecture,
    state: State,
    checkpoints: Mapping[int, State],
    validation: HeldOut,
    test: HeldOut,
    facts: Mapping[str, Any],
) -> None:
    """Calibrate on `validation`, measure on `test`, and write the three files.

    The temperature is folded into the last layer, of the checkpoints too, so that a plain
    softmax of the logits gives calibrated probabilities.
    """
    raw = run(logits_of(architecture, state), validation.digits)
    heat = temperature(raw, validation.digits.labels)
    state = folded(state, architecture, heat)
    logits = logits_of(architecture, state)
    score = _novelty(logits, validation, heat)
    _save(folder / WEIGHTS, state)
    kept = {step: folded(saved, architecture, heat) for step, saved in checkpoints.items()}
    _save(folder / CHECKPOINTS, _by_step(kept))
    card = {
        "id": architecture.id,
        "title": architecture.title,
        "summary": architecture.summary,
        "metrics": measure(logits, score, test),
        "temperature": round(heat, 5),
        "novelty": score.as_dict(),
        "sha256": sha256(folder / WEIGHTS),
        self_test.KEY: answer(logits, architecture),
        "checkpoints": sorted(checkpoints),
        **facts,
        "torch": torch.__version__,
        "licence": LICENCE,
    }
    with whole(folder / CARD) as part:
        part.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@torch.no_grad()
def answer(logits: Logits, architecture: Architecture) -> list[float]:
    """The logits for the picture of the self-test, to be compared wherever it is served."""
    found: list[float] = logits(self_test.picture(architecture.input_shape)[None])[0].tolist()
    return [round(number, 6) for number in found]


def _novelty(logits: Logits, validation: HeldOut, heat: float) -> Novelty:
    """The score that tells digits from others; empty canvases need none."""
    known = [validation.digits] + ([validation.pens] if validation.pens else [])
    others = run(logits, validation.others)[amount(validation.others) > 1]
    return novelty(torch.cat([run(logits, images) for images in known]), others, heat)


def folded(state: State, architecture: Architecture, heat: float) -> State:
    """Divide the logits by `heat` through the weights of the last layer."""
    *_, (name, last) = architecture.build().named_children()
    if not isinstance(last, Scale | nn.Linear):
        raise TypeError(f"A temperature cannot be folded into a {type(last).__name__}.")
    keys = {f"{name}.{key}" for key in last.state_dict()}
    return {key: tensor / heat if key in keys else tensor for key, tensor in state.items()}


def logits_of(architecture: Architecture, state: State) -> Logits:
    """A network with these weights as a function of ink (B, 1, 32, 32)."""
    module = architecture.build()
    module.load_state_dict(state)
    module.eval()

    def logits(ink: Tensor) -> Tensor:
        answer: Tensor = module((ink - architecture.mean) / architecture.std)
        return answer

    return logits


def _by_step(states: Mapping[int, State]) -> State:
    """The tensors of several states, named by step: `000042/conv.weight`."""
    return {
        f"{step:06d}/{name}": tensor
        for step, state in sorted(states.items())
        for name, tensor in state.items()
    }


def _save(path: Path, tensors: Mapping[str, Tensor]) -> None:
    with whole(path) as part:
        part.write_bytes(save({name: tensor.contiguous() for name, tensor in tensors.items()}))
