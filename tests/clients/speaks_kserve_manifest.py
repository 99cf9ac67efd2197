"""KServe's own models of its resources take the manifest in `deploy/kserve`, every member of it."""

from pathlib import Path
from typing import Any

import kserve
import kubernetes.client
import yaml
from kserve.models import V1beta1InferenceService
from shared import run

MANIFEST = Path(__file__).parent.parent.parent / "deploy" / "kserve" / "inferenceservice.yaml"


def model_of(kind: str) -> type | None:
    """The class of a type that the models name; None for plain values."""
    found = getattr(kserve, kind, None) or getattr(kubernetes.client, kind, None)
    return found if hasattr(found, "openapi_types") else None


def take(kind: str, value: Any, place: str = "") -> None:
    """Check that a value is of a type: members that the model does not have are mistakes."""
    if kind.startswith(("list[", "List[")):
        assert isinstance(value, list), f"{place}: not a list"
        for index, item in enumerate(value):
            take(kind[5:-1], item, f"{place}[{index}]")
    elif (model := model_of(kind)) is not None:
        assert isinstance(value, dict), f"{place}: not an object"
        names = {given: name for name, given in model.attribute_map.items()}
        for member, inner in value.items():
            assert member in names, f"{place}.{member}: unknown"
            take(model.openapi_types[names[member]], inner, f"{place}.{member}")
    elif kind in ("str", "int", "bool", "float"):
        types = {"str": str, "int": int, "bool": bool, "float": (int, float)}
        assert isinstance(value, types[kind]), f"{place}: not a {kind}"


def check_the_manifest() -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    assert manifest["apiVersion"] == "serving.kserve.io/v1beta1"
    assert manifest["kind"] == "InferenceService"
    take("V1beta1InferenceService", manifest)
    assert V1beta1InferenceService(**manifest_arguments(manifest)).spec


def manifest_arguments(manifest: dict[str, Any]) -> dict[str, Any]:
    names = {given: name for name, given in V1beta1InferenceService.attribute_map.items()}
    return {names[member]: value for member, value in manifest.items()}


def check_that_mistakes_are_found() -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    manifest["spec"]["predictor"]["containers"][0]["livenesProbe"] = {}
    found = ""
    try:
        take("V1beta1InferenceService", manifest)
    except AssertionError as error:
        found = str(error)
    assert "livenesProbe: unknown" in found


if __name__ == "__main__":
    run(globals())
