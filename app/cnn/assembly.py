"""Layers, rules and tensors as they come together to a network."""

import math
from collections.abc import Sequence
from dataclasses import replace

from torch import Tensor, nn

from app.cnn.capture import Call, Capture
from app.cnn.errors import UnsupportedModuleError
from app.cnn.geometry import Ints, ReceptiveField
from app.cnn.kinds.base import Kind, Site
from app.cnn.kinds.conv import Conv
from app.cnn.kinds.input import Input
from app.cnn.kinds.sliding import Sliding
from app.cnn.kinds.softmax import Softmax
from app.cnn.layer import Layer
from app.cnn.naming import Names
from app.cnn.program import Step
from app.cnn.recognise import parameters, recognise


class Assembly:
    """A network in the making: starts with the input, then `add` each operation, then `close`.

    `layer_of` says which layer an operation of the captured graph became.
    """

    def __init__(self, captured: Capture, first: Input, shape: Ints) -> None:
        self.captured = captured
        self.input_shape = shape
        self.layers: dict[str, Layer] = {}
        self.rules: dict[str, Kind] = {}
        self.tensors: dict[str, dict[str, Tensor]] = {}
        self.layer_of: dict[str, str] = {}
        self._names = Names()
        self._owned: dict[int, int] = {}
        name = self._names.give("", "input", whole=False)
        self.layer_of[captured.input.name] = name
        self._add(name, first, (), shape, {}, [])

    @property
    def parameters(self) -> int:
        """The trainable numbers; a tensor used twice counts once."""
        return sum(self._owned.values())

    @property
    def steps(self) -> list[Step]:
        """What the program computes: every layer but the input."""
        return [
            Step(name, self.rules[name], layer.inputs, tuple(self.tensors[name]))
            for name, layer in self.layers.items()
            if layer.inputs
        ]

    def add(self, call: Call) -> None:
        """Add an operation as a layer; its inputs are there already.

        Raises:
            UnsupportedModuleError: no kind of layer does what it does.
        """
        found = recognise(call, self.captured.samples)
        name = self._names.give(call.path, found.rule.label, whole=call.whole)
        inputs = tuple(self.layer_of[ref.name] for ref in found.inputs)
        tensors = {key: tensor.detach() for key, tensor in found.tensors.items()}
        owned = parameters(found, self.captured.origins)
        self._add(name, found.rule, inputs, tuple(call.result.shape[1:]), tensors, owned)
        self.layer_of[call.node] = name

    def close(self, temperature: float) -> tuple[str, str]:
        """The layers of logits and probabilities; a softmax is appended if there is none.

        Raises:
            UnsupportedModuleError: the output is not one row of logits an image.
        """
        last = self.layer_of[self.captured.output.name]
        layer, rule = self.layers[last], self.rules[last]
        if len(layer.shape) != 1:
            raise UnsupportedModuleError(
                f"The module returns {list(layer.shape)} numbers an image at layer {last!r}; it"
                " must return one row of logits. Flatten or pool them."
            )
        if isinstance(rule, Softmax) and not rule.log:
            self.rules[last] = warmer = replace(rule, temperature=rule.temperature * temperature)
            detail = {**layer.detail, "temperature": warmer.temperature}
            self.layers[last] = replace(layer, detail=detail)
            return layer.inputs[0], last
        name = self._names.give("", "softmax", whole=False)
        self._add(name, Softmax(temperature), (last,), layer.shape, {}, [])
        return (layer.inputs[0] if isinstance(rule, Softmax) else last), name

    def _add(
        self,
        name: str,
        rule: Kind,
        inputs: tuple[str, ...],
        shape: Ints,
        tensors: dict[str, Tensor],
        owned: Sequence[nn.Parameter],
    ) -> None:
        before = [self.layers[other] for other in inputs]
        size = sum(tensor.numel() for tensor in owned)
        shapes = tuple(layer.shape for layer in before)
        site = Site(inputs, shapes, shape, tensors, size, self.input_shape)
        seen = (
            rule.field([layer.receptive_field for layer in before], site)
            if before
            else ReceptiveField.pixel(len(shape) - 1)
        )
        self.layers[name] = describe(name, rule, site, seen)
        self.rules[name] = rule
        self.tensors[name] = tensors
        self._owned |= {id(tensor): tensor.numel() for tensor in owned}


def describe(name: str, rule: Kind, site: Site, seen: ReceptiveField | None) -> Layer:
    """A layer's data from its rule."""
    window = rule.window if isinstance(rule, Sliding) else None
    return Layer(
        name=name,
        kind=rule.kind,
        title=rule.title,
        inputs=site.inputs,
        shape=site.shape,
        kernel=window.kernel if window else None,
        stride=window.stride if window else None,
        padding=window.padding if window else None,
        dilation=window.dilation if window else None,
        groups=rule.groups if isinstance(rule, Conv) else None,
        parameters=site.parameters,
        connections=rule.connections(site),
        outputs=math.prod(site.shape),
        receptive_field=seen,
        filters=rule.filters,
        editable=rule.replaceable(site),
        detail=rule.detail(site),
    )
