"""What is taken away is the network: the same logits, in a Python that has never heard of us."""

import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from app.cnn.trace import forward
from app.lab.architecture import build, mean_and_std
from app.lab.knobs import Choices
from app.serving.lab import card
from app.serving.lab.bounds import Bounds
from app.serving.lab.kept import Kept, Network

ALONE = """
import json, sys, torch, model
assert not [name for name in sys.modules if name.partition(".")[0] == "app"]
torch.set_num_threads(1)
ink = torch.tensor(json.load(open("ink.json")))
print(json.dumps(model.logits(model.load(), ink).tolist()))
"""
MANY = Choices(
    depth=2, filters=3, field=4, padding=1, stride=2, pooling="average", activation="silu",
    batch_norm=True, dropout=0.4, hidden=9, seed=3,
)  # fmt: skip


def put(kept: Kept, choices: Choices) -> Network:
    half = {"loss": 0.5, "accuracy": 0.5, "count": 4}
    more = {"per_class": [0.5] * 10, "confusion": [[0] * 10] * 10}
    lesson = {"step": 1, "label": "7", "rehearse": 0}
    about = {
        "knobs": choices.as_dict(), "title": "Lab", "summary": "A network", "step": 2,
        "lessons": [lesson], "train": half, "test": half | more,
    }  # fmt: skip
    return kept.put(about, save(build(choices).state_dict()))


@pytest.mark.parametrize("choices", [Choices(), MANY, Choices(depth=0, standardise=False)])
def test_the_file_gives_the_same_logits(choices: Choices, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept", Bounds())
    found = put(kept, choices)
    archive = card.file_of(kept, found, card.ZIP)
    assert archive is not None
    zipfile.ZipFile(BytesIO(archive)).extractall(tmp_path)
    ink = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    (tmp_path / "ink.json").write_text(json.dumps(ink.tolist()))
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", ALONE], cwd=tmp_path, capture_output=True, text=True, check=True,
        env=environment,
    )  # fmt: skip
    mean, std = mean_and_std(choices)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.no_grad():
            wanted = build(choices).eval()((ink - mean) / std)
    finally:
        torch.set_num_threads(threads)
    assert json.loads(done.stdout) == wanted.tolist()  # to the last bit
    model = kept.get(found.id)
    assert model is not None
    assert torch.allclose(forward(model.network, ink)[0], wanted, atol=1e-4)


def test_the_card_says_what_it_is(tmp_path: Path) -> None:
    text = card.card(put(Kept(tmp_path, Bounds()), MANY))
    for said in (
        "| `conv1` | Conv2d | 3×14×14 |", "| Pooling | average | turned |", "Seed 3",
        "| Standardise | yes |  |", "labelled 7", "MNIST", "not calibrated", "0.5000 | 50.00% | 4",
    ):  # fmt: skip
        assert said in text, said


def test_the_oldest_go_when_there_are_too_many_or_too_much(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "few", Bounds(networks=2))
    ids = []
    for at in range(3):
        ids.append(put(kept, Choices()).id)
        _age(tmp_path / "few", 10 - at)
    kept.tidy()
    assert [kept.find(id) is not None for id in ids] == [False, True, True]
    small = Kept(tmp_path / "small", Bounds(bytes=300_000))
    first = put(small, Choices()).id
    _age(tmp_path / "small", 10)
    second = put(small, Choices()).id
    assert (small.find(first), small.find(second) is not None) == (None, True)


def _age(folder: Path, seconds: float) -> None:
    """Make the newest file older."""
    newest = max((folder / "networks").iterdir(), key=lambda path: path.stat().st_mtime)
    then = newest.stat().st_mtime - seconds
    os.utime(newest, (then, then))


def test_networks_expire(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Bounds(expiry=100))
    found = put(kept, Choices())
    assert kept.get(found.id) is not None
    then = found.path.stat().st_mtime - 200
    os.utime(found.path, (then, then))
    other = Kept(tmp_path, Bounds(expiry=100))  # another worker
    assert other.get(found.id) is None
    other.tidy()
    assert not found.path.exists()


@pytest.mark.parametrize("damage", [b"", b"\0" * 64, None])
def test_a_damaged_file_is_no_network(tmp_path: Path, damage: bytes | None) -> None:
    kept = Kept(tmp_path, Bounds())
    found = put(kept, Choices())
    whole = found.path.read_bytes()
    found.path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert kept.get(found.id) is None
    assert kept.find(found.id) is None
