"""A key that pods need and that the ConfigMap or Secret, which is there, does not have.

https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.findings import ObjectRef
from firstmate.preflight.case import Case, Said, called, miss, near, unchecked
from firstmate.preflight.references import Mention, mentions
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.listing import Missing, Why

CHECK = Check(
    __name__,
    title="Keys of ConfigMaps and Secrets are there",
    weight=Weight.BLOCKER,
    means="Pods name a key that the ConfigMap or Secret does not have: their containers would not be started.",
)
UNTOLD = Missing(Why.NOT_READ, "its keys are not told: whoever wrote it left no record of its fields")


def check(case: Case) -> Iterator[Said]:
    """One miss a mention; whole objects that are missing are another check's."""
    for mention in mentions(case.bundle):
        if mention.key:
            yield from _judge(case, mention)


def _judge(case: Case, mention: Mention) -> Iterator[Said]:
    keys, known = _keys(case, mention.ref)
    if not known:
        return
    if keys is None:
        yield unchecked(f"key {mention.key} of {called(mention.ref)}", UNTOLD)
    elif mention.key not in keys:
        where = (*mention.where[:-1], "key")
        yield miss(
            CHECK, mention.item, where, f"{called(mention.ref)} has no key {mention.key}", near(mention.key, keys)
        )


def _keys(case: Case, ref: ObjectRef) -> tuple[tuple[str, ...] | None, bool]:
    """The keys, as the manifests have them where they hold any; and whether the object is known at all."""
    brought = [item for item in case.bundle.items if item.ref == ref]
    parts = [item.manifest.at(part) for item in brought for part in ("data", "stringData", "binaryData")]
    written = tuple(sorted(str(key) for part in parts if isinstance(part, dict) for key in part))
    there = case.snapshot.of_kind(ref.kind).get(ref.namespace, ref.name)
    if written or (brought and there is None):
        return written, True
    return (there.keys if there else None), there is not None
