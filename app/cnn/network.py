"""A network: a graph of named layers, and the program that returns what every layer says."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property

import torch
from torch import Tensor, fx, nn

from app.cnn.assembly import Assembly
from app.cnn.capture import Capture, capture
from app.cnn.edits import Edit, edited
from app.cnn.errors import UnknownLayerError, UnsupportedModuleError
from app.cnn.geometry import Ints, Region, is_empty, merge, single
from app.cnn.kinds.base import Json, Kind, Site
from app.cnn.kinds.input import Input
from app.cnn.layer import Layer
from app.cnn.program import Program, Suffix, write
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
        suffixes: what comes after a layer, by name; made when first asked for (see `part`), and
            shared by edited copies, which have the same graph.
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
    suffixes: dict[str, Suffix] = field(default_factory=dict, repr=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The layers' names in forward order."""
        return tuple(layer.name for layer in self.layers)

    @cached_property
    def connections(self) -> int:
        """The connections of all layers."""
        return sum(layer.connections for layer in self.layers)

    @cached_property
    def numbers(self) -> int:
        """The outputs of all layers for one image, the input's among them."""
        return sum(layer.outputs for layer in self.layers)

    @cached_property
    def derived(self) -> tuple[dict[str, Json], ...]:
        """Layers that follow from another's numbers alone, in forward order, and how: JSON.

        Each has its name as `layer`, the other as `from`, its `shape`, and what `Kind.derived`
        says. A layer with a scale is computed with, and is not among them.
        """
        found = ((layer, self.rules[layer.name].derived()) for layer in self.layers)
        return tuple(
            {"layer": layer.name, "from": layer.inputs[0], "shape": list(layer.shape), **how}
            for layer, how in found
            if how is not None and layer.name not in self.scales
        )

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
    captured = capture(graph_of(module, shape), shape)
    assembly = Assembly(captured, Input(mean, std), shape)
    for call in captured.calls:
        assembly.add(call)
    logits, probabilities = assembly.close(temperature)
    first, steps = assembly.layer_of[captured.input.name], assembly.steps
    network = Network(
        layers=tuple(assembly.layers.values()),
        rules=assembly.rules,
        input_shape=shape,
        mean=mean,
        std=std,
        logits_layer=logits,
        probabilities_layer=probabilities,
        parameters=assembly.parameters,
        tensors=assembly.tensors,
        scales={},
        programs=(
            write(first, steps, list(assembly.layers)),
            write(first, steps, [logits, probabilities]),
        ),
    )
    if temperature == 1:
        _compare(network, captured, assembly.layer_of, module)
    return network


def _compare(
    network: Network, captured: Capture, layer_of: Mapping[str, str], module: nn.Module
) -> None:
    """Refuse a network that does not compute what its graph or its module computes."""
    x = captured.samples[captured.input.name]
    outputs = network.outputs(x)
    for call in captured.calls:
        name = layer_of[call.node]
        if not _close(outputs[name], call.result):
            if network.layer(name).kind == "dropout":
                return  # the module drops in use, too; what follows is random
            raise UnsupportedModuleError(
                f"The rule of {call} does not give what the module gives there. Avoid in-place"
                " operations on views, and random numbers."
            )
    if isinstance(module, fx.GraphModule):
        return
    more = torch.cat((x, x[:1]))  # another batch size than the traced one
    with torch.no_grad():
        answer = deepcopy(module).float().eval()(more)
    if not _close(network.outputs(more)[layer_of[captured.output.name]], answer):
        raise UnsupportedModuleError(
            "The traced graph does not give what the module gives. Its forward() does something"
            " that tracing cannot see: avoid random numbers, numpy and state outside the tensors."
        )


def _close(one: Tensor, other: Tensor) -> bool:
    return torch.allclose(one, other, rtol=1e-3, atol=1e-4, equal_nan=True)
