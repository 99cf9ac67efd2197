"""Every figure and every label that the dashboard and the alerts name is in `/metrics`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser as promql
import pytest
import yaml

from app.telemetry.metrics import Metrics
from tests.telemetry.figures import Figures

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
RULES = DEPLOY / "prometheus" / "inkling.rules.yml"
DASHBOARD = DEPLOY / "grafana" / "dashboards" / "inkling.json"
OF_PROMETHEUS = {"up", "ALERTS"}
OF_TARGETS = {"job", "instance", "alertname", "alertstate"}
VARIABLES = {"$__rate_interval": "5m", "$job": ".*", "$instance": ".*", "$route": ".*"}


def groups() -> list[dict[str, Any]]:
    return list(yaml.safe_load(RULES.read_text())["groups"])


def rules() -> list[dict[str, Any]]:
    return [rule for group in groups() for rule in group["rules"]]


def expressions() -> list[str]:
    """All of the rules, the panels and the annotations."""
    dashboard = json.loads(DASHBOARD.read_text())
    targets = [target for panel in dashboard["panels"] for target in panel.get("targets", [])]
    asked = [item["expr"] for item in [*targets, *dashboard["annotations"]["list"]]]
    for name, value in VARIABLES.items():
        asked = [text.replace(name, value) for text in asked]
    return [*asked, *(rule["expr"] for rule in rules())]


def parts(node: Any) -> Iterator[Any]:
    """An expression and all within it."""
    yield node
    for name in ("expr", "lhs", "rhs", "vs", "vector_selector"):
        if (inner := getattr(node, name, None)) is not None:
            yield from parts(inner)
    for argument in getattr(node, "args", None) or ():
        yield from parts(argument)


def labels_used(expression: str) -> set[str]:
    found: set[str] = set()
    for part in parts(promql.parse(expression)):
        if isinstance(part, promql.VectorSelector):
            found |= {matcher.name for matcher in part.matchers.matchers}
        elif isinstance(part, promql.AggregateExpr) and part.modifier is not None:
            found |= set(part.modifier.labels)
    return found


@pytest.fixture(scope="module")
def served() -> Figures:
    """What a server serves that has seen one of each."""
    metrics = Metrics("1", ["overloaded"])
    metrics.answered("GET", "/", 200, 0.1)
    metrics.watch("open_sockets", "", lambda: 0)
    for name in ("queue_depth", "queue_capacity"):
        metrics.watch_each(name, "", "queue", {"engine": lambda: 0})
    metrics.watch_each("lab_jobs", "", "state", {"running": lambda: 0})
    return Figures(metrics.render()[0].decode())


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_an_expression_names_what_there_is(served: Figures, expression: str) -> None:
    selectors = [
        part for part in parts(promql.parse(expression)) if isinstance(part, promql.VectorSelector)
    ]
    assert selectors
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    for selector in selectors:
        there = [sample for sample in served.samples if sample.name == selector.name]
        assert there or selector.name in recorded | OF_PROMETHEUS, selector.name
    known = {label for sample in served.samples for label in sample.labels}
    assert labels_used(expression) <= known | OF_TARGETS


def test_the_real_server_serves_the_same(served: Figures, api: Any) -> None:
    real = Figures(api.get("/metrics").text)
    assert served.families.keys() == real.families.keys()


def test_every_figure_is_on_the_dashboard_or_watched(served: Figures) -> None:
    used = {
        part.name
        for expression in expressions()
        for part in parts(promql.parse(expression))
        if isinstance(part, promql.VectorSelector)
    }
    unused = {
        name
        for name in served.families
        if not used & {name + end for end in ("", "_total", "_bucket", "_sum", "_count")}
    }
    assert unused == set()


def test_every_figure_is_documented(served: Figures) -> None:
    page = (DEPLOY.parent / "docs" / "operations.md").read_text()
    named = set(re.findall(r"`(inkling_[a-z_]+)[`{]", page))
    there = {
        name + ("_total" if family.type == "counter" else "")
        for name, family in served.families.items()
    }
    assert named == there


def test_the_parser_of_this_test_sees_wrong_names() -> None:
    found = list(parts(promql.parse("sum by (a) (rate(no_such_thing[5m])) / 2 > 1")))
    assert [p.name for p in found if isinstance(p, promql.VectorSelector)] == ["no_such_thing"]
    assert labels_used('sum by (a) (rate(x{b="1"}[5m])) or y') == {"a", "b"}


def test_alerts_say_what_is_wrong_and_what_to_do() -> None:
    alerts = [rule for rule in rules() if "alert" in rule]
    assert len({rule["alert"] for rule in alerts}) == len(alerts) >= 6
    for rule in alerts:
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert {"summary", "description"} == rule["annotations"].keys()


def test_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken
        assert at["x"] + at["w"] <= 24
        taken |= cells
