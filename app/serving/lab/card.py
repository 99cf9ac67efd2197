"""What is said about a network of the lab, and the files that it can be taken away as."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import torch

from app.lab.architecture import Piece, mean_and_std, pieces
from app.lab.digits import LICENCE
from app.lab.knobs import DEFAULTS, KNOBS
from app.lab.source import source
from app.resources import resource
from app.serving.lab.kept import Kept, Network

Json = dict[str, Any]
WEIGHTS, CARD, SOURCE, ZIP = "model.safetensors", "card.md", "model.py", "network.zip"
TYPES: Mapping[str, str] = {
    WEIGHTS: "application/vnd.safetensors",
    CARD: "text/markdown; charset=utf-8",
    SOURCE: "text/x-python; charset=utf-8",
    ZIP: "application/zip",
}
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""A zip's entries have a date; equal networks give equal bytes."""


def described(found: Network) -> Json:
    """A network as JSON."""
    about = found.about
    return {
        "network": found.id,
        "title": about["title"],
        "summary": about["summary"],
        "knobs": about["knobs"],
        "steps": about["step"],
        "seed": about["knobs"]["seed"],
        "lessons": about["lessons"],
        "accuracy": {"train": about["train"]["accuracy"], "test": about["test"]["accuracy"]},
        "loss": {"train": about["train"]["loss"], "test": about["test"]["loss"]},
        "counts": {"train": about["train"]["count"], "test": about["test"]["count"]},
        "per_class": about["test"]["per_class"],
        "confusion": about["test"]["confusion"],
        "bytes": found.bytes,
        "expires": found.expires,
        "files": list(TYPES),
    }


def file_of(kept: Kept, found: Network, name: str) -> bytes | None:
    """One of its files; None: it has gone meanwhile, or there is no such file."""
    if name == CARD:
        return card(found).encode()
    if name == SOURCE:
        return source(found.choices).encode()
    if name == WEIGHTS:
        return kept.weights(found)
    if name == ZIP and (weights := kept.weights(found)) is not None:
        parts = {WEIGHTS: weights, CARD: card(found).encode()}
        return _zipped(parts | {SOURCE: source(found.choices).encode()})
    return None


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def card(found: Network) -> str:
    """The model card, in Markdown."""
    about, choices = found.about, found.choices
    mean, std = mean_and_std(choices)
    layers = pieces(choices)
    share = choices.wrong_labels
    return _template().format(
        title=about["title"],
        summary=about["summary"],
        date=datetime.fromtimestamp(found.made, UTC).date(),
        torch=torch.__version__.partition("+")[0],
        mean=mean,
        std=std,
        layers="\n".join(map(_layer, layers)),
        weights=f"{sum(at.parameters for at in layers):,}",
        steps=f"{about['step']:,}",
        batch=choices.batch,
        optimiser=_said("optimiser", choices.optimiser),
        rate=f"{choices.learning_rate:g}",
        seed=choices.seed,
        lessons=_lessons(about["lessons"]),
        knobs="\n".join(_knob(name, value) for name, value in about["knobs"].items()),
        digits=f"{choices.digits:,}",
        wrong=f", {share:.0%} of them with wrong labels on purpose" if share else "",
        licence=LICENCE,
        train=_measured(about["train"]),
        test=_measured(about["test"]),
        classes=" · ".join(f"{at}: {p:.1%}" for at, p in enumerate(about["test"]["per_class"])),
    )


@cache
def _template() -> str:
    return (resource("templates") / "lab-card.md").read_text(encoding="utf-8")


def _layer(at: Piece) -> str:
    shape = "×".join(map(str, at.shape))
    return f"| `{at.name}` | {at.make.__name__} | {shape} | {at.parameters:,} |"


def _knob(name: str, value: Any) -> str:
    turned = "" if value == DEFAULTS[name] else "turned"
    return f"| {KNOBS[name].title} | {_said(name, value)} | {turned} |"


def _measured(found: Json) -> str:
    loss = "no number" if found["loss"] is None else f"{found['loss']:.4f}"
    return f"{loss} | {found['accuracy']:.2%} | {found['count']:,}"


def _said(name: str, value: Any) -> str:
    choices = KNOBS[name].choices
    if choices is not None:
        return choices[value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _lessons(lessons: list[Json]) -> str:
    if not lessons:
        return ""
    labels = ", ".join(sorted({at["label"] for at in lessons}))
    said = f"{len(lessons)} of the steps were on a visitor's drawings, labelled {labels}"
    return f"\n{said}; the drawings are not among the files.\n"
