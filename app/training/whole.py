"""Files that are always whole: the old one or the new one, never a part of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place to write to; what is there when the block ends well becomes the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.part")
    yield partial
    partial.replace(path)
