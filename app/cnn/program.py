"""The program that returns every layer's output: plain torch calls, written once.

It is a pure function of the input, the tensors and the scales, so that any number of threads
may run it, and an edit is a call with other arguments.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor, fx, nn

from app.cnn.generated import runnable
from app.cnn.kinds.base import Kind


@dataclass(frozen=True)
class Step:
    """A layer to compute: its rule, what it reads, the names of its tensors."""

    name: str
    rule: Kind
    inputs: tuple[str, ...]
    tensors: tuple[str, ...]


Program = Callable[..., tuple[Tensor, ...]]
"""(x, *tensors, *scales) -> outputs; the tensors step by step, then one scale or None a layer."""


@dataclass(frozen=True)
class Suffix:
    """What is computed after one layer.

    Args:
        given: the layers whose outputs the program takes: that one first, then those that are
            read beside it.
        steps: the layers to compute, in forward order.
        program: as `resume` writes it; returns logits and probabilities.
    """

    given: tuple[str, ...]
    steps: tuple[str, ...]
    program: Program


def scaled(value: Tensor, factor: Tensor | None) -> Tensor:
    """A layer's output times its scale, when it has one."""
    return value if factor is None else value * factor


def write(first: str, steps: Sequence[Step], returns: Sequence[str]) -> Program:
    """Write the program that computes `steps` and returns the layers `returns`.

    Args:
        first: the name of the input layer, whose output the program is given.
        steps: the others in forward order.
        returns: names of layers.
    """
    page = _Page()
    x, tensors = page.argument("x"), page.tensors(steps)
    scales = page.scales([first, *(step.name for step in steps)])
    return page.close({first: page.scaled(x, scales[first])}, steps, tensors, scales, returns)


def resume(given: Sequence[str], steps: Sequence[Step], returns: Sequence[str]) -> Program:
    """Write the program that goes on from layers whose outputs are known, scales and all.

    Returns:
        (*outputs of `given`, *tensors, *scales) -> outputs; one scale or None a step.
    """
    page = _Page()
    values = {name: page.argument(f"given_{number}") for number, name in enumerate(given)}
    tensors = page.tensors(steps)
    return page.close(values, steps, tensors, page.scales([s.name for s in steps]), returns)


class _Page:
    """A graph that is being written: its arguments first, then what is done with them."""

    def __init__(self) -> None:
        self._graph = fx.Graph()
        self._tracer = fx.proxy.GraphAppendingTracer(self._graph)

    def argument(self, name: str) -> fx.Proxy:
        return fx.Proxy(self._graph.placeholder(name), self._tracer)

    def tensors(self, steps: Sequence[Step]) -> dict[str, dict[str, fx.Proxy]]:
        return {
            step.name: {name: self.argument(f"{name}_{number}") for name in step.tensors}
            for number, step in enumerate(steps, start=1)
        }

    def scales(self, names: Sequence[str]) -> dict[str, fx.Proxy]:
        return {name: self.argument(f"scale_{number}") for number, name in enumerate(names)}

    def scaled(self, value: object, factor: fx.Proxy) -> fx.Proxy:
        return self._tracer.create_proxy("call_function", scaled, (value, factor), {})

    def close(
        self,
        values: dict[str, fx.Proxy],
        steps: Sequence[Step],
        tensors: Mapping[str, Mapping[str, fx.Proxy]],
        scales: Mapping[str, fx.Proxy],
        returns: Sequence[str],
    ) -> Program:
        for step in steps:
            inputs = [values[name] for name in step.inputs]
            output = step.rule.run(*inputs, **tensors[step.name])  # type: ignore[arg-type]
            values[step.name] = self.scaled(output, scales[step.name])
        self._graph.output(tuple(values[name].node for name in returns))
        self._graph.eliminate_dead_code()
        return runnable(nn.Module(), self._graph).forward
