"""What scripts of the project have measured for the chapters: `models/lessons/NAME.json`.

Each file says which command makes it again, and of which weights (sha256) it is.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.resources import resource

FOLDER = "lessons"


@lru_cache
def measured(name: str, models: Path | None = None) -> Mapping[str, Any]:
    """Read one of the files, by its name without the ending.

    Raises:
        FileNotFoundError: there is none.
    """
    path = (models or resource("models")) / FOLDER / f"{name}.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
