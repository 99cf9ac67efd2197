"""A network of the user's own, from a program or from a factory."""

import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from app.cnn import forward
from app.networks.own import load_own
from app.networks.store import ModelError

SOURCE = """
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 5, stride=3)
        self.dense = nn.Linear(3 * 8 * 8, 4)

    def forward(self, x):
        return self.dense(self.conv(x).relu().flatten(1))

class Branching(Net):
    def forward(self, x):
        return super().forward(x if x.sum() > 0 else -x)

def flexible(classes=10):
    pool = nn.AdaptiveAvgPool2d(1)
    return nn.Sequential(nn.Conv2d(1, 2, 3), pool, nn.Flatten(), nn.Linear(2, 10))

def needs(argument):
    return Net()

ready = Net()
number = 3
"""


@pytest.fixture
def mynet(tmp_path, monkeypatch) -> str:
    """An importable module of the user's."""
    (tmp_path / "inkling_mynet.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "inkling_mynet", raising=False)
    return "inkling_mynet"


@pytest.fixture
def program(tmp_path) -> Path:
    module = nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 10 * 14, 3))
    path = tmp_path / "My Net.pt2"
    torch.export.save(torch.export.export(module.eval(), (torch.rand(1, 3, 12, 16),)), path)
    return path


def test_a_program_brings_its_input_and_weights(program):
    model = load_own(str(program), labels=("cat", "dog", "eel"), mean=0.5, std=0.25)
    assert (model.id, model.title, model.classes) == ("my-net", "My Net", ("cat", "dog", "eel"))
    assert model.network.input_shape == (3, 12, 16)
    assert (model.network.mean, model.network.std) == (0.5, 0.25)
    assert model.novelty is None
    assert forward(model.network, torch.rand(5, 3, 12, 16))[1].shape == (5, 3)


def test_a_factory_with_weights(mynet, tmp_path):
    module = __import__(mynet).Net()
    save_file(module.state_dict(), tmp_path / "x.safetensors")
    model = load_own(f"{mynet}:Net", weights=tmp_path / "x.safetensors", input_shape=(1, 28, 28))
    assert (model.id, model.classes) == ("net", ("0", "1", "2", "3"))
    x = torch.rand(2, 1, 28, 28)
    assert torch.allclose(forward(model.network, x)[0], module(x), atol=1e-6)
    assert len(model.digest) == 64


def test_the_input_is_the_first_usual_one_that_fits(mynet):
    assert load_own(f"{mynet}:ready").network.input_shape == (1, 28, 28)
    model = load_own(f"{mynet}:flexible")
    assert model.network.input_shape == (1, 28, 28)
    assert model.classes == tuple("0123456789")


def test_an_own_network_hides_no_shipped_one(tmp_path):
    path = tmp_path / "lenet-5.pt2"
    module = nn.Sequential(nn.Flatten(), nn.Linear(16, 2)).eval()
    torch.export.save(torch.export.export(module, (torch.rand(1, 1, 4, 4),)), path)
    assert load_own(str(path)).id == "lenet-5-own"


@pytest.mark.parametrize(
    ("spec", "options", "sentence"),
    [
        ("nothing.pt2", {}, "There is no file 'nothing.pt2'."),
        ("mynet", {}, "'mynet' names no network; it is a .pt2 file or package.module:factory"),
        ("no_such_module:build", {}, "Cannot import 'no_such_module'"),
        ("{mynet}:missing", {}, "has no 'missing'"),
        ("{mynet}:number", {}, "cannot be called without arguments"),
        ("{mynet}:needs", {}, "cannot be called without arguments"),
        ("builtins:dict", {}, "gives a dict; it must return a torch.nn.Module"),
        ("{mynet}:Branching", {}, "node 'gt' (gt) decides an if"),
        ("{mynet}:Net", {"input_shape": (1, 32, 32)}, "cannot be shown. The module does not run"),
        ("{mynet}:Net", {"input_shape": (2, 28, 28)}, "with 1 or 3 channels and up to 1024 rows"),
        ("{mynet}:Net", {"input_shape": (28, 28)}, "The input is CxHxW"),
        ("{mynet}:Net", {"labels": ("a", "b")}, "has 4 classes; --labels needs as many"),
        ("{mynet}:Net", {"labels": ("a", "a", "b", "c")}, "as many different names"),
        ("{mynet}:Net", {"std": 0.0}, "the std one above 0, got 0.0 and 0.0"),
        ("{mynet}:Net", {"mean": float("nan")}, "The mean is a finite number"),
        ("{mynet}:Net", {"weights": Path("no.safetensors")}, "Cannot read the weights"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_a_sentence(spec, options, sentence, mynet):
    with pytest.raises(ModelError) as caught:
        load_own(spec.format(mynet=mynet), **options)
    assert sentence in str(caught.value)


def test_weights_that_do_not_belong_are_named(mynet, tmp_path):
    path = tmp_path / "x.safetensors"
    save_file({"conv.weight": torch.zeros(3, 1, 5, 5)}, path)
    with pytest.raises(ModelError, match=r"'conv\.bias'"):
        load_own(f"{mynet}:Net", weights=path)
    path.write_bytes(b"not safetensors")
    with pytest.raises(ModelError, match="not a safetensors file"):
        load_own(f"{mynet}:Net", weights=path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"\0" * 40])
def test_a_broken_program_says_so(content, tmp_path, capfd):
    path = tmp_path / "x.pt2"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"is not a program of torch\.export"):
        load_own(str(path))
    assert "Traceback" not in capfd.readouterr().err


def test_a_program_wants_no_other_weights(program):
    with pytest.raises(ModelError, match="brings its own weights"):
        load_own(str(program), weights=Path("x.safetensors"))
    with pytest.raises(ModelError, match=r"inputs of shape \[3, 12, 16\], not \[3, 28, 28\]"):
        load_own(str(program), input_shape=(3, 28, 28))
