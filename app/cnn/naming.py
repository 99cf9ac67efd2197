"""Names of layers: where they stand in the module, fit for a URL, unique."""

import re

_FORBIDDEN = re.compile(r"[^a-z0-9_-]+")


class Names:
    """Gives out names; the second `relu` becomes `relu-2`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, path: str, label: str, *, whole: bool) -> str:
        """A new name for an operation.

        Args:
            path: of the module around it, with dots.
            label: what it does, in a word.
            whole: whether the module does nothing else, so that its path says it all.
        """
        parts = [path] if whole else [part for part in (path, label) if part]
        if whole and path.isdigit():
            parts = [label, path]
        name = slug("-".join(parts)) or slug(label) or "layer"
        unique, count = name, 1
        while unique in self._taken:
            count += 1
            unique = f"{name}-{count}"
        self._taken.add(unique)
        return unique


def slug(text: str) -> str:
    """Lower case letters, digits, - and _ only."""
    return _FORBIDDEN.sub("-", text.lower()).strip("-_")
