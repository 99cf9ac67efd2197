"""The program that returns every layer's output: plain torch calls, written once.

It is a pure function of the input, the tensors and the scales, so that any number of threads
may run it, and an edit is a call with other arguments.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import Tensor, fx, nn

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
    graph = fx.Graph()
    tracer = fx.proxy.GraphAppendingTracer(graph)

    def argument(name: str) -> fx.Proxy:
        return fx.Proxy(graph.placeholder(name), tracer)

    x = argument("x")
    tensors = {
        step.name: {name: argument(f"{name}_{number}") for name in step.tensors}
        for number, step in enumerate(steps, start=1)
    }
    names = [first, *(step.name for step in steps)]
    scales = {name: argument(f"scale_{number}") for number, name in enumerate(names)}
    values: dict[str, fx.Proxy] = {first: _scaled(tracer, x, scales[first])}
    for step in steps:
        inputs = [values[name] for name in step.inputs]
        output = step.rule.run(*inputs, **tensors[step.name])  # type: ignore[arg-type]
        values[step.name] = _scaled(tracer, output, scales[step.name])
    graph.output(tuple(values[name].node for name in returns))
    graph.eliminate_dead_code()
    return fx.GraphModule(nn.Module(), graph).forward


def _scaled(tracer: fx.proxy.TracerBase, value: object, factor: fx.Proxy) -> fx.Proxy:
    return tracer.create_proxy("call_function", scaled, (value, factor), {})
