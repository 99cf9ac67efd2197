"""The compose file names what there is, and lets each container do little."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import Settings

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVER = SERVICES["inkling"]


def test_the_settings_are_ours() -> None:
    names = {name.removeprefix("INKLING_").lower() for name in SERVER["environment"]}
    assert names <= Settings.model_fields.keys()


def test_prometheus_reads_the_port_that_nobody_else_reaches() -> None:
    prometheus = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    port = SERVER["environment"]["INKLING_METRICS_PORT"]
    (job,) = prometheus["scrape_configs"]
    assert job["static_configs"] == [{"targets": [f"inkling:{port}"]}]
    assert all(port not in published for published in SERVER["ports"])
    for file in prometheus["rule_files"]:
        assert (DEPLOY / "prometheus" / file).is_file()
    assert COMPOSE["networks"]["figures"]["internal"] is True
    assert SERVICES["prometheus"]["networks"] == ["figures"]


def test_what_is_mounted_is_there() -> None:
    binds = [volume.split(":") for service in SERVICES.values()
             for volume in service.get("volumes", ()) if volume.startswith(".")]  # fmt: skip
    assert len(binds) == 3
    for source, _, mode in binds:
        assert (DEPLOY / source).is_dir()
        assert mode == "ro"
    assert (DEPLOY / SERVER["build"]["context"] / "Dockerfile").is_file()


def test_grafana_finds_its_dashboard_and_its_data() -> None:
    grafana = SERVICES["grafana"]
    mounts = dict(volume.split(":")[1::-1] for volume in grafana["volumes"])
    provisioning = DEPLOY / "grafana" / "provisioning"
    provider = yaml.safe_load((provisioning / "dashboards" / "inkling.yaml").read_text())
    folder = provider["providers"][0]["options"]["path"]
    assert (DEPLOY / mounts[folder] / "inkling.json").is_file()
    assert grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"].startswith(folder)
    (source,) = yaml.safe_load((provisioning / "datasources" / "prometheus.yaml").read_text())[
        "datasources"
    ]
    assert source["url"].startswith("http://prometheus:")


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_may_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert name == "inkling" or ":" in service["image"]
