"""Prometheus and Alertmanager behind the API server's service proxy: the calls that tell which alerts there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from firstmate.practice import alerts
from firstmate.practice.objects import Object, dig, is_true, name_of, namespace_of
from firstmate.practice.request import Reply, plain, reply
from firstmate.practice.world import World

STRING = re.compile(r'"[^"]*"')
MATCHER = re.compile(r'(\w+)\s*(=~|!=|=)\s*"([^"]*)"')


def prometheus(world: World, path: str, query: Mapping[str, str]) -> Reply:
    """The parts of Prometheus' HTTP API that are simulated; 404 for the rest."""
    match path:
        case "-/ready" | "-/healthy":
            return plain("Prometheus Server is Ready.\n")
        case "api/v1/alerts":
            return _success({"alerts": [_prometheus_alert(*told) for told in alerts.with_state(world)]})
        case "api/v1/query":
            return _query(world, query.get("query", ""))
        case "api/v1/query_range" if not _gathered(query.get("query", "")):
            return _success({"resultType": "matrix", "result": []})
        case _:
            return plain("404 page not found\n", 404)


def _success(data: Object) -> Reply:
    return reply({"status": "success", "data": data})


def _prometheus_alert(alert: alerts.Active, begun: datetime, fires: bool) -> Object:
    return {
        "labels": alert.all_labels,
        "annotations": {"summary": alert.summary, "description": alert.description},
        "state": "firing" if fires else "pending",
        "activeAt": _precise(begun),
        "value": "1e+00",
    }


def _precise(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _query(world: World, text: str) -> Reply:
    """`ALERTS` and `up`, with label matchers; what reckons with them is refused, never answered wrongly."""
    if not _gathered(text):
        return _success({"resultType": "vector", "result": []})
    found = re.fullmatch(r"\s*(ALERTS|up)\s*(?:\{(.*)\})?\s*", text)
    if not found:
        error = f"the practice Prometheus knows the queries ALERTS and up, not: {text}"
        return reply({"status": "error", "errorType": "bad_data", "error": error}, 422)
    series = _alert_series(world) if found[1] == "ALERTS" else _up_series(world)
    matchers = MATCHER.findall(found[2] or "")
    now = world.now.timestamp()
    result: list[Object] = [
        {"metric": {"__name__": found[1], **labels}, "value": [now, value]}
        for labels, value in series
        if all(_matches(labels, *matcher) for matcher in matchers)
    ]
    return _success({"resultType": "vector", "result": result})


def _gathered(text: str) -> bool:
    """Whether a query names a metric that is there: of all others a Prometheus answers that it has none."""
    return bool({"ALERTS", "up"} & set(re.findall(r"[a-zA-Z_:][\w:]*", STRING.sub("", text))))


def _matches(labels: dict[str, str], name: str, operator: str, value: str) -> bool:
    have = labels.get(name, "")
    if operator == "=~":
        return re.fullmatch(value, have) is not None
    return (have == value) is (operator == "=")


Series = list[tuple[dict[str, str], str]]


def _alert_series(world: World) -> Series:
    state = {True: "firing", False: "pending"}
    return [({**alert.all_labels, "alertstate": state[fires]}, "1") for alert, _, fires in alerts.with_state(world)]


def _up_series(world: World) -> Series:
    """One series for each node exporter and each pod of the monitoring namespace."""
    return [
        (
            {
                "job": dig(pod, "metadata.labels", {}).get("app.kubernetes.io/name", ""),
                "namespace": namespace_of(pod),
                "pod": name_of(pod),
                "instance": dig(pod, "status.podIP", ""),
            },
            "1" if is_true(pod, "Ready") else "0",
        )
        for pod in world.find("pods", "monitoring")
    ]


def alertmanager(world: World, path: str, _: Mapping[str, str]) -> Reply:
    """The parts of Alertmanager's HTTP API that are simulated; 404 for the rest."""
    match path:
        case "-/ready" | "-/healthy":
            return plain("OK")
        case "api/v2/alerts":
            told = [
                _alertmanager_alert(world, alert, begun) for alert, begun, fires in alerts.with_state(world) if fires
            ]
            return reply(told)
        case "api/v2/silences":
            return reply([])
        case _:
            return plain("404 page not found\n", 404)


def _alertmanager_alert(world: World, alert: alerts.Active, begun: datetime) -> Object:
    return {
        "annotations": {"summary": alert.summary, "description": alert.description},
        "endsAt": _precise(world.now + timedelta(minutes=4)),
        "fingerprint": alert.fingerprint,
        "receivers": [{"name": "default"}],
        "startsAt": _precise(begun + alert.hold),
        "status": {"inhibitedBy": [], "mutedBy": [], "silencedBy": [], "state": "active"},
        "updatedAt": _precise(world.now),
        "generatorURL": f"http://prometheus.monitoring:9090/graph?g0.expr={alert.name}",
        "labels": alert.all_labels,
    }
