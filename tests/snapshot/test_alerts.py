"""The answers of Prometheus and Alertmanager, and answers that are none."""

from __future__ import annotations

import pytest

from firstmate.snapshot.alerts import parse_alerts
from firstmate.snapshot.listing import Why

ONE = {"labels": {"alertname": "Odd", "pod": "web"}, "annotations": {"summary": "odd"}}


def prometheus(*alerts):
    return parse_alerts("prometheus", {"status": "success", "data": {"alerts": list(alerts)}})


def test_an_alert_of_prometheus():
    """Its state, since when, and the value."""
    listing = prometheus({**ONE, "state": "pending", "activeAt": "2026-03-01T11:40:00.123456789Z", "value": "1e+00"})

    (alert,) = listing.items
    assert (alert.state, alert.value, alert.annotations["summary"]) == ("pending", "1e+00", "odd")
    assert alert.active_at and alert.active_at.minute == 40
    assert listing.missing is None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ({"state": "active", "silencedBy": [], "inhibitedBy": []}, "firing"),
        ({"state": "unprocessed", "silencedBy": []}, "firing"),
        ({"state": "suppressed", "silencedBy": ["a1"]}, "silenced"),
        ({"state": "suppressed", "silencedBy": [], "inhibitedBy": ["b2"]}, "suppressed"),
        ("odd", "firing"),
    ],
)
def test_an_alert_of_alertmanager(status, state):
    """Active and fresh ones fire; silenced is told from inhibited."""
    listing = parse_alerts("alertmanager", [{**ONE, "startsAt": "2026-03-01T11:40:00Z", "status": status}])

    assert [alert.state for alert in listing.items] == [state]


@pytest.mark.parametrize("source", ["prometheus", "alertmanager"])
@pytest.mark.parametrize(
    "answer", [None, 5, "no", {}, {"data": []}, {"data": {"alerts": {}}}, {"data": {"alerts": None}}]
)
def test_an_answer_of_another_shape_is_not_an_answer_without_alerts(source, answer):
    """Garbled is told; nobody hears that all is quiet."""
    listing = parse_alerts(source, answer)

    assert listing.missing and listing.missing.why is Why.GARBLED


@pytest.mark.parametrize("odd", [None, 5, "odd", [], {}, {"labels": 5}, {"labels": {"pod": "nameless"}}])
def test_an_odd_alert_is_counted_and_costs_no_other(odd):
    """One of two is understood, and it is said that one was not."""
    listing = prometheus(ONE, odd)

    assert [alert.labels["alertname"] for alert in listing.items] == ["Odd"]
    assert listing.missing and "1 alerts" in listing.missing.detail


def test_the_order_of_the_answer_does_not_matter():
    """Reports are the same whatever order Prometheus chose."""
    other = {"labels": {"alertname": "Odd", "pod": "api"}}

    assert prometheus(ONE, other) == prometheus(other, ONE)
