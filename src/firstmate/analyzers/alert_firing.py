"""What Prometheus or Alertmanager already say: an alert fires. It tells that something is wrong, hardly ever why.

Alerts of one object are one finding, and hang under whatever explains it.
https://prometheus.io/docs/alerting/latest/overview/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.alerts import Firing, firing
from firstmate.facts.cures import look
from firstmate.findings import Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="An alert fires",
    severity=Severity.WARNING,
    meaning="Prometheus or Alertmanager say that something is wrong with the object; its severity is the alert's own.",
    found_by="An alert is firing, neither silenced nor inhibited, and its labels name the object.",
    cure="Cure what it is about; it resolves by itself.",
    source="https://runbooks.prometheus-operator.dev/",
    role=Role.ECHO,
    needs=("prometheus", "alertmanager"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an object."""
    groups: dict[ObjectRef, list[Firing]] = {}
    for found in firing(facts):
        groups.setdefault(found.object, []).append(found)
    for ref, alerts in sorted(groups.items()):
        worst = sorted(alerts, key=lambda a: (-a.severity, a.name))
        yield RULE.finding(
            ref,
            _claim(worst),
            evidence=tuple(e for alert in worst[:4] for e in _evidence(alert)),
            remedies=_remedies(ref),
            severity=worst[0].severity,
            confidence=0.5,
        )


def _claim(alerts: list[Firing]) -> str:
    first, names = alerts[0], [alert.name for alert in alerts]
    meaning = f": {first.meaning.rstrip('.')}" if first.meaning else ""
    if len(names) == 1:
        return f"Alert {first.name} fires{meaning}."
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"{len(names)} alerts fire ({', '.join(names[:4])}{more}){meaning}."


def _evidence(found: Firing) -> Iterator[Evidence]:
    told = found.alert.annotations
    text = told.get("description") or told.get("summary") or told.get("message") or found.meaning
    since = f" since {found.alert.active_at:%Y-%m-%d %H:%M} UTC" if found.alert.active_at else ""
    yield Evidence(f"{found.source} alert {found.name}", f"{found.alert.state}{since}: {text}")
    if runbook := told.get("runbook_url"):
        yield Evidence(f"runbook of {found.name}", runbook)


def _remedies(ref: ObjectRef) -> tuple[Remedy, ...]:
    return () if ref.kind == "Alert" else (look("Look at what it is about", f"kubectl describe {ref.kubectl}"),)
