"""Inkling: draw a digit, see inside a real convolutional network."""

__version__ = "0.1.0"
