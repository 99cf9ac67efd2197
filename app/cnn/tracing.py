"""From a module to its graph: by `torch.fx`, or as `torch.export` makes it."""

import logging
import operator
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from copy import deepcopy
from io import StringIO
from typing import Any

import torch
from torch import fx, nn

from app.cnn.errors import UnsupportedModuleError
from app.cnn.generated import runnable
from app.cnn.geometry import Ints
from app.cnn.kinds import MODULES

_ALONE = threading.RLock()
"""While torch.fx traces, `nn.Module` is another one for all threads: one trace at a time."""


def graph_of(module: nn.Module, input_shape: Ints) -> fx.GraphModule:
    """Return the graph of a copy of `module`, in eval mode, float32, frozen.

    Args:
        module: any module, or the `.module()` of a torch.export program.
        input_shape: (C, *spatial), for modules whose flow depends on shapes.

    Raises:
        UnsupportedModuleError: it cannot be traced; the message names the node.
    """
    if isinstance(module, fx.GraphModule):
        return deepcopy(_plain(module)).float().requires_grad_(False)
    copy = deepcopy(module).float().eval().requires_grad_(False)
    with _ALONE:
        try:
            return _traced(copy)
        except UnsupportedModuleError as error:
            program = _exported(copy, input_shape)
            if program is None:
                raise error
            return program


def readable(node: fx.Node) -> str:
    """What a node calls."""
    target = node.target
    return target if isinstance(target, str) else getattr(target, "__name__", str(target))


class _Proxy(fx.Proxy):
    """Records `x += y` as what it is; torch.fx takes it for `x = x + y`."""

    def __iadd__(self, other: Any) -> fx.Proxy:
        return self.tracer.create_proxy("call_function", operator.iadd, (self, other), {})

    def __isub__(self, other: Any) -> fx.Proxy:
        return self.tracer.create_proxy("call_function", operator.isub, (self, other), {})

    def __imul__(self, other: Any) -> fx.Proxy:
        return self.tracer.create_proxy("call_function", operator.imul, (self, other), {})

    def __itruediv__(self, other: Any) -> fx.Proxy:
        return self.tracer.create_proxy("call_function", operator.itruediv, (self, other), {})


class _Tracer(fx.Tracer):
    """Keeps the modules that have a rule whole, and names the node that decides the flow.

    Modules that other threads run meanwhile come by, too, and run as ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()

    def call_module(
        self, m: nn.Module, forward: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> Any:
        if threading.get_ident() != self._thread:
            return forward(*args, **kwargs)
        return super().call_module(m, forward, args, kwargs)

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        if threading.get_ident() != self._thread:
            return attr_val
        return super().getattr(attr, attr_val, parameter_proxy_cache)

    def proxy(self, node: fx.Node) -> fx.Proxy:
        return _Proxy(node, self)

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return type(m) in MODULES

    def to_bool(self, obj: fx.Proxy) -> bool:
        raise UnsupportedModuleError(_flow(obj.node, "an if, while or assert"))

    def iter(self, obj: fx.Proxy) -> Iterator[Any]:
        try:
            return super().iter(obj)
        except fx.proxy.TraceError as error:
            raise UnsupportedModuleError(_flow(obj.node, "a loop or an unpacking")) from error


def _flow(node: fx.Node, what: str) -> str:
    return (
        f"The module cannot be traced: node {node.name!r} ({readable(node)}) decides {what} in"
        f" its forward(). Make the flow independent of the data."
    )


def _traced(module: nn.Module) -> fx.GraphModule:
    tracer = _Tracer()
    try:
        return runnable(module, tracer.trace(module))
    except UnsupportedModuleError:
        raise
    except (fx.proxy.TraceError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        last = next(reversed(tracer.graph.nodes), None) if hasattr(tracer, "graph") else None
        where = f" after node {last.name!r} ({readable(last)})" if last else ""
        raise UnsupportedModuleError(
            f"The module cannot be traced{where}: {error} Write its forward() in plain tensor"
            " operations."
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Without what torch says about its own parts, and of programs that it cannot make or read."""
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), redirect_stderr(StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)


def _exported(module: nn.Module, input_shape: Ints) -> fx.GraphModule | None:
    """The graph as torch.export has it: slower, but the flow may depend on shapes."""
    try:
        with quiet():
            program = torch.export.export(module, (torch.zeros(2, *input_shape),))
            return _plain(program.module())
    except (RuntimeError, TypeError, ValueError, AttributeError, AssertionError):
        return None


def _plain(module: fx.GraphModule) -> fx.GraphModule:
    """An exported program without its check of the input's exact shape: ours comes in any batch.

    The graph is copied, the parameters are shared.
    """
    graph = fx.Graph()
    graph.output(graph.graph_copy(module.graph, {}))
    for node in list(graph.nodes):
        if node.op == "call_module" and node.target == "_guards_fn" and not node.users:
            graph.erase_node(node)
    return runnable(module, graph)
