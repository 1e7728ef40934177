"""An apiVersion that this API server does not serve: removed from Kubernetes, or too new for it.

https://kubernetes.io/docs/reference/using-api/deprecation-guide/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.case import Case, Said, miss, near
from firstmate.preflight.served import Standing, is_custom, serving, standing, versions
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="The API versions are served",
    weight=Weight.BLOCKER,
    means="The API server does not serve an object's apiVersion: it was removed, or came later.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss an object; custom kinds of a group that is not there at all are another check's."""
    for item in case.bundle.items:
        manifest, found = item.manifest, standing(case, item)
        if found is Standing.NO_VERSION or (found is Standing.NO_GROUP and not is_custom(manifest.group)):
            others = serving(case, manifest.kind) or versions(case, manifest.group)
            text = f"{manifest.api_version} is not served"
            yield miss(CHECK, item, ("apiVersion",), text, near(manifest.api_version, others))
