"""The command line: `inkling serve`, `predict`, `networks`, `train` and `dissect`."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NoReturn

from app import __version__
from app.cli.usage import add_commands
from app.serving.errors import AppError

COMMANDS = ("serve", "predict", "networks", "train", "dissect")


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and where help is."""
        print(f"inkling: {message}; see {self.prog} --help", file=sys.stderr)
        sys.exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; without a command, serve."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version")):
        given.insert(0, "serve")
    _one_thread_each()
    parser = Parser(
        prog="inkling", description="Draw a digit, see inside a real convolutional network."
    )
    parser.add_argument("--version", action="version", version=f"inkling {__version__}")
    add_commands(parser)
    if not given[0].startswith("-") and given[0] not in COMMANDS:
        near = get_close_matches(given[0], COMMANDS, n=1)
        hint = f", did you mean {near[0]!r}" if near else ""
        parser.error(f"there is no such command{hint}; there is {', '.join(COMMANDS)}")
    options = parser.parse_args(given)
    try:
        return options.run(options)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (AppError, ValueError, OSError) as error:
        if os.environ.get("INKLING_LOG_LEVEL") == "debug":
            raise
        print(f"inkling: {_sentence(error)}", file=sys.stderr)
        return 1
    finally:
        gc.freeze()  # the interpreter's last collection takes seconds with torch, for nothing


def _one_thread_each() -> None:
    """Let numeric libraries start no threads of their own; `--threads` says how many."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__
