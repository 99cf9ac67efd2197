"""A network: a graph of named layers, and the program that returns what every layer says."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor, nn

from app.cnn.capture import Capture, capture
from app.cnn.edits import Edit, edited
from app.cnn.errors import UnknownLayerError, UnsupportedModuleError
from app.cnn.geometry import Ints, ReceptiveField, Region, is_empty, merge, single
from app.cnn.kinds.base import Kind, Site
from app.cnn.kinds.conv import Conv
from app.cnn.kinds.input import Input
from app.cnn.kinds.sliding import Sliding
from app.cnn.kinds.softmax import Softmax
from app.cnn.layer import Layer
from app.cnn.naming import Names
from app.cnn.program import Program, Step, write
from app.cnn.recognise import parameters, recognise
from app.cnn.tracing import graph_of

__all__ = ["Layer", "Network", "build"]


@dataclass(frozen=True, eq=False)
class Network:
    """What a module computes, layer by layer. Immutable; any number of threads may run it.

    Args:
        layers: in forward order; the first is the input, the last the softmax.
        rules: how each layer is computed, by name.
        input_shape: (C, *spatial).
        mean: of the ink that the module was trained on; its input is (ink - mean) / std.
        std: likewise.
        logits_layer: the layer before the softmax.
        probabilities_layer: the softmax.
        parameters: the trainable numbers; a tensor used twice counts once.
        tensors: what each layer computes with, by layer and name.
        scales: factors on the outputs of layers: each (C, 1, …), or (B, C, 1, …) per image.
        programs: all outputs; logits and probabilities.
    """

    layers: tuple[Layer, ...]
    rules: Mapping[str, Kind]
    input_shape: Ints
    mean: float
    std: float
    logits_layer: str
    probabilities_layer: str
    parameters: int
    tensors: Mapping[str, Mapping[str, Tensor]]
    scales: Mapping[str, Tensor]
    programs: tuple[Program, Program]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The layers' names in forward order."""
        return tuple(layer.name for layer in self.layers)

    @cached_property
    def connections(self) -> int:
        """The connections of all layers."""
        return sum(layer.connections for layer in self.layers)

    @cached_property
    def _by_name(self) -> dict[str, Layer]:
        return {layer.name: layer for layer in self.layers}

    @cached_property
    def _arguments(self) -> tuple[Tensor | None, ...]:
        tensors = (t for name in self.names for t in self.tensors[name].values())
        return (*tensors, *(self.scales.get(name) for name in self.names))

    def layer(self, name: str) -> Layer:
        """The layer of this name.

        Raises:
            UnknownLayerError: there is none; the message lists those that there are.
        """
        if name not in self._by_name:
            raise UnknownLayerError(name, self.names)
        return self._by_name[name]

    def weights(self, name: str) -> tuple[Tensor | None, Tensor | None]:
        """Weight and bias as the layer uses them; None where it has none."""
        self.layer(name)
        return self.tensors[name].get("weight"), self.tensors[name].get("bias")

    def scale(self, name: str, channel: int) -> float | None:
        """The factor on a channel's output; None where the layer has none, or one per image."""
        factors = self.scales.get(name)
        if factors is None or factors.dim() > len(self.layer(name).shape):
            return None
        return float(factors[channel])

    def with_scales(self, scales: Mapping[str, Tensor]) -> "Network":
        """The network with factors on the channels of layers, one row per image.

        Args:
            scales: layer name -> (B, C) for a batch of B images, or (C,) for all alike.
        """
        shaped = {
            name: factors.reshape((*factors.shape, *(1,) * (len(self.layer(name).shape) - 1)))
            for name, factors in scales.items()
        }
        return replace(self, scales={**self.scales, **shaped})

    def with_edits(self, edits: Sequence[Edit]) -> "Network":
        """The network with edits; it shares what is not edited, so this is cheap.

        Raises:
            EditError: an edit does not fit; its `loc` says where.
        """
        return edited(self, edits)

    def prepare(self, ink: Tensor) -> Tensor:
        """Standardise ink (B, *input_shape), 0..1, as the module expects it."""
        return (ink - self.mean) / self.std

    def outputs(self, x: Tensor) -> dict[str, Tensor]:
        """Every layer's output for standardised images (B, *input_shape), in forward order."""
        return dict(zip(self.names, self.programs[0](x, *self._arguments), strict=True))

    def answer(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Logits and probabilities, each (B, classes), for standardised images."""
        logits, probabilities = self.programs[1](x, *self._arguments)
        return logits, probabilities

    def site(self, name: str) -> Site:
        """What is around a layer, for its rule."""
        layer = self.layer(name)
        return Site(
            inputs=layer.inputs,
            input_shapes=tuple(self._by_name[other].shape for other in layer.inputs),
            shape=layer.shape,
            tensors=self.tensors[name],
            parameters=layer.parameters,
            network_input=self.input_shape,
        )

    def receptive_field(self, name: str, index: Ints) -> Region:
        """The input cells (C, *spatial) that one cell of a layer depends on, padding left out."""
        regions: dict[str, Region] = {name: single(index)}
        for layer in reversed(self.layers):
            region = regions.pop(layer.name, None)
            if layer.kind == "input":
                return region or (frozenset(),) * len(self.input_shape)
            if region is None or is_empty(region):
                continue
            parts = self.rules[layer.name].back(region, self.site(layer.name))
            for other, part in zip(layer.inputs, parts, strict=True):
                regions[other] = merge(regions.get(other), part)
        raise UnknownLayerError(name, self.names)


def build(
    module: nn.Module,
    input_shape: Sequence[int],
    *,
    mean: float = 0.0,
    std: float = 1.0,
    temperature: float = 1.0,
) -> Network:
    """Make a network of a module; the module itself stays as it is.

    Args:
        module: of supported kinds, or the `.module()` of a torch.export program. It takes images
            (B, *input_shape) and returns logits (B, classes), or their (log-)softmax.
        input_shape: (C, *spatial).
        mean: what the module's training subtracted from ink 0..1.
        std: what it divided by.
        temperature: by which the logits are divided before the softmax.

    Raises:
        UnsupportedModuleError: a ValueError that names the node which cannot be traced or shown.
    """
    shape = tuple(input_shape)
    captured = capture(graph_of(module), shape)
    assembly = _Assembly(captured, Input(mean, std), shape)
    for call in captured.calls:
        found = recognise(call, captured.samples)
        owned = parameters(found, captured.origins)
        name = assembly.names.give(call.path, found.rule.label, whole=call.whole)
        inputs = tuple(assembly.layer_of[ref.name] for ref in found.inputs)
        tensors = {key: tensor.detach() for key, tensor in found.tensors.items()}
        assembly.add(name, found.rule, inputs, tuple(call.result.shape[1:]), tensors, owned)
        assembly.layer_of[call.node] = name
    network = assembly.finish(captured.output.name, temperature)
    _compare(network, captured, assembly.layer_of)
    return network


class _Assembly:
    """Layers, rules and tensors as they come together."""

    def __init__(self, captured: Capture, first: Input, shape: Ints) -> None:
        self.first = first
        self.input_shape = shape
        self.names = Names()
        self.layers: dict[str, Layer] = {}
        self.rules: dict[str, Kind] = {}
        self.tensors: dict[str, dict[str, Tensor]] = {}
        self.owned: dict[int, int] = {}
        name = self.names.give("", "input", whole=False)
        self.layer_of = {captured.input.name: name}
        self.add(name, first, (), shape, {}, [])

    def add(
        self,
        name: str,
        rule: Kind,
        inputs: tuple[str, ...],
        shape: Ints,
        tensors: dict[str, Tensor],
        owned: Sequence[Tensor],
    ) -> None:
        """Add a layer; its inputs are there already."""
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
        self.owned |= {id(tensor): tensor.numel() for tensor in owned}

    def finish(self, output: str, temperature: float) -> Network:
        """Close with the softmax and write the programs."""
        logits, probabilities = self._close(self.layer_of[output], temperature)
        first, *rest = self.layers.values()
        steps = [
            Step(layer.name, self.rules[layer.name], layer.inputs, tuple(self.tensors[layer.name]))
            for layer in rest
        ]
        return Network(
            layers=tuple(self.layers.values()),
            rules=self.rules,
            input_shape=self.input_shape,
            mean=self.first.mean,
            std=self.first.std,
            logits_layer=logits,
            probabilities_layer=probabilities,
            parameters=sum(self.owned.values()),
            tensors=self.tensors,
            scales={},
            programs=(
                write(first.name, steps, list(self.layers)),
                write(first.name, steps, [logits, probabilities]),
            ),
        )

    def _close(self, last: str, temperature: float) -> tuple[str, str]:
        """The layers of logits and probabilities; a softmax is appended if there is none."""
        layer, rule = self.layers[last], self.rules[last]
        if len(layer.shape) != 1:
            raise UnsupportedModuleError(
                f"The module returns {list(layer.shape)} numbers an image at layer {last!r}; it"
                " must return one row of logits. Flatten or pool them."
            )
        if isinstance(rule, Softmax) and not rule.log:
            self.rules[last] = warmer = replace(rule, temperature=rule.temperature * temperature)
            self.layers[last] = replace(layer, detail={"temperature": warmer.temperature})
            return layer.inputs[0], last
        name = self.names.give("", "softmax", whole=False)
        self.add(name, Softmax(temperature), (last,), layer.shape, {}, [])
        return (layer.inputs[0] if isinstance(rule, Softmax) else last), name


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
        detail=rule.detail(site),
    )


def _compare(network: Network, captured: Capture, layer_of: Mapping[str, str]) -> None:
    """Refuse a network that does not compute what its module computed."""
    outputs = network.outputs(captured.samples[captured.input.name])
    for call in captured.calls:
        name = layer_of[call.node]
        if network.layer(name).kind == "dropout" and not torch.equal(call.result, outputs[name]):
            return  # the module drops in use, too; what follows is random
        if not torch.allclose(outputs[name], call.result, 1e-3, 1e-4, equal_nan=True):
            raise UnsupportedModuleError(
                f"The rule of {call} does not give what the module gives there. Avoid in-place"
                " operations on views, and random numbers."
            )
