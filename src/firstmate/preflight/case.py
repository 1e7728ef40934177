"""What a check is handed: the manifests beside the cluster, and the two questions that most checks ask of both."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from firstmate.facts import Facts
from firstmate.findings import Finding, ObjectRef
from firstmate.preflight.bundle import Bundle, Item
from firstmate.preflight.values import Check, Miss, Unchecked, Weight, Where
from firstmate.snapshot import ApiVersion, Snapshot
from firstmate.snapshot.kinds import BY_KIND
from firstmate.snapshot.listing import Listing, Missing, Why
from firstmate.snapshot.objects import CustomResourceDefinition, Pod

SHOWN = 3
Said = Miss | Unchecked


@dataclass(frozen=True)
class Case:
    """Manifests and the cluster that they would run in; `findings` are what is wrong with it already."""

    facts: Facts
    bundle: Bundle
    findings: tuple[Finding, ...] = ()

    @property
    def snapshot(self) -> Snapshot:
        return self.facts.snapshot

    @cached_property
    def apis(self) -> dict[str, ApiVersion]:
        """What the API serves, by group and version; empty where nobody asked."""
        return {api.name: api for api in self.snapshot.apis}

    @cached_property
    def replaced(self) -> dict[str, tuple[Pod, ...]]:
        """The pods that those of the manifests take the place of, by node."""
        found: dict[str, list[Pod]] = {}
        for ref in self.bundle.refs:
            for pod in self.facts.pods_by_owner.get(ref, ()):
                found.setdefault(pod.spec.node_name, []).append(pod)
        return {node: tuple(pods) for node, pods in found.items()}

    def unread(self, kind: str, namespace: str = "") -> Missing | None:
        """Why objects of a kind are not all known; a kind that is not served has none, which is known."""
        listing = self.snapshot.of_kind(kind)
        if listing.namespace and listing.namespace != namespace:
            return Missing(Why.NOT_READ, f"only namespace {listing.namespace} was read")
        return None if listing.missing is None or listing.missing.why is Why.NOT_SERVED else listing.missing

    def names(self, kind: str, namespace: str = "") -> tuple[str, ...]:
        """The names of a kind, in the cluster and in the manifests."""
        here = (o.metadata.name for o in self.snapshot.of_kind(kind) if o.metadata.namespace == namespace)
        custom = (o.metadata.name for o in self.snapshot.custom if (o.kind, o.metadata.namespace) == (kind, namespace))
        brought = (ref.name for ref in self.bundle.refs if (ref.kind, ref.namespace) == (kind, namespace))
        return tuple(sorted({*here, *custom, *brought}))

    def new(self, namespace: str) -> bool:
        """Whether the namespace is known not to be there yet: nothing is in it."""
        return self.snapshot.namespaces.lacks("", namespace)

    def wants(
        self, check: Check, ref: ObjectRef, item: Item, where: Where, weight: Weight | None = None
    ) -> Iterator[Said]:
        """That an object is there, in the cluster or among the manifests."""
        if ref.name in self.names(ref.kind, ref.namespace):
            return
        missing = self._unknown(ref)
        if missing and not (ref.namespace and self.new(ref.namespace)):
            yield unchecked(f"{called(ref)}, which {item.ref.kind} {item.ref.name} names", missing)
            return
        there = f" in namespace {ref.namespace}" if ref.namespace else ""
        others = self.names(ref.kind, ref.namespace)
        yield miss(check, item, where, f"there is no {called(ref)}{there}", near(ref.name, others), weight)

    def _unknown(self, ref: ObjectRef) -> Missing | None:
        return self.unread(ref.kind, ref.namespace) if ref.kind in BY_KIND else self._unknown_custom(ref.kind)

    def _unknown_custom(self, kind: str) -> Missing | None:
        """Whether objects of a custom kind were not read whole: they are read with their definitions."""
        definitions: Listing[CustomResourceDefinition] = self.snapshot.listing("customresourcedefinitions")
        if definitions.missing:
            return definitions.missing
        names = {d.metadata.name for d in definitions if d.spec.names.kind == kind}
        unread = self.snapshot.unread.items()
        return next((m for source, m in unread if any(n in f"{source} {m.detail}" for n in names)), None)


def miss(check: Check, item: Item, where: Where, text: str, nearest: str = "", weight: Weight | None = None) -> Miss:
    """A miss of a check, at a field of a manifest."""
    return Miss(check.code, weight or check.weight, item.ref, item.manifest.place(where), text, nearest)


def unchecked(what: str, missing: Missing) -> Unchecked:
    """What was not judged because something could not be read; what nobody asked for did not fail."""
    reason = f"{missing.why}: {missing.detail}" if missing.detail else str(missing.why)
    return Unchecked(what, reason)


def called(ref: ObjectRef) -> str:
    """`Secret web-env`."""
    return f"{ref.kind} {ref.name}"


def near(name: str, others: Iterable[str]) -> str:
    """What there is instead, the most alike first: `there is nginx`."""
    known = sorted(others)
    alike = difflib.get_close_matches(name, known, n=SHOWN, cutoff=0.5)
    shown = [*alike, *(other for other in known if other not in alike)][:SHOWN]
    if not shown:
        return "there is none"
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    return f"there {'is' if len(known) == 1 else 'are'} {', '.join(shown)}{more}"
