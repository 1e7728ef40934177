"""A Service whose selector picks no pods, neither of the manifests nor of what runs already.

https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from firstmate.facts.labels import matches_labels, selector_text
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.served import is_custom
from firstmate.preflight.values import Check, Unchecked, Weight
from firstmate.snapshot.objects import ServiceSpec

CHECK = Check(
    __name__,
    title="Services select pods",
    weight=Weight.WARNING,
    means="No pod template in the namespace, written or running, has the labels that a Service selects: nobody would "
    "answer.",
)
PODS = ("Deployment", "StatefulSet", "DaemonSet", "Pod")
MAKES_NO_PODS = (
    "bitnami.com",
    "cert-manager.io",
    "external-secrets.io",
    "gateway.networking.k8s.io",
    "secrets.infisical.com",
    "snapshot.storage.k8s.io",
    "traefik.io",
)
"""Groups of custom kinds that come to no pods with labels of their own."""


def check(case: Case) -> Iterator[Said]:
    """One miss a Service; where an operator may make its pods, nothing is said."""
    for item in case.bundle.of_kind("Service"):
        selector = item.part(ServiceSpec, "spec").selector
        if not selector or _picks(case, item, selector) or _operated(case, item):
            continue
        labels = selector_text(selector)
        missing = next((m for kind in PODS if (m := case.unread(kind, item.ref.namespace))), None)
        if missing:
            # What it would say is a warning only, so not knowing it is no failure either.
            yield Unchecked(f"whether anything has the labels {labels}", str(missing.why), failed=False)
        else:
            text = f"nothing in namespace {item.ref.namespace} has the labels {labels}"
            yield miss(CHECK, item, ("spec", "selector"), text, _nearest(case, item, selector))


def _picks(case: Case, item: Item, selector: dict[str, str]) -> bool:
    namespace = item.ref.namespace
    running = case.facts.workloads_by_namespace.get(namespace, ())
    return any(
        matches_labels(selector, labels)
        for labels in (
            *(t.labels for t in case.bundle.templates if t.item.ref.namespace == namespace),
            *(w.template.metadata.labels for w in running),
            *(p.metadata.labels for p in case.snapshot.pods.by_namespace.get(namespace, ())),
        )
    )


def _operated(case: Case, item: Item) -> bool:
    """Whether an operator may make pods of one of its own objects there."""
    makers = (i for i in case.bundle.items if is_custom(i.manifest.group) and i.manifest.group not in MAKES_NO_PODS)
    return any(maker.ref.namespace == item.ref.namespace for maker in makers)


def _nearest(case: Case, item: Item, selector: dict[str, str]) -> str:
    """The labels that come nearest, of a template in the same namespace."""
    mine = [selector_text(t.labels) for t in case.bundle.templates if t.item.ref.namespace == item.ref.namespace]
    close = difflib.get_close_matches(selector_text(selector), mine, n=1, cutoff=0.0)
    return f"there is {close[0]}" if close else "there are no pods among the manifests"
