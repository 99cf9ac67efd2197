"""A question about one drawing, with what methods need to answer it: values and gradients.

Methods never touch the module: the network is a program that takes its weights as arguments, and
`torch.autograd.grad` differentiates a call of it. So any number of threads may explain at once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod

import torch
from torch import Tensor

from app.cnn.network import Network
from app.cnn.part import between, run
from app.cnn.program import scaled
from app.explain.question import Question

MOST_NUMBERS = 1 << 22
"""The numbers that all layers of one batch may have together: 16 MiB."""


@dataclass(frozen=True)
class Budget:
    """How much work a method may do, and its dice.

    Args:
        steps: of a path, for integrated gradients.
        samples: noisy copies or orders, for the methods that sample.
        window: side of the patch that occlusion and Shapley values move, in input cells.
        seed: of everything random.
        layer: whose maps Grad-CAM and ablation look at; None: the last that has some.
    """

    steps: int = 64
    samples: int = 16
    window: int = 4
    seed: int = 0
    layer: str | None = None


@dataclass(frozen=True, eq=False)
class Case:
    """A network, a drawing and a question.

    Args:
        network: with or without edits.
        ink: (1, C, *spatial), 0..1; blank paper is 0.
        question: see there.
        budget: see there.
        go_on: called before each batch; may raise to give up.
    """

    network: Network
    ink: Tensor
    question: Question
    budget: Budget = field(default_factory=Budget)
    go_on: Callable[[], None] = lambda: None

    @cached_property
    def outputs(self) -> dict[str, Tensor]:
        """Every layer's output for the drawing, with batch."""
        return self._outputs(self.ink)

    @cached_property
    def paper(self) -> dict[str, Tensor]:
        """Every layer's output for blank paper, with batch."""
        return self._outputs(torch.zeros_like(self.ink))

    @property
    def value(self) -> float:
        """F(drawing)."""
        return float(self.question.of(self.outputs[self.question.layer]))

    @property
    def blank(self) -> float:
        """F(blank paper)."""
        return float(self.question.of(self.paper[self.question.layer]))

    @property
    def input(self) -> str:
        """The name of the input layer."""
        return self.network.names[0]

    def standardised(self, inks: Tensor) -> Tensor:
        """The input layer's output for ink (B, C, *spatial)."""
        return scaled(self.network.prepare(inks), self.network.scales.get(self.input))

    def values(self, inks: Tensor) -> Tensor:
        """F of each drawing, (B, C, *spatial) -> (B,)."""
        with torch.no_grad():
            return torch.cat([self._value(some) for some in self.batches(inks)])

    def answers(self, inks: Tensor) -> tuple[Tensor, Tensor]:
        """F of each drawing (B,) and all probabilities (B, classes)."""
        network, rows = self.network, []
        with torch.no_grad():
            for some in self.batches(inks):
                if self.question.layer == network.logits_layer:
                    values, probabilities = network.answer(network.prepare(some))
                else:
                    outputs = network.outputs(network.prepare(some))
                    values = outputs[self.question.layer]
                    probabilities = outputs[network.probabilities_layer]
                rows.append((self.question.of(values), probabilities))
        values, probabilities = (torch.cat(parts) for parts in zip(*rows, strict=True))
        return values, probabilities

    @cached_property
    def differentiable(self) -> bool:
        """Whether F has a gradient by the ink, though it may be zero."""
        with torch.enable_grad():
            return self._value(self.ink.detach().clone().requires_grad_()).requires_grad

    def gradients(self, inks: Tensor) -> Tensor:
        """dF/dink of each drawing, in their shape."""
        found = []
        for some in self.batches(inks):
            with torch.enable_grad():
                leaf = some.detach().clone().requires_grad_()
                found.append(torch.autograd.grad(self._value(leaf).sum(), leaf)[0])
        return torch.cat(found)

    def after(self, layer: str, values: Tensor) -> Tensor:
        """F with other values (B, *shape) of a layer, all else as the drawing has it: (B,)."""
        return self._after(layer, values, self.outputs)

    def gradient_at(self, layer: str) -> Tensor:
        """dF/d(output of a layer) for the drawing: (1, *shape)."""
        with torch.enable_grad():
            leaf = self.outputs[layer].detach().clone().requires_grad_()
            value = self.after(layer, leaf).sum()
            return torch.autograd.grad(value, leaf)[0]

    def batches(self, rows: Tensor) -> Iterator[Tensor]:
        """The rows, as many at once as memory allows."""
        numbers = sum(prod(layer.shape) for layer in self.network.layers)
        for some in rows.split(max(1, MOST_NUMBERS // numbers)):
            self.go_on()
            yield some

    def of(self, network: Network) -> "Case":
        """The same question to another network of the same layers."""
        return replace(self, network=network)

    def _value(self, ink: Tensor) -> Tensor:
        """F of drawings that are not this one, (B,)."""
        return self._after(self.input, self.standardised(ink), {})

    def _after(self, layer: str, values: Tensor, known: Mapping[str, Tensor]) -> Tensor:
        part = between(self.network, layer, (self.question.layer,))
        (found,) = run(self.network, part, values, known)
        return self.question.of(found)

    def _outputs(self, ink: Tensor) -> dict[str, Tensor]:
        with torch.no_grad():
            return self.network.outputs(self.network.prepare(ink))


def case_of(
    network: Network,
    ink: Tensor,
    question: Question,
    budget: Budget | None = None,
    go_on: Callable[[], None] = lambda: None,
) -> Case:
    """A case whose tensors may be differentiated, wherever they were made.

    Tensors that were made under `torch.inference_mode`, as edits of a served network are, cannot.
    """
    with torch.inference_mode(False):
        tensors = {
            name: {key: _plain(tensor) for key, tensor in own.items()}
            for name, own in network.tensors.items()
        }
        scales = {name: _plain(tensor) for name, tensor in network.scales.items()}
        usable = replace(network, tensors=tensors, scales=scales)
        asked = replace(question, weights=_plain(question.weights))
        return Case(usable, _plain(ink), asked, budget or Budget(), go_on)


def _plain(tensor: Tensor) -> Tensor:
    return tensor.clone() if tensor.is_inference() else tensor
