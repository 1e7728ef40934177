"""A Service has pods behind it and none of them is ready: what callers notice of whatever is wrong with the pods.

https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.pods import age
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity
from firstmate.snapshot.objects import Service
from firstmate.text import plural

RULE = Rule(
    __name__,
    title="A Service has no ready pods",
    severity=Severity.CRITICAL,
    meaning="Connections to the Service fail, because none of its pods is ready.",
    found_by="The endpoints of a Service whose selector matches pods hold no ready address.",
    cure="Find out why the pods are not ready.",
    source="https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/",
    role=Role.EFFECT,
    needs=("services", "endpointslices", "pods"),
)
YOUNG = timedelta(minutes=1)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a Service that should have somebody to send to."""
    for service in facts.snapshot.services:
        if not service.spec.selector or service.spec.publish_not_ready_addresses or age(service, facts.now) < YOUNG:
            continue
        backing = facts.backing(service)
        if backing is None or backing.ready:
            continue
        wanted = sum(w.wanted for w in facts.behind(service)) or len(facts.selected(service))
        if wanted and not _starts(facts, service):
            yield _finding(service, wanted, backing.not_ready)


def _starts(facts: Facts, service: Service) -> bool:
    """Whether its pods are all so young that they may just be starting."""
    pods = facts.selected(service)
    return bool(pods) and all(age(pod, facts.now) < YOUNG for pod in pods)


def _finding(service: Service, wanted: int, not_ready: int) -> Finding:
    ref = ObjectRef.of("Service", service)
    return RULE.finding(
        ref,
        f"Service {ref.name} has no ready pod to send to; it should have {plural(wanted, 'pod')}.",
        evidence=(Evidence("endpoints", f"0 ready addresses, {not_ready} not ready"),),
        remedies=(
            look(
                "See why its pods are not ready",
                f"kubectl -n {ref.namespace} get endpointslices -l kubernetes.io/service-name={ref.name} -o wide",
            ),
        ),
    )
