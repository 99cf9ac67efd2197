"""A layer is data: what it is, what it reads, how large it is, what it sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.cnn.geometry import Ints, ReceptiveField
from app.cnn.kinds.base import Json


@dataclass(frozen=True)
class Layer:
    """One layer of a network. Shapes have no batch; windows have one number per spatial axis.

    Args:
        name: unique in its network; [a-z0-9_-].
        kind: what it is, for programs.
        title: what it is, for people.
        inputs: the layers that it reads.
        shape: (C, *spatial) or (N,).
        kernel: None where no window slides; stride, padding, dilation likewise.
        groups: of a convolution.
        parameters: the trainable numbers.
        connections: the weighted or chosen lines into all outputs, bias included.
        outputs: the number of numbers.
        receptive_field: None where cells are not evenly spaced over the input.
        filters: whether it has weights to show.
        editable: "weights" and "bias", as far as an `Edit` can replace them for one channel.
        detail: what else its kind knows, as JSON.
    """

    name: str
    kind: str
    title: str
    inputs: tuple[str, ...]
    shape: Ints
    kernel: Ints | None
    stride: Ints | None
    padding: Ints | None
    dilation: Ints | None
    groups: int | None
    parameters: int
    connections: int
    outputs: int
    receptive_field: ReceptiveField | None
    filters: bool
    editable: tuple[str, ...] = ()
    detail: Mapping[str, Json] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Json]:
        """The layer as the anatomy's JSON has it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "title": self.title,
            "inputs": list(self.inputs),
            "shape": list(self.shape),
            "kernel": _listed(self.kernel),
            "stride": _listed(self.stride),
            "padding": _listed(self.padding),
            "dilation": _listed(self.dilation),
            "groups": self.groups,
            "parameters": self.parameters,
            "connections": self.connections,
            "outputs": self.outputs,
            "receptive_field": self.receptive_field and self.receptive_field.as_dict(),
            "filters": self.filters,
            "editable": list(self.editable),
            "detail": dict(self.detail),
        }


def _listed(values: Ints | None) -> list[int] | None:
    return None if values is None else list(values)
