"""A kind of Kubernetes' own that its group version does not have: a slip, or the wrong group.

https://kubernetes.io/docs/reference/kubernetes-api/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.case import Case, Said, miss, near, unchecked
from firstmate.preflight.served import Standing, is_custom, serving, standing, why_unknown
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="The kinds exist",
    weight=Weight.BLOCKER,
    means="The group and version are served, but have no kind of this name.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss an object; custom kinds are another check's."""
    for item in case.bundle.items:
        manifest = item.manifest
        if is_custom(manifest.group):
            continue
        found = standing(case, item)
        if found is Standing.NO_KIND:
            text = f"{manifest.api_version} has no kind {manifest.kind}"
            yield miss(CHECK, item, ("kind",), text, _nearest(case, manifest.api_version, manifest.kind))
        if found is Standing.UNKNOWN:
            yield unchecked(f"whether {manifest.kind} of {manifest.api_version} is served", why_unknown(case, item))


def _nearest(case: Case, version: str, kind: str) -> str:
    elsewhere = serving(case, kind)
    if elsewhere:
        return f"{kind} is of {', '.join(elsewhere)}"
    return near(kind, (k.kind for k in case.apis[version].kinds))
