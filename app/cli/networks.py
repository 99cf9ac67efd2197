"""`inkling networks`: the networks in figures, and the layers of one."""

import argparse
from collections.abc import Sequence
from typing import Any

from app.cnn.network import Layer
from app.networks.store import Model
from app.serving.answers import to_json
from app.serving.catalog import Catalog, anatomy, load_catalog, summary
from app.settings import Settings

Row = Sequence[str]


def networks(options: argparse.Namespace) -> int:
    """Print all networks, or one network's layer table."""
    settings = Settings.read()
    catalog = load_catalog(settings.models, settings.networks)
    if options.network is None:
        print(_all(catalog, options.json))
        return 0
    model = catalog.get(options.network)
    print(to_json(anatomy(model)).decode() if options.json else layer_table(model))
    return 0


def _all(catalog: Catalog, as_json: bool) -> str:
    if as_json:
        return to_json({"networks": [summary(model) for model in catalog]}).decode()
    rows = [("network", "input", "classes", "parameters", "connections", "accuracy on MNIST")]
    for model in catalog:
        found = summary(model)
        rows.append(
            (
                found["id"],
                _times(model.network.input_shape),
                str(len(found["classes"])),
                f"{found['parameters']:,}",
                f"{found['connections']:,}",
                _percent(found["metrics"].get("mnist_accuracy")),
            )
        )
    return table(rows, left=2)


def layer_table(model: Model) -> str:
    """Return a network's layers with what each costs and sees, and the totals."""
    head = (
        "layer", "kind", "output", "kernel", "stride", "parameters", "connections", "sees",
    )  # fmt: skip
    rows = [head, *(_row(layer) for layer in model.network.layers)]
    found = summary(model)
    total = ("total", "", "", "", "", f"{found['parameters']:,}", f"{found['connections']:,}", "")
    return f"{model.title}: {model.summary}\n\n{table([*rows, total], left=3)}"


def _row(layer: Layer) -> Row:
    seen = layer.receptive_field
    return (
        layer.name,
        layer.title,
        _times(layer.shape),
        _times(layer.kernel),
        _times(layer.stride),
        f"{layer.parameters:,}" if layer.parameters else "",
        f"{layer.connections:,}" if layer.connections else "",
        _times(seen.size) if seen else "all",
    )


def table(rows: Sequence[Row], left: int) -> str:
    """Align rows in columns; the first `left` columns to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "─" * max(map(len, lines)), *lines[1:]])


def _times(sizes: Sequence[int] | None) -> str:
    return "×".join(map(str, sizes)) if sizes else ""


def _percent(share: Any) -> str:
    return f"{share:.2%}" if isinstance(share, int | float) else ""
