"""The arguments of every command; what they do is imported only when it is run."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Namespace = argparse.Namespace


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add `serve`, `predict`, `networks`, `train` and `dissect`."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    parser.set_defaults(run=_serve)
    _add_serve(commands)
    _add_predict(commands)
    _add_networks(commands)
    _add_train(commands)
    _add_dissect(commands)


def _serve(options: Namespace) -> int:
    from app.cli.serve import serve

    return serve(options)


def _predict(options: Namespace) -> int:
    from app.cli.predict import predict

    return predict(options)


def _networks(options: Namespace) -> int:
    from app.cli.networks import networks

    return networks(options)


def _train(options: Namespace) -> int:
    from app.cli.train import train

    return train(options)


def _dissect(options: Namespace) -> int:
    from app.cli.dissect import dissect

    return dissect(options)


def _add(commands: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


class Own(argparse.Action):
    """Collects `--network` and what follows it: each option belongs to the network before it."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Keep the option with the network that it is for; one given earlier waits for it."""
        own: list[dict[str, Any]] = list(namespace.own or [])
        namespace.own = own
        if not own or (self.dest in own[-1] and self.dest != "spec"):
            if own:
                parser.error(f"{option_string} is given twice for one --network")
            own.append({})
        if self.dest == "spec" and "spec" in own[-1]:
            own.append({})
        own[-1][self.dest] = values


def shape(text: str) -> tuple[int, int, int]:
    """Read `CxHxW`."""
    parts = text.lower().replace("×", "x").split("x")
    if len(parts) != 3 or not all(part.isdigit() and int(part) > 0 for part in parts):
        raise argparse.ArgumentTypeError("expected CxHxW, as in 1x28x28")
    channels, height, width = map(int, parts)
    return channels, height, width


def labels(text: str) -> tuple[str, ...]:
    """Read names by comma."""
    return tuple(part.strip() for part in text.split(","))


def _add_serve(commands: Any) -> None:
    serve = _add(commands, "serve", _serve, "Serve the page and the API (the default command).")
    serve.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, help="port (default 8000; 0 takes a free one)")
    serve.add_argument("--workers", type=int, help="processes (default 1)")
    serve.add_argument("--log-level", metavar="LEVEL", help="critical … debug (default warning)")
    serve.add_argument(
        "--open",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="open the page in the browser",
    )
    _add_own(serve)


def _add_own(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group(
        "networks of your own",
        "Repeat --network for more than one; the other options belong to the one before them.",
    )
    command.set_defaults(own=None)

    def add(flag: str, dest: str, metavar: str, text: str, read: Any = str) -> None:
        hidden = argparse.SUPPRESS
        group.add_argument(
            flag, action=Own, dest=dest, metavar=metavar, help=text, type=read, default=hidden
        )

    add("--network", "spec", "SPEC", "a .pt2 file of torch.export, or package.module:factory")
    add("--weights", "weights", "FILE", "safetensors file for the factory", Path)
    add("--labels", "labels", "A,B,…", "names of the classes", labels)
    add("--input", "input", "CxHxW", "size of the input", shape)
    add("--mean", "mean", "X", "subtracted from the ink, 0 to 1 (default 0)", float)
    add("--std", "std", "X", "divides the ink after that (default 1)", float)


def _add_predict(commands: Any) -> None:
    predict = _add(commands, "predict", _predict, "Tell which digit is in picture or ink files.")
    predict.add_argument(
        "files", nargs="+", metavar="FILE", help="PNG, JPEG, WebP, or ink as JSON; - is stdin"
    )
    predict.add_argument("--network", metavar="ID", help="which network reads them")
    predict.add_argument("--json", action="store_true", help="print one JSON object a line")


def _add_networks(commands: Any) -> None:
    networks = _add(commands, "networks", _networks, "List the networks, or one network's layers.")
    networks.add_argument("network", nargs="?", metavar="ID", help="the network to look into")
    networks.add_argument("--json", action="store_true", help="print what the API answers")


def _add_train(commands: Any) -> None:
    train = _add(commands, "train", _train, "Train a network from MNIST.")
    train.add_argument("network", metavar="NETWORK", help="crash-course, lenet-5, vgg-mini or mlp")
    train.add_argument(
        "--data", type=Path, metavar="DIR", help="MNIST files (default: downloaded once)"
    )
    train.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of networks (default: models)"
    )
    train.add_argument(
        "--teacher",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a trained network of the same kind to learn from in the end (more than once)",
    )
    train.add_argument("--epochs", type=int, metavar="N", help="passes (default: the recipe's)")
    train.add_argument("--seed", type=int, default=0, metavar="N", help="(default 0)")
    train.add_argument("--threads", type=int, metavar="N", help="threads that compute")
    train.add_argument(
        "--evaluate", action="store_true", help="only measure the trained network on the test set"
    )
    again = train.add_mutually_exclusive_group()
    again.add_argument(
        "--resume",
        action="store_true",
        default=True,
        help="go on where the same training was interrupted (the default)",
    )
    again.add_argument(
        "--restart", dest="resume", action="store_false", help="start from the beginning"
    )


def _add_dissect(commands: Any) -> None:
    text = "Find what each unit of a network wants, and which digits are near in its layers."
    dissect = _add(commands, "dissect", _dissect, text)
    dissect.add_argument("name", nargs="?", metavar="NETWORK", help="which network")
    dissect.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="test files in MNIST's format (default: the digits that ship)",
    )
    dissect.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of networks (default: where they are)"
    )
    dissect.add_argument("--threads", type=int, metavar="N", help="threads that compute")
    dissect.add_argument(
        "--restart",
        dest="resume",
        action="store_false",
        help="start from the beginning, also where the same run was interrupted",
    )
    _add_own(dissect)
