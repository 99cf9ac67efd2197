"""Strokes and pictures in, the network's input out."""

from app.ink.strokes import DEFAULT_WIDTH, Ink, Point

__all__ = ["DEFAULT_WIDTH", "Ink", "Point"]
