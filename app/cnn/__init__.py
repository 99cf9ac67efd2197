"""What a network is: a graph of named layers, each of which is data."""

from app.cnn.layer import Layer
from app.cnn.network import Network, build
from app.cnn.trace import forward, trace

__all__ = ["Layer", "Network", "build", "forward", "trace"]
