"""What a node of a graph calls, under one name for modules, functions, methods and aten."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import fx, nn

_OPERATORS = {"truediv": "div"}


@dataclass(frozen=True)
class Operation:
    """What is called: `name` is torch's, without the underscore of in-place versions.

    `function` computes it out of place; `key` finds its recogniser.
    """

    name: str
    function: Callable[..., Any]
    mutates: bool
    module: nn.Module | None = None
    aten: bool = False
    known: bool = True

    @classmethod
    def of(cls, node: fx.Node, root: fx.GraphModule) -> "Operation":
        """The operation of a call_module, call_function or call_method node."""
        if node.op == "call_module":
            module = root.get_submodule(str(node.target))
            inplace = bool(getattr(module, "inplace", False))
            return cls(type(module).__name__, module, inplace, module)
        if node.op == "call_method":
            return _method(str(node.target))
        if isinstance(node.target, torch._ops.OpOverload):
            return _aten(node.target)
        assert callable(node.target)
        return _function(node.target, bool(node.kwargs.get("inplace")))


def _plain(name: str) -> str:
    """The name of the out-of-place version."""
    return name[:-1] if name.endswith("_") and not name.endswith("__") else name


def _method(name: str) -> Operation:
    plain = _plain(name)

    def call(x: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(x, plain)(*args, **kwargs)

    return Operation(plain, call, plain != name)


def _aten(overload: torch._ops.OpOverload) -> Operation:
    name = overload._schema.name.split("::")[1]
    plain = _plain(name)
    if plain == name:
        return Operation(name, overload, False, aten=True)
    packet = getattr(torch.ops.aten, plain)
    return Operation(plain, getattr(packet, overload._overloadname), True, aten=True)


def _function(function: Callable[..., Any], inplace: bool) -> Operation:
    name = getattr(function, "__name__", "function")
    library = getattr(function, "__module__", None) or "torch"
    if library == "_operator":
        mutates = name.startswith("i") and hasattr(operator, name[1:])
        plain = name[1:] if mutates else name
        return Operation(_OPERATORS.get(plain, plain), getattr(operator, plain), mutates)
    known = library.startswith("torch")
    plain = _plain(name)
    if plain != name and known:
        home = torch if hasattr(torch, plain) else torch.nn.functional
        return Operation(plain, getattr(home, plain), True)
    return Operation(name, function, inplace, known=known)
