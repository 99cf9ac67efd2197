"""Imports point down, in Python and in JavaScript, and nothing undeclared is imported."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# part -> what it may import of the project, besides itself (docs/architecture.md)
PYTHON = {
    "resources": set(),
    "cnn": set(),
    "ink": set(),
    "networks": {"cnn", "ink", "resources"},
    "explain": {"cnn"},
    "whatif": {"cnn", "ink"},
    "training": {"cnn", "ink", "networks", "resources"},
    "dissect": {"cnn", "ink", "networks", "training", "resources", "whatif"},
    "settings": set(),
    "telemetry": set(),
    "lab": {"cnn", "dissect", "networks", "training", "resources"},
    "serving": {
        "cnn",
        "dissect",
        "explain",
        "ink",
        "lab",
        "networks",
        "resources",
        "settings",
        "telemetry",
        "whatif",
    },
    "lessons": {"cnn", "ink", "networks", "serving", "resources", "whatif"},
    "web": {
        "lessons",
        "cnn",
        "dissect",
        "explain",
        "ink",
        "networks",
        "serving",
        "resources",
        "settings",
        "telemetry",
        "whatif",
    },
    "cli": {
        "cnn",
        "dissect",
        "ink",
        "networks",
        "training",
        "serving",
        "web",
        "resources",
        "settings",
        "telemetry",
        "whatif",
    },
    "__main__": {"cli"},
    "__init__": set(),
}

JAVASCRIPT = {
    "types": set(),
    "core": {"types"},
    "layout": {"core", "types"},
    "render": {"core", "types"},
    "server": {"core", "types"},
    "kinds": {"core", "render", "types"},
    "state": {"core", "layout", "server", "types"},
    "views": {"core", "layout", "render", "server", "kinds", "state", "types"},
    "panels": {"core", "layout", "render", "server", "kinds", "state", "views", "types"},
    "lessons": {"core", "layout", "render", "server", "kinds", "state", "views", "panels", "types"},
    "main": {"core", "layout", "render", "server", "state", "views", "panels", "lessons", "types"},
    "lab": {
        "core",
        "layout",
        "render",
        "server",
        "kinds",
        "state",
        "views",
        "panels",
        "lessons",
        "types",
    },
}

PIP_NAMES = {
    "PIL": "pillow",
    "opentelemetry": "opentelemetry-sdk",
    "multipart": "python-multipart",
    "python_multipart": "python-multipart",
}


def python_imports() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: imports are absolute"
                yield path, node.module or ""
                if node.module == "app":
                    yield from ((path, f"app.{alias.name}") for alias in node.names)


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "app").parts[0].removesuffix(".py")


def test_python_imports_point_down() -> None:
    wrong = []
    for path, module in python_imports():
        if not module.startswith("app."):
            continue
        here, there = part_of(path), module.split(".")[1]
        if there not in PYTHON[here] | {here, "__version__"}:
            wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert wrong == []


def test_every_part_is_in_the_map() -> None:
    parts = {part_of(path) for path in (ROOT / "app").rglob("*.py")}
    assert parts <= PYTHON.keys()


def test_third_party_imports_are_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    declared = {
        re.split(r"[<>=!~;\[ ]", line)[0].lower()
        for line in project["dependencies"] + extras["train"] + extras["otel"]
    } | {"pydantic", "pydantic-core", "starlette"}  # FastAPI's own parts
    known = set(sys.stdlib_module_names) | {"app"}
    used = {module.split(".")[0] for _, module in python_imports()} - known
    undeclared = {
        name for name in used if PIP_NAMES.get(name, name).lower().replace("_", "-") not in declared
    }
    assert undeclared == set()


def test_javascript_imports_point_down() -> None:
    home = ROOT / "static" / "js"
    wrong = []
    for path in sorted(home.rglob("*.js")):
        here = path.relative_to(home).parts[0].removesuffix(".js")
        for target in re.findall(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""", code_of(path)):
            there = (path.parent / target).resolve()
            if not there.is_relative_to(home):
                assert there.is_relative_to(ROOT / "static" / "vendor"), f"{path}: {target}"
                continue
            part = there.relative_to(home).parts[0].removesuffix(".js")
            if part not in JAVASCRIPT[here] | {here}:
                wrong.append(f"{path.relative_to(ROOT)} imports {target}")
    assert wrong == []


def code_of(path: Path) -> str:
    """The file without its comments: JSDoc may name types of any part."""
    return re.sub(r"/\*.*?\*/|^\s*//.*?$", "", path.read_text(), flags=re.S | re.M)


@pytest.mark.parametrize("folder", ["static/js", "templates"])
def test_no_view_knows_a_network_or_a_layer_by_name(folder: str) -> None:
    from app.networks import ARCHITECTURES
    from app.networks.store import load

    names = set(ARCHITECTURES)
    for network in ARCHITECTURES:
        names |= {layer.name for layer in load(network).network.layers}
    generic = {layer_kind for layer_kind in names if layer_kind in KIND_WORDS}
    pattern = re.compile("[\"'`](" + "|".join(map(re.escape, sorted(names - generic))) + ")[\"'`]")
    found = [
        f"{path.relative_to(ROOT)}: {match[1]}"
        for path in sorted((ROOT / folder).rglob("*.*"))
        if path.suffix in {".js", ".html"}
        for match in pattern.finditer(code_of(path) if path.suffix == ".js" else path.read_text())
    ]
    assert found == []


# Layer names that are also words of the field: kinds and functions, which the page may know.
KIND_WORDS = {"input", "conv", "relu", "pool", "flatten", "softmax", "dropout", "rbf", "norm"}


@pytest.mark.parametrize(
    ("folder", "suffix", "limit"), [("app", ".py", 300), ("static/js", ".js", 250)]
)
def test_modules_stay_small(folder: str, suffix: str, limit: int) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / folder).rglob(f"*{suffix}")
        if (lines := len(path.read_text().splitlines())) > limit
    }
    assert long == {}


def test_a_sheet_that_comes_later_restyles_nothing() -> None:
    """A panel's sheet stays when the panel has closed: it may not name what another styles."""
    home = ROOT / "static" / "css"
    sheets = {path: top_selectors(path) for path in home.rglob("*.css")}
    again = {
        f"{path.name} and {other.name}: {selector}"
        for path, selectors in sheets.items()
        for other, others in sheets.items()
        if path.parent.name == "later" and other != path
        for selector in selectors & others
    }
    assert again == set()


def top_selectors(path: Path) -> set[str]:
    """The selectors of a style sheet, without those of its media queries."""
    rules = re.sub(
        r"/\*.*?\*/|@[^{;]+\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", path.read_text(), flags=re.S
    )
    heads: list[str] = re.findall(r"([^{}]+)\{", rules)
    return {selector.strip() for head in heads for selector in head.split(",")}
