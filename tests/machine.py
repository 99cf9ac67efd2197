"""What a test needs of the machine: skipped where a developer lacks it, failed where CI does."""

import importlib
import os
import shutil
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Leave this test out, for want of something; CI may not want for anything."""
    if os.environ.get("CI"):
        pytest.fail(f"CI needs {what}")
    pytest.skip(f"not tested for want of {what}", allow_module_level=True)


def program(name: str) -> str:
    """Where a program is that the test runs."""
    return shutil.which(name) or lacking(name)


def file(path: str) -> Path:
    """A file of the operating system that the test reads or writes."""
    found = Path(path)
    return found if found.exists() else lacking(path)


def library(name: str) -> ModuleType:
    """A library that stands beside ours in the test."""
    try:
        return importlib.import_module(name)
    except ImportError:
        lacking(name)
