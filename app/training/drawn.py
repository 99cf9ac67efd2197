"""Drawing 100,000 training strokes takes a minute, so it is done once and kept."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path

from safetensors.torch import load_file, save_file

from app.ink import normalize, raster, sizes, sweep, thicken
from app.training import pens, pools, skeletons, strokes
from app.training.mnist import Mnist, cache_folder
from app.training.pens import Pens
from app.training.pools import Images, Sizes
from app.training.whole import whole

DRAWS = (raster, sweep, sizes, thicken, normalize, strokes, skeletons, pens, pools)
"""The modules that decide what the strokes look like: a change of any draws afresh."""


def remembered(
    digits: Mnist, people: Pens | None, seed: int, sizes: Sizes, cache: Path | None = None
) -> dict[str, Images]:
    """Return `pools.training(...)`, from the user's cache when it was drawn before."""
    path = (cache or cache_folder()) / f"drawn-{_key(digits, people, seed, sizes)}.safetensors"
    if path.is_file():
        return _read(path)
    images = pools.training(digits, people, seed, sizes)
    tensors = {f"{name}/pixels": pool.pixels for name, pool in images.items()}
    tensors |= {f"{name}/labels": pool.labels for name, pool in images.items()}
    with whole(path) as part:
        save_file(tensors, part)
    return _read(path)


def _read(path: Path) -> dict[str, Images]:
    tensors = load_file(path)
    names = sorted(key.removesuffix("/pixels") for key in tensors if key.endswith("/pixels"))
    return {name: Images(tensors[f"{name}/pixels"], tensors[f"{name}/labels"]) for name in names}


def _key(digits: Mnist, people: Pens | None, seed: int, sizes: Sizes) -> str:
    key = hashlib.sha256(repr((seed, asdict(sizes))).encode())
    for module in DRAWS:
        key.update(Path(str(module.__file__)).read_bytes())
    key.update(digits.train_images.numpy().tobytes())
    for digit in people.train if people else ():
        key.update(bytes([digit.label]))
        for stroke in digit.strokes:
            key.update(stroke.tobytes())
    return key.hexdigest()[:16]
