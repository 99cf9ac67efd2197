"""Where the page's files, the templates and the weights are."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the folder `static`, `templates` or `models`.

    A wheel carries them inside the package; a checkout has them beside it.

    Raises:
        FileNotFoundError: neither place has it.
    """
    for place in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"This installation of inkling lacks its folder {name!r}.")
