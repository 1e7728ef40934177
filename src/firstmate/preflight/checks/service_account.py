"""Pods of a ServiceAccount that is not there: the API server refuses them.

https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.findings import ObjectRef
from firstmate.preflight.case import Case, Said
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="Service accounts are there",
    weight=Weight.BLOCKER,
    means="Pods name a ServiceAccount that does not exist: none of them is created.",
)
MADE_BY_ITSELF = ("", "default")


def check(case: Case) -> Iterator[Said]:
    """One miss a pod template."""
    for template in case.bundle.templates:
        name = template.spec.service_account_name
        if name not in MADE_BY_ITSELF:
            ref = ObjectRef("ServiceAccount", template.item.ref.namespace, name)
            yield from case.wants(CHECK, ref, template.item, template.place_of("serviceAccountName"))
