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
    try:
        items = answer["data"]["alerts"] if source == "prometheus" else answer
        alerts = [decode_object(Alert, _shape(source, without_nulls(item))) for item in items]
    except (KeyError, TypeError, AttributeError):
        return AlertListing(missing=Missing(Why.GARBLED, f"the answer is not what {source} gives"))
    known = [alert for alert in alerts if alert]
    odd = len(alerts) - len(known)
    return AlertListing(
        tuple(sorted(known, key=lambda a: (sorted(a.labels.items()), a.state))),
        Missing(Why.GARBLED, f"{odd} alerts could not be understood") if odd else None,
    )


def _shape(source: str, item: dict[str, Any]) -> dict[str, Any]:
    """Both APIs' items in the one shape of `Alert`."""
    shape: dict[str, Any] = {k: item[k] for k in ("labels", "annotations") if k in item}
    if source == "prometheus":
        value = {"value": str(item["value"])} if "value" in item else {}
        return shape | value | {"state": item.get("state", "firing"), "activeAt": item.get("activeAt")}
    status = item.get("status", {})
    silenced = status.get("silencedBy", [])
    state = "silenced" if silenced else "firing" if status.get("state", "active") == "active" else "suppressed"
    return shape | {"state": state, "activeAt": item.get("startsAt"), "silencedBy": silenced}
