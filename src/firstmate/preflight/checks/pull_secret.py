"""A Secret by which images are to be pulled and that is not there: private images cannot be had without it.

https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.case import Case, Said
from firstmate.preflight.references import pull_secrets, will_be_made
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="Pull secrets are there",
    weight=Weight.WARNING,
    means="Pods name an image pull Secret that does not exist: images that are not public cannot be pulled.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a mention."""
    for mention in pull_secrets(case.bundle):
        if not will_be_made(case.bundle, mention.ref):
            yield from case.wants(CHECK, mention.ref, mention.item, mention.where)
