"""An API that another server should answer for is not available; kubectl complains, namespaces cannot be deleted.

https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.pods import SETTLING, condition
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Aggregated API is unavailable",
    severity=Severity.WARNING,
    meaning="An API served by a pod (metrics-server, a custom metrics adapter …) does not answer.",
    found_by="The condition Available of an APIService with a Service behind it is not True for more than half a "
    "minute.",
    cure="Get the pods behind its Service running; if it was removed for good, delete the APIService.",
    source="https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/",
    needs=("apiservices",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an APIService."""
    for api in facts.snapshot.listing("apiservices"):
        available = condition(api.status.conditions, "Available")
        since = available.last_transition_time
        if api.spec.service is None or available.status != "False" or (since and facts.now - since < SETTLING):
            continue
        name, target = api.metadata.name, api.spec.service
        yield RULE.finding(
            ObjectRef.of("APIService", api),
            f"API {name} is unavailable ({available.reason}): Service {target.namespace}/{target.name} should answer "
            "for it.",
            evidence=(Evidence("status.conditions[Available]", f"{available.reason}: {available.message}"),),
            remedies=(
                Remedy(
                    "See what is behind its Service.",
                    f"kubectl -n {target.namespace} describe service {target.name}",
                    CommandTier.READ,
                ),
            ),
            confidence=0.93,
        )
