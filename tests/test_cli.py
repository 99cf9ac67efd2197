"""The command line: what it prints, and one sentence when something is wrong."""

import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from app import __version__
from app.cli import main
from app.cli.serve import address, bind, settings_of
from app.cli.usage import labels, shape
from app.serving.catalog import load_catalog
from tests.servers import free_port
from tests.web.bodies import SEVEN, animation, bomb, picture

Run = Callable[..., tuple[int, str, str]]


catalog = cache(load_catalog)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("gc.freeze", lambda: None)
    for command in ("networks", "predict"):
        monkeypatch.setattr(f"app.cli.{command}.load_catalog", catalog)

    def call(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return call


def refused(answer: tuple[int, str, str]) -> str:
    """Hold a refusal to the contract: an exit code, and one sentence."""
    code, out, error = answer
    assert code != 0
    assert out == ""
    assert error.startswith("inkling: ")
    assert error.count("\n") == 1
    assert "Traceback" not in error
    return error


def test_the_version_and_help_of_every_command(run: Run) -> None:
    assert run("--version") == (0, f"inkling {__version__}\n", "")
    assert "COMMAND" in run("--help")[1]
    for command in ("serve", "predict", "networks", "train", "dissect"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert out.startswith(f"usage: inkling {command}")


def test_networks_lists_figures(run: Run) -> None:
    code, out, _ = run("networks")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[2:]] == [
        "crash-course", "lenet-5", "vgg-mini", "mlp",
    ]  # fmt: skip
    assert "60,000" in out
    assert "340,908" in out


def test_networks_prints_the_table_of_the_paper(run: Run) -> None:
    code, out, _ = run("networks", "lenet-5")
    assert code == 0
    rows = {line.split()[0]: line.split() for line in out.splitlines() if line}
    paper = {
        "c1": ("156", "122,304"), "s2": ("12", "5,880"), "c3": ("1,516", "151,600"),
        "s4": ("32", "2,000"), "c5": ("48,120", "48,120"), "f6": ("10,164", "10,164"),
        "total": ("60,000", "340,908"),
    }  # fmt: skip
    for layer, figures in paper.items():
        assert set(figures) <= set(rows[layer]), layer


def test_networks_as_json_is_what_the_api_answers(run: Run) -> None:
    found = json.loads(run("networks", "--json")[1])["networks"]
    assert [network["id"] for network in found] == ["crash-course", "lenet-5", "vgg-mini", "mlp"]
    assert json.loads(run("networks", "vgg-mini", "--json")[1])["layers"][0]["name"] == "input"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "seven.png": picture(),
        "seven.json": json.dumps(SEVEN).encode(),
        "bare.json": json.dumps(SEVEN["ink"]).encode(),
        "empty.json": b'{"ink": {"strokes": []}}',
        "nan.json": b'{"pixels": [[NaN]]}',
        "half.png": picture()[:70],
        "moving.gif": animation(),
        "bomb.png": bomb(),
        "text.txt": b"hello",
        "nothing": b"",
        "huge": b"\x89PNG\r\n\x1a\n" + bytes(5 << 20),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def test_predict_reads_pictures_and_ink(run: Run, files: dict[str, Path]) -> None:
    names = [files[name] for name in ("seven.png", "seven.json", "bare.json")]
    code, out, error = run("predict", *names)
    assert (code, error) == (0, "")
    for name, line in zip(names, out.splitlines(), strict=True):
        assert line.startswith(f"{name}: 7")


def test_predict_as_json_has_one_object_a_line(run: Run, files: dict[str, Path]) -> None:
    code, out, _ = run("predict", files["seven.png"], files["seven.json"], "--json",
                       "--network", "lenet-5")  # fmt: skip
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [answer["network"] for answer in found] == ["lenet-5"] * 2
    assert found[0]["file"] == str(files["seven.png"])
    assert len(found[0]["logits"]) == 10


@pytest.mark.parametrize(
    "name", ["empty.json", "nan.json", "half.png", "moving.gif", "bomb.png", "text.txt", "nothing",
             "huge"]
)  # fmt: skip
def test_predict_names_a_bad_file(run: Run, files: dict[str, Path], name: str) -> None:
    assert str(files[name]) in refused(run("predict", files[name]))


def test_predict_goes_on_after_a_bad_file(run: Run, files: dict[str, Path]) -> None:
    code, out, error = run("predict", files["half.png"], files["seven.png"], "missing.png")
    assert code == 1
    assert out.startswith(f"{files['seven.png']}: 7")
    assert error.count("\n") == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["netwroks"], "'networks'"),
        (["networks", "lenet5"], "'lenet-5'"),
        (["predict", "x.png", "--network", "vgg"], "'vgg-mini'"),
        (["train", "lenet"], "'lenet-5'"),
        (["predict"], "FILE"),
        (["predict", "missing.png"], "No such file"),
        (["networks", "--wrong"], "--wrong"),
        (["serve", "--port", "x"], "--port"),
        (["serve", "--port", "70000"], "port"),
        (["serve", "--workers", "0"], "workers"),
        (["--log-level", "loud"], "log_level"),
        (["serve", "--host", "203.0.113.7"], "203.0.113.7"),
        (["serve", "--mean", "0.5"], "--network"),
        (["serve", "--network", "a:b", "--input", "3"], "CxHxW"),
        (["serve", "--network", "a:b", "--mean", "1", "--mean", "2"], "--mean"),
        (["serve", "--port", "0", "--network", "no_such_package:factory"], "no_such_package"),
        (["serve", "--port", "0", "--network", "missing.pt2"], "missing.pt2"),
        (["train", "lenet-5", "--epochs", "0"], "epoch"),
        (["train", "lenet-5", "--data", "/no/such/folder"], "/no/such/folder"),
    ],
)
def test_mistakes_get_one_sentence(run: Run, arguments: list[str], words: str) -> None:
    assert words in refused(run(*arguments))


def test_workers_do_not_start_where_there_is_no_network(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_MODELS", str(tmp_path))
    said = refused(run("serve", "--port", "0", "--workers", "2"))
    assert "There is no network to serve" in said


def test_a_taken_port_is_named() -> None:
    with bind("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ValueError, match=f"port {port}: address already in use"):
            bind("127.0.0.1", port)


def test_the_address_can_be_opened() -> None:
    with bind("127.0.0.1", port := free_port()) as listener:
        assert address(listener) == f"http://127.0.0.1:{port}"
    with bind("0.0.0.0", port := free_port()) as listener:
        assert address(listener) == f"http://127.0.0.1:{port}"


def options(*arguments: str) -> Any:
    from app.cli import Parser
    from app.cli.usage import add_commands

    parser = Parser(prog="inkling")
    add_commands(parser)
    return parser.parse_args(["serve", *arguments])


def test_options_belong_to_the_network_before_them() -> None:
    found = settings_of(
        options("--network", "a.pt2", "--labels", "x,y", "--network", "p.m:f", "--weights", "w",
                "--input", "1x28x28", "--mean", "0.5", "--std", "0.25")
    ).networks  # fmt: skip
    assert [network.spec for network in found] == ["a.pt2", "p.m:f"]
    assert found[0].labels == ("x", "y")
    assert found[0].weights is None
    assert (found[1].weights, found[1].input) == (Path("w"), (1, 28, 28))
    assert (found[1].mean, found[1].std) == (0.5, 0.25)


def test_settings_travel_to_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.settings import Settings

    mine = settings_of(options("--port", "81", "--network", "a.pt2", "--labels", "x,y"))
    for name, value in mine.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == mine


@pytest.mark.parametrize("command", [["networks"], ["predict", "x.png"], ["serve"]])
@pytest.mark.parametrize(
    ("name", "value"), [("port", "abc"), ("networks", "{bad"), ("deadline", "-1")]
)
def test_a_wrong_variable_is_named_by_every_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: list[str], name: str, value: str
) -> None:
    monkeypatch.setenv(f"INKLING_{name.upper()}", value)
    said = refused(run(*command))
    assert f"The setting {name}: " in said
    assert "pydantic" not in said
    assert "Error" not in said


def test_only_local_names_are_answered_on_loopback() -> None:
    assert "localhost" in settings_of(options()).allowed_hosts
    assert settings_of(options("--host", "0.0.0.0")).allowed_hosts == ()


def test_shapes_and_labels() -> None:
    assert shape("3x224×224") == (3, 224, 224)
    assert labels("a, b") == ("a", "b")


OWN = """
from torch import nn

def tiny():
    return nn.Sequential(
        nn.Conv2d(1, 3, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 2)
    )
"""


@pytest.mark.slow
def test_an_own_network_is_served(tmp_path: Path) -> None:
    import httpx

    from tests.servers import serve

    (tmp_path / "mine.py").write_text(OWN)
    namespace: dict[str, Any] = {}
    exec(OWN, namespace)
    torch.manual_seed(0)
    module: nn.Module = namespace["tiny"]()
    save_file(module.state_dict(), tmp_path / "w.safetensors")
    root = str(Path(__file__).parent.parent)
    with serve(
        "--network", "mine:tiny", "--weights", "w.safetensors", "--labels", "cat,dog",
        "--input", "1x28x28", cwd=str(tmp_path), env={"PYTHONPATH": root},
        executable=(sys.executable, "-m", "app"),
    ) as server:  # fmt: skip
        networks = httpx.get(f"{server.url}/api/v1/networks").json()["networks"]
        own = networks[-1]
        assert own["id"] == "tiny"
        assert own["classes"] == ["cat", "dog"]
        answer = httpx.post(f"{server.url}/api/v1/networks/tiny/predict", json=SEVEN).json()
        assert answer["label"] in ("cat", "dog")
        assert answer["not_a_digit"] is None
