"""`inkling dissect`: what the units of a network want, and its map of digits."""

import argparse
import sys
from pathlib import Path

from app.networks.store import Model
from app.resources import resource
from app.serving.catalog import Catalog, load_catalog
from app.settings import Settings


def dissect(options: argparse.Namespace) -> int:
    """Dissect networks, and say what was written."""
    import torch

    from app.dissect.causes import measure
    from app.dissect.digits import of_folder, shipped
    from app.dissect.run import dissect as run

    sys.path.insert(0, str(Path.cwd()))  # package.module:factory is looked for here
    settings = Settings.read(**({"networks": options.own} if options.own else {}))
    torch.set_num_threads(options.threads or settings.threads)
    catalog = load_catalog(settings.models, settings.networks)
    models = options.out or settings.models or resource("models")
    ours, _ = shipped(settings.models or resource("models"))
    digits = of_folder(options.data) if options.data else ours
    for model in _chosen(options, catalog):
        try:
            written = run(
                model,
                digits,
                models / model.id,
                shared=digits.digest == ours.digest,
                resume=options.resume,
            )
            written.append(measure(model, digits, models / model.id, resume=options.resume))
        except KeyboardInterrupt:
            print(
                "\nStopped. The same command goes on from the last finished layer.",
                file=sys.stderr,
            )
            return 130
        for path in written:
            print(f"{path} ({path.stat().st_size / 1e6:.2f} MB).")
    return 0


def _chosen(options: argparse.Namespace, catalog: Catalog) -> list[Model]:
    """The network that is named, or those of the caller's own that are given."""
    if options.name is not None:
        return [catalog.get(options.name)]
    if options.own:
        return list(catalog)[-len(options.own) :]
    raise ValueError(f"Which network? There is {', '.join(catalog.ids())}.")
