"""A network of the user's own: a `.pt2` program, or a factory with weights.

Only what the operator names on the command line comes here. A factory is the operator's Python
and a program may hold pickled parts; weights are safetensors, and nothing uploaded is loaded.
"""

import hashlib
import importlib
import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, fx, nn

from app.cnn import Network, UnsupportedModuleError, build
from app.cnn.naming import slug
from app.cnn.tracing import quiet
from app.networks import ARCHITECTURES, DIGITS
from app.networks.store import Model, ModelError, fill

SUMMARY = "A network of your own."

USUAL_INPUTS = ((1, 28, 28), (1, 32, 32))
"""Tried in turn when neither the user nor the program says what the input is."""


def load_own(
    spec: str,
    *,
    weights: Path | None = None,
    labels: Sequence[str] | None = None,
    input_shape: Sequence[int] | None = None,
    mean: float = 0.0,
    std: float = 1.0,
) -> Model:
    """Load a network that is no part of this project.

    Args:
        spec: a `.pt2` file written by torch.export.save, or `package.module:factory`.
        weights: safetensors file for the factory's module; without it the module is as made.
        labels: names of the classes; digits for ten of them by default, numbers otherwise.
        input_shape: (C, H, W), C 1 or 3; a program knows its own.
        mean: what training subtracted from ink 0..1.
        std: what training divided by.

    Raises:
        ModelError: something does not fit; a full sentence says what and what to do.
    """
    if not (math.isfinite(mean) and math.isfinite(std) and std > 0):
        raise ModelError(
            f"The mean is a finite number and the std one above 0, got {mean} and {std}."
        )
    name, module, shapes = _found(spec, weights)
    if input_shape is not None:
        shapes = [_checked(input_shape)]
    network = _network(spec, module, shapes, mean, std)
    id = slug(name) or "own"
    return Model(
        id=f"{id}-own" if id in ARCHITECTURES else id,
        title=name,
        summary=SUMMARY,
        classes=_classes(labels, network.layers[-1].outputs),
        network=network,
        metrics={},
        card={},
        novelty=None,
        digest=_digest(module),
    )


def _found(spec: str, weights: Path | None) -> tuple[str, nn.Module, Sequence[tuple[int, ...]]]:
    """The name, the module with its weights, and the input shapes that are likely."""
    if spec.endswith(".pt2"):
        if weights is not None:
            raise ModelError(f"{spec!r} brings its own weights; leave out --weights.")
        program = _program(Path(spec))
        return Path(spec).stem, program, [_exported_shape(program)]
    module = _made(spec)
    if weights is not None:
        fill(module, _read(weights), spec)
    return spec.partition(":")[2], module, USUAL_INPUTS


def _program(path: Path) -> nn.Module:
    """The module of an exported program."""
    if not path.is_file():
        raise ModelError(f"There is no file {str(path)!r}.")
    try:
        with quiet():
            return torch.export.load(path).module()
    except (RuntimeError, ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"{str(path)!r} is not a program of torch.export, or of a torch unlike"
            f" {torch.__version__}; write it with torch.export.save."
        ) from error


def _exported_shape(module: nn.Module) -> tuple[int, ...]:
    """The (C, H, W) that a program was exported for."""
    graph = module.graph if isinstance(module, fx.GraphModule) else fx.Graph()
    for node in graph.nodes:
        example = node.meta.get("val")
        if node.op == "placeholder" and isinstance(example, Tensor):
            return _checked([int(length) for length in example.shape[1:]])
    raise ModelError("The program takes no image tensor.")


def _made(spec: str) -> nn.Module:
    """The module that `package.module:factory` makes."""
    place, _, name = spec.partition(":")
    if not (place and name):
        raise ModelError(
            f"{spec!r} names no network; it is a .pt2 file or package.module:factory, as in"
            " mynet:build."
        )
    try:
        found: Any = importlib.import_module(place)
    except ImportError as error:
        raise ModelError(f"Cannot import {place!r}: {error}.") from error
    for part in name.split("."):
        if not hasattr(found, part):
            raise ModelError(f"The module {place!r} has no {name!r}.")
        found = getattr(found, part)
    try:
        module = found if isinstance(found, nn.Module) else found()
    except TypeError as error:
        raise ModelError(f"{spec!r} cannot be called without arguments: {error}.") from error
    if not isinstance(module, nn.Module):
        raise ModelError(
            f"{spec!r} gives a {type(module).__name__}; it must return a torch.nn.Module."
        )
    return module


def _read(weights: Path) -> bytes:
    try:
        return weights.read_bytes()
    except OSError as error:
        raise ModelError(f"Cannot read the weights {str(weights)!r}: {error.strerror}.") from error


def _checked(shape: Sequence[int]) -> tuple[int, ...]:
    """An input shape that a picture can have."""
    if len(shape) != 3 or shape[0] not in (1, 3) or not all(1 <= n <= 1024 for n in shape[1:]):
        raise ModelError(
            "The input is CxHxW, with 1 or 3 channels and up to 1024 rows and columns, got"
            f" {'x'.join(map(str, shape))}."
        )
    return tuple(shape)


def _network(
    spec: str, module: nn.Module, shapes: Sequence[tuple[int, ...]], mean: float, std: float
) -> Network:
    """The network for the first shape that fits."""
    problem = None
    for shape in shapes:
        try:
            return build(module, shape, mean=mean, std=std)
        except UnsupportedModuleError as error:
            problem = problem or error
    hint = " If its images have another size, say so with --input CxHxW." if len(shapes) > 1 else ""
    raise ModelError(f"{spec!r} cannot be shown. {problem}{hint}") from problem


def _classes(labels: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """A name for each output."""
    if labels is None:
        return DIGITS if count == len(DIGITS) else tuple(map(str, range(count)))
    if len(labels) != count or len(set(labels)) != count:
        raise ModelError(
            f"The network has {count} classes; --labels needs as many different names, got"
            f" {len(labels)}."
        )
    return tuple(labels)


def _digest(module: nn.Module) -> str:
    """The sha256 of all parameters and buffers."""
    digest = hashlib.sha256()
    for name, tensor in module.state_dict().items():
        digest.update(name.encode())
        digest.update(tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
