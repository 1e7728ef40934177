"""An object that something else keeps already: an Argo CD application, or a Helm release.

https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.objects import Annotations, Meta

CHECK = Check(
    __name__,
    title="Objects are nobody else's",
    weight=Weight.WARNING,
    means="An object of this name is kept by an Argo CD application or a Helm release: what is applied beside it is "
    "undone, or taken over.",
)
TRACKING, RELEASE = "argocd.argoproj.io/tracking-id", "meta.helm.sh/release-name"


def check(case: Case) -> Iterator[Said]:
    """One miss an object whose manifest does not say the same owner."""
    for item in case.bundle.items:
        live = case.snapshot.of_kind(item.ref.kind).get(item.ref.namespace, item.ref.name)
        owner = _owner(live.metadata) if live else ""
        if owner and owner != _owner(_claimed(item)):
            yield miss(CHECK, item, ("metadata", "name"), f"{owner} keeps it already", "change it there")


def _owner(meta: Meta) -> str:
    tracked, release = meta.annotations.argocd_tracking, meta.annotations.helm_release
    if tracked:
        return f"Argo CD application {tracked.partition(':')[0]}"
    return f"Helm release {release}" if release else ""


def _claimed(item: Item) -> Meta:
    annotations = item.manifest.annotations
    return Meta(
        annotations=Annotations(
            argocd_tracking=annotations.get(TRACKING, ""), helm_release=annotations.get(RELEASE, "")
        )
    )
