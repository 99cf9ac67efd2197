"""What a network is: a graph of named layers, each of which is data."""

from app.cnn.ablate import ablate
from app.cnn.cell import Cell, cell
from app.cnn.edits import Edit
from app.cnn.errors import (
    CellError,
    EditError,
    PatchError,
    UnknownLayerError,
    UnsupportedModuleError,
)
from app.cnn.layer import Layer
from app.cnn.network import Network, build
from app.cnn.trace import forward, trace

__all__ = [
    "Cell",
    "CellError",
    "Edit",
    "EditError",
    "Layer",
    "Network",
    "PatchError",
    "UnknownLayerError",
    "UnsupportedModuleError",
    "ablate",
    "build",
    "cell",
    "forward",
    "trace",
]
