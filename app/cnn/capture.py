"""From a graph to the list of operations between the input and the output.

The graph runs once on random numbers, so that shapes, constants and results are known.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.fx.node import map_aggregate, map_arg

from app.cnn.errors import UnsupportedModuleError
from app.cnn.geometry import Ints
from app.cnn.kinds.base import Ref
from app.cnn.operation import Operation
from app.cnn.tracing import readable

_PASSING = frozenset(
    ("alias", "clone", "contiguous", "detach", "float", "lift_fresh_copy", "to", "_to_copy")
)
"""Operations that hand on their input; no layer."""
_LEAVING = frozenset(("item", "tolist", "_local_scalar_dense"))
"""Operations whose result is no tensor any more, and depends on the image."""
_LIBRARIES = ("torch.nn.modules.", "app.cnn.modules.")
"""Where modules come from that are one layer each."""


@dataclass(frozen=True)
class Call:
    """One operation: what is called, on which layers (`Ref`) and constants, with which result.

    `path` is the module in which it stands; `whole` says that it is all that this module does.
    """

    node: str
    operation: Operation
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Tensor
    path: str
    whole: bool

    @property
    def refs(self) -> list[Ref]:
        """The layers that it reads, in order."""
        found: list[Ref] = []
        map_aggregate(
            (self.args, self.kwargs), lambda a: found.append(a) if isinstance(a, Ref) else a
        )
        return found

    def __str__(self) -> str:
        return f"node {self.node!r} ({self.operation.name})"


@dataclass(frozen=True)
class Capture:
    """All operations that lead to the output, in order.

    `samples` holds the input and each operation's result, with batch, by node name; `origins`
    the parameters that a constant tensor was computed from, by its id.
    """

    input: Ref
    calls: tuple[Call, ...]
    output: Ref
    samples: dict[str, Tensor]
    origins: dict[int, tuple[nn.Parameter, ...]]


def capture(graph_module: fx.GraphModule, input_shape: Ints) -> Capture:
    """Run the graph once on random input (B, *input_shape) and list what it does.

    Raises:
        UnsupportedModuleError: it does not run on this input, or returns something else than one
            tensor; the message names the node.
    """
    placeholders = [node for node in graph_module.graph.nodes if node.op == "placeholder"]
    if len(placeholders) != 1:
        raise UnsupportedModuleError(
            f"The module takes {len(placeholders)} inputs; it must take one image tensor."
        )
    (placeholder,) = placeholders
    batch = _batch(placeholder, input_shape)
    generator = torch.Generator().manual_seed(0)
    recording = _Recording(graph_module, placeholder)
    with torch.no_grad():
        recording.run(torch.randn((batch, *input_shape), generator=generator))
    return recording.listing()


def _batch(placeholder: fx.Node, input_shape: Ints) -> int:
    """The batch size that an exported program insists on; 2 otherwise.

    Raises:
        UnsupportedModuleError: the program was exported for other images.
    """
    example = placeholder.meta.get("val")
    if not isinstance(example, Tensor):
        return 2
    fixed = tuple(length for length in example.shape[1:] if isinstance(length, int))
    if len(fixed) == len(input_shape) and fixed != input_shape:
        raise UnsupportedModuleError(
            f"The program was exported for inputs of shape {list(fixed)}, not {list(input_shape)}."
        )
    return example.shape[0] if isinstance(example.shape[0], int) else 2


class _Recording(fx.Interpreter):
    """One run of a graph that keeps what every node computed and which version each node read.

    After an in-place operation whoever reads its operand reads its result: `current`. Nodes
    that stand for another one's value are in `same`.
    """

    def __init__(self, graph_module: fx.GraphModule, image: fx.Node) -> None:
        super().__init__(graph_module, garbage_collect_values=False)
        self.image = image
        self.results: dict[fx.Node, Any] = {}
        self.read: dict[fx.Node, tuple[Any, Any]] = {}
        self.current: dict[fx.Node, fx.Node] = {}
        self.same: dict[fx.Node, fx.Node] = {}
        self.operations: dict[fx.Node, Operation] = {}
        self.layers = {image}
        self.origins: dict[int, tuple[nn.Parameter, ...]] = {}

    def run_node(self, n: fx.Node) -> Any:
        """Run one node; keep a copy of its result."""
        self.read[n] = map_arg((n.args, n.kwargs), lambda node: self.current.get(node, node))
        try:
            result = super().run_node(n)
        except (RuntimeError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise UnsupportedModuleError(
                f"The module does not run on this input: node {n.name!r} ({readable(n)}) says:"
                f" {str(error).splitlines()[0]}"
            ) from error
        inputs = _nodes(self.read[n])
        if self.layers.isdisjoint(inputs) and n is not self.image:
            self._constant(n, result, inputs)
            return result
        self.layers.add(n)
        self.results[n] = result.clone() if isinstance(result, Tensor) else result
        if n.op.startswith("call"):
            self._layer(n, inputs)
        return result

    def _constant(self, n: fx.Node, result: Any, inputs: list[fx.Node]) -> None:
        """Keep a value that does not depend on the input, and the parameters behind it."""
        self.results[n] = result
        if isinstance(result, nn.Parameter):
            self.origins[id(result)] = (result,)
        elif isinstance(result, Tensor):
            above = [self.origins.get(id(self.results[node]), ()) for node in inputs]
            self.origins[id(result)] = tuple({id(p): p for ps in above for p in ps}.values())

    def _layer(self, n: fx.Node, inputs: list[fx.Node]) -> None:
        """Keep what a node calls; follow what it changes in place or hands on."""
        operation = self.operations[n] = Operation.of(n, self.graph_module)
        if operation.name in _LEAVING:
            raise UnsupportedModuleError(
                f"The module cannot be traced: node {n.name!r} ({operation.name}) takes a number"
                " out of the tensors, so that what follows depends on the data."
            )
        source = self.same.get(inputs[0], inputs[0])
        if self._hands_on(n, operation, source):
            self.same[n] = source
        if operation.mutates and isinstance(self.results[n], Tensor):
            changed = n.all_input_nodes[0]
            old = self.current.get(changed, changed)
            self.current |= {node: n for node, now in self.current.items() if now is old}
            self.current |= {changed: n, old: n}

    def _hands_on(self, n: fx.Node, operation: Operation, source: fx.Node) -> bool:
        """Whether a node is its source, or the first tensor of a source that returns several."""
        if operation.name == "getitem":
            return bool(n.args[1] == 0) and _is_bundle(self.results[source])
        passing = operation.known and operation.name in _PASSING
        return passing and _equal(self.results[source], self.results[n])

    @property
    def graph_module(self) -> fx.GraphModule:
        """What is run."""
        assert isinstance(self.module, fx.GraphModule)
        return self.module

    def listing(self) -> Capture:
        """The operations that lead to the output.

        Raises:
            UnsupportedModuleError: the output is not one tensor.
        """
        (output,) = (node for node in self.graph.nodes if node.op == "output")
        result = self.read[output][0][0]
        while isinstance(result, (tuple, list)) and len(result) == 1:
            (result,) = result
        if not isinstance(result, fx.Node) or result not in self.layers:
            raise UnsupportedModuleError("The module must return one tensor, the logits.")
        needed = self._above(result)
        return Capture(
            input=self._value(self.image),
            calls=tuple(self._call(node) for node in self.graph.nodes if node in needed),
            output=self._value(result),
            samples={node.name: _first(self.results[node]) for node in self.layers},
            origins=self.origins,
        )

    def _above(self, result: fx.Node) -> set[fx.Node]:
        """The nodes that become layers because the result depends on them."""
        needed: set[fx.Node] = set()
        waiting = [result]
        while waiting:
            node = waiting.pop()
            node = self.same.get(node, node)
            computed = node in self.operations and isinstance(_first(self.results[node]), Tensor)
            if computed and node not in needed:
                needed.add(node)
                waiting += _nodes(self.read[node])
        return needed

    def _value(self, node: fx.Node) -> Any:
        """A layer's Ref, or a constant."""
        node = self.same.get(node, node)
        value = _first(self.results[node])
        if node in self.layers and isinstance(value, Tensor):
            return Ref(node.name, tuple(value.shape[1:]))
        return value

    def _call(self, node: fx.Node) -> Call:
        args, kwargs = map_arg(self.read[node], self._value)
        path, whole = _place(node)
        return Call(
            node=node.name,
            operation=self.operations[node],
            args=tuple(args),
            kwargs={name: value for name, value in kwargs.items() if name != "inplace"},
            result=_first(self.results[node]),
            path=path,
            whole=whole,
        )


def _nodes(arguments: Any) -> list[fx.Node]:
    """The nodes among arguments, in order."""
    found: list[fx.Node] = []
    map_arg(arguments, found.append)
    return found


def _is_bundle(value: Any) -> bool:
    """Whether an operation returned several tensors, as pooling with indices does."""
    return isinstance(value, (tuple, list)) and bool(value) and isinstance(value[0], Tensor)


def _first(value: Any) -> Any:
    return value[0] if _is_bundle(value) else value


def _equal(one: Any, other: Any) -> bool:
    tensors = isinstance(one, Tensor) and isinstance(other, Tensor)
    return tensors and one.dtype == other.dtype and torch.equal(one, other)


def _place(node: fx.Node) -> tuple[str, bool]:
    """The module around a node, and whether it is a library's building block."""
    if node.op == "call_module":
        return str(node.target), True
    stack = list((node.meta.get("nn_module_stack") or {}).values())
    path, kind = stack[-1] if stack else ("", "")
    name = kind if isinstance(kind, str) else f"{kind.__module__}.{kind.__qualname__}"
    block = name.startswith(_LIBRARIES) and ".container." not in name
    return path, block
