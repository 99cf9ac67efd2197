"""The wheel carries all that the page and the networks need: installed elsewhere, it works."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.servers import serve

ROOT = Path(__file__).parent.parent
SEVEN = {"strokes": [[[0.3, 0.25], [0.7, 0.25], [0.62, 0.45], [0.5, 0.8]]]}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", out, ROOT],
        check=True,
    )
    return next(out.glob("inkling-*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; what it depends on comes from the running one.

    The running environment is added as a plain path: its own `.pth` files (an editable
    install of the checkout) are not followed, so `app` can only come from the wheel.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    purelib = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel],
        check=True,
    )
    Path(purelib, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "inkling"


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def test_the_wheel_holds_pages_styles_scripts_and_weights_but_no_clutter(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "static/js/main.js",
        "static/css/tokens.css",
        "templates/playground.html",
        "models/crash-course/model.safetensors",
        "models/lenet-5/card.json",
        "models/vgg-mini/model.safetensors",
        "models/mlp/model.safetensors",
        "models/vgg-mini/dissection.safetensors",
        "models/vgg-mini/neighbours.safetensors",
        "models/samples/mnist-test-2000.png",
        "models/samples/mnist-train-10000.png",
        "models/lab/presets.json",
        "templates/lab-card.md",
    ):
        assert f"app/_data/{part}" in names
    clutter = [name for name in names if ".training" in name or "__pycache__" in name]
    assert clutter == []


def test_predict_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "seven.json").write_text(json.dumps(SEVEN))
    done = subprocess.run(
        [installed, "predict", "--json", "seven.json"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"label":"7"' in done.stdout.replace(" ", "")


def test_serve_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    with serve(executable=(str(installed),), cwd=str(tmp_path)) as server:
        page = httpx.get(server.url)
        assert page.status_code == 200
        assert httpx.get(f"{server.url}/static/js/main.js").status_code == 200
        answer = httpx.post(
            f"{server.url}/api/v1/networks/vgg-mini/predict", json={"ink": SEVEN}, timeout=30
        )
        assert answer.json()["label"] == "7"
