"""A ConfigMap or Secret that pods need to start and that is not there.

https://kubernetes.io/docs/concepts/configuration/secret/#restriction-secret-must-exist
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.case import Case, Said
from firstmate.preflight.references import mentions, will_be_made
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="ConfigMaps and Secrets are there",
    weight=Weight.BLOCKER,
    means="Pods name a ConfigMap or Secret in env, envFrom or a volume that is neither in the cluster nor made by one "
    "of the manifests: they would wait in CreateContainerConfigError or ContainerCreating.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss an object that is named and the manifest that names it, at its first mention."""
    told = set()
    for mention in mentions(case.bundle):
        pair = (mention.item.ref, mention.ref)
        if pair not in told and not will_be_made(case.bundle, mention.ref):
            told.add(pair)
            yield from case.wants(CHECK, mention.ref, mention.item, mention.where)
