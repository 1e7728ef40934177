"""The simulated Prometheus: its alerts and targets; of metrics that nobody gathers it has none."""

from __future__ import annotations

import pytest

from tests.practice.kit import Kit

PROXY = "/api/v1/namespaces/monitoring/services/http:prometheus:9090/proxy/api/v1"


def result(path: str, query: str) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = Kit.of("oom").get(f"{PROXY}/{path}", query=query)["data"]["result"]
    return found


def test_alerts_are_series_too():
    """As in a real one, with the state as a label, and matched by labels."""
    firing = result("query", 'ALERTS{alertstate="firing"}')

    assert firing and {series["metric"]["alertstate"] for series in firing} == {"firing"}


def test_targets_are_up():
    """Those of the monitoring namespace."""
    assert {series["metric"]["namespace"] for series in result("query", "up")} == {"monitoring"}


@pytest.mark.parametrize("path", ["query", "query_range"])
def test_nothing_is_known_of_metrics_that_nobody_gathers(path):
    """An empty answer is the true one."""
    assert result(path, 'rate(container_cpu_usage_seconds_total{pod="up"}[5m]) > 0.8') == []


@pytest.mark.parametrize("path", ["query", "query_range"])
def test_what_reckons_with_its_own_series_is_refused(path):
    """Rather than answered wrongly."""
    status, _ = Kit.of("oom").call("GET", f"{PROXY}/{path}", query="sum(up) by (job)")

    assert status in (404, 422)
