"""The alerts of Prometheus and Alertmanager, from the answers of their HTTP APIs.

https://prometheus.io/docs/prometheus/latest/querying/api/#alerts
https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
"""

from __future__ import annotations

from typing import Any

from firstmate.snapshot import AlertListing
from firstmate.snapshot.decode import decode_object, without_nulls
from firstmate.snapshot.listing import Missing, Why
from firstmate.snapshot.objects import Alert


def parse_alerts(source: str, answer: Any) -> AlertListing:
    """The alerts in a decoded answer of `prometheus` or `alertmanager`; `Missing` when it is not one."""
    items = answer
    if source == "prometheus":
        items = _members(_members(answer).get("data")).get("alerts")
    if not isinstance(items, list):
        return AlertListing(missing=Missing(Why.GARBLED, f"the answer is not what {source} gives"))
    alerts = [decode_object(Alert, _shape(source, _members(without_nulls(item)))) for item in items]
    known = [alert for alert in alerts if alert and alert.labels.get("alertname")]
    odd = len(alerts) - len(known)
    return AlertListing(
        tuple(sorted(known, key=lambda a: (sorted(a.labels.items()), a.state, a.value))),
        Missing(Why.GARBLED, f"{odd} alerts could not be understood") if odd else None,
    )


def _shape(source: str, item: dict[str, Any]) -> dict[str, Any]:
    """Both APIs' items in the one shape of `Alert`."""
    shape: dict[str, Any] = {k: item[k] for k in ("labels", "annotations") if k in item}
    if source == "prometheus":
        value = {"value": str(item["value"])} if "value" in item else {}
        return shape | value | {"state": item.get("state", "firing"), "activeAt": item.get("activeAt")}
    status = _members(item.get("status"))
    silenced = status.get("silencedBy", [])
    state = "silenced" if silenced else "suppressed" if status.get("state") == "suppressed" else "firing"
    return shape | {"state": state, "activeAt": item.get("startsAt"), "silencedBy": silenced}


def _members(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
