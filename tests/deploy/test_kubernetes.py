"""The manifests are what Kubernetes takes, and fit what the server does."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.settings import Settings
from tests.machine import lacking

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
MANIFESTS = sorted(set(KUBERNETES.glob("*.yaml")) - {KUBERNETES / "kustomization.yaml"})
VERSIONS = ("1.30", "1.37")
SPARE = 5
"""Seconds that a pod has beyond what the server may take to stop."""


def read(path: Path) -> dict[str, Any]:
    (document,) = yaml.safe_load_all(path.read_text())
    assert isinstance(document, dict)
    return document


def deployment() -> dict[str, Any]:
    return dict(read(KUBERNETES / "deployment.yaml")["spec"]["template"]["spec"])


def predictor() -> dict[str, Any]:
    return dict(read(DEPLOY / "kserve" / "inferenceservice.yaml")["spec"]["predictor"])


PODS = pytest.mark.parametrize("pod", [deployment(), predictor()], ids=["deployment", "kserve"])


def check(document: dict[str, Any], version: str) -> None:
    """Validate against the JSON schemas that kubernetes-validate (Apache-2.0, PyPI) carries."""
    try:
        import kubernetes_validate
    except ImportError:
        lacking("kubernetes-validate")
    kubernetes_validate.validate(document, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_a_manifest_is_valid(path: Path, version: str) -> None:
    check(read(path), version)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_pod_that_kserve_makes_is_valid(version: str) -> None:
    own = ("minReplicas", "maxReplicas", "scaleMetric", "scaleTarget", "timeout")
    spec = {name: value for name, value in predictor().items() if name not in own}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": spec}
    check(pod, version)


def test_the_check_finds_what_is_wrong() -> None:
    document = read(KUBERNETES / "deployment.yaml")
    document["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}
    with pytest.raises(Exception, match="livenesProbe"):
        check(document, VERSIONS[-1])


def test_kustomize_takes_every_manifest() -> None:
    named = set(read(KUBERNETES / "kustomization.yaml")["resources"])
    assert named == {path.name for path in MANIFESTS}


@PODS
def test_its_settings_are_ours(pod: dict[str, Any]) -> None:
    given = {item["name"]: item["value"] for item in pod["containers"][0]["env"]}
    names = {name.removeprefix("INKLING_").lower() for name in given}
    assert names <= Settings.model_fields.keys()
    Settings(**{name.removeprefix("INKLING_").lower(): value for name, value in given.items()})


@PODS
def test_a_pod_has_the_time_to_stop_in_good_order(pod: dict[str, Any]) -> None:
    settings = {item["name"]: float(item["value"]) for item in pod["containers"][0]["env"]
                if item["value"].isdigit()}  # fmt: skip
    needed = settings["INKLING_DRAIN_PAUSE"] + settings["INKLING_SHUTDOWN_TIMEOUT"]
    assert pod["terminationGracePeriodSeconds"] >= needed + SPARE
    probe = pod["containers"][0]["readinessProbe"]
    seen = probe["periodSeconds"] * probe.get("failureThreshold", 3) + probe["timeoutSeconds"]
    assert settings["INKLING_DRAIN_PAUSE"] >= seen


@PODS
def test_a_pod_may_do_nothing_that_it_need_not(pod: dict[str, Any]) -> None:
    container = pod["containers"][0]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["automountServiceAccountToken"] is False
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/tmp"}


@PODS
def test_a_service_of_our_name_sets_no_setting(pod: dict[str, Any]) -> None:
    assert "port" in Settings.model_fields  # INKLING_PORT=tcp://… would be one
    assert pod["enableServiceLinks"] is False


@PODS
def test_the_probes_ask_what_the_server_answers(pod: dict[str, Any], api: httpx.Client) -> None:
    container = pod["containers"][0]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    for name in ("startupProbe", "readinessProbe", "livenessProbe"):
        asked = container[name]["httpGet"]
        assert ports.get(asked["port"], asked["port"]) == 8000
        assert api.get(asked["path"]).status_code == 200
    assert "ready" not in container["livenessProbe"]["httpGet"]["path"]


def test_the_manifests_mean_the_same_pods_and_ports() -> None:
    documents = {path.stem: read(path) for path in MANIFESTS}
    labels = documents["deployment"]["spec"]["template"]["metadata"]["labels"]
    template = documents["deployment"]["spec"]["template"]
    ports = {port["name"]: port["containerPort"] for port in deployment()["containers"][0]["ports"]}
    assert documents["service"]["spec"]["selector"] == labels
    assert documents["disruption"]["spec"]["selector"]["matchLabels"] == labels
    assert documents["network"]["spec"]["podSelector"]["matchLabels"] == labels
    assert documents["deployment"]["spec"]["selector"]["matchLabels"] == labels
    target = documents["autoscaler"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", "inkling")
    assert {port["targetPort"] for port in documents["service"]["spec"]["ports"]} <= ports.keys()
    assert template["metadata"]["annotations"]["prometheus.io/port"] == str(ports["metrics"])
    rules = documents["network"]["spec"]["ingress"]
    assert {port["port"] for rule in rules for port in rule["ports"]} == ports.keys()
    open_to_all = [rule for rule in rules if "from" not in rule]
    assert [port["port"] for rule in open_to_all for port in rule["ports"]] == ["http"]
