"""Would these manifests run here? Every check, over manifests and a snapshot; and what an Argo CD application holds."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from firstmate.adapters import manifests
from firstmate.analyzers import analyzers
from firstmate.errors import ExitCode, UsageError
from firstmate.facts import Facts
from firstmate.preflight.bundle import Bundle, known_scopes
from firstmate.preflight.case import Case, Said
from firstmate.preflight.checks import ALL
from firstmate.preflight.values import Manifest, Miss, Unchecked, Weight, Where
from firstmate.snapshot import Snapshot
from firstmate.snapshot.decode import decode_object
from firstmate.snapshot.kinds import BY_KIND
from firstmate.snapshot.listing import Listing
from firstmate.snapshot.objects import Application, AppResource, CrdSpec, CustomResourceDefinition
from firstmate.text import plural

DEFAULT_NAMESPACE = "default"
MOST_TOLD = 3


@dataclass(frozen=True)
class Answer:
    """What a preflight found: how much was judged, what is missing, and what could not be checked."""

    objects: int
    misses: tuple[Miss, ...]
    unchecked: tuple[Unchecked, ...]

    @property
    def blockers(self) -> tuple[Miss, ...]:
        return tuple(m for m in self.misses if m.weight is Weight.BLOCKER)

    @property
    def unknown(self) -> tuple[Unchecked, ...]:
        """What somebody tried to find out and could not: with it, nothing is called fit to run."""
        return tuple(u for u in self.unchecked if u.failed)

    @property
    def exit_code(self) -> ExitCode:
        """3 beats 1: not knowing is told before what is known to be missing."""
        if self.unknown:
            return ExitCode.UNKNOWN
        return ExitCode.FINDINGS if self.blockers else ExitCode.OK

    @property
    def sentence(self) -> str:
        """For a run's record: what it came to."""
        told = [f"{m.place or m.object}: {m.text}" for m in self.blockers] + [
            f"not checked: {u.what} ({u.reason})" for u in self.unknown
        ]
        more = f"; and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
        return ("; ".join(told[:MOST_TOLD]) or f"nothing stands against {plural(self.objects, 'object')}") + more


def bundle_of(snapshot: Snapshot, wanted: tuple[Manifest, ...], namespace: str = "") -> Bundle:
    """Manifests as one thing. `namespace`: where those go that name none."""
    return Bundle.of(wanted, namespace or DEFAULT_NAMESPACE, _scopes(snapshot, wanted))


def preflight(snapshot: Snapshot, bundle: Bundle, more: Iterable[Said] = ()) -> Answer:
    """Judge manifests. `more`: what is known of them already."""
    facts = Facts(snapshot)
    findings = tuple(finding for analyzer in analyzers() for finding in analyzer.check(facts))
    case = Case(facts, bundle, findings)
    said = [*more, *(one for applied in ALL for one in applied.run(case))]
    misses = sorted({m for m in said if isinstance(m, Miss)}, key=lambda m: m.sort_key)
    unchecked = sorted({u for u in said if isinstance(u, Unchecked)})
    return Answer(len(bundle.items), tuple(misses), tuple(unchecked))


def judge(snapshot: Snapshot, source: str, namespace: str = "") -> tuple[bool, str]:
    """Whether the manifests of a file, folder or `-` would run, and what was seen: for a check of a workflow.

    Raises UsageError where there is nothing to judge.
    """
    answer = preflight(snapshot, bundle_of(snapshot, manifests.read(source), namespace))
    return answer.exit_code is ExitCode.OK, answer.sentence


def of_application(snapshot: Snapshot, name: str) -> tuple[tuple[Manifest, ...], str, tuple[Unchecked, ...]]:
    """What an Argo CD Application holds in the cluster, its namespace, and what of it a snapshot does not know.

    Raises UsageError when there is no such Application.
    """
    app = _application(snapshot, name)
    found, gaps = [], []
    for resource in app.status.resources:
        live = _live(snapshot, resource)
        if live:
            found.append(live)
        else:
            named = f"{resource.kind} {resource.namespace}/{resource.name} of the application"
            gaps.append(Unchecked(named, "a snapshot does not hold it: give its manifest with -f"))
    if not found:
        raise UsageError(
            f"Application {name} has nothing in the cluster that a snapshot knows.",
            hint="judge what it would deploy: `kubectl kustomize` or `helm template`, then `firstmate preflight -f -`",
        )
    return tuple(found), app.spec.destination.namespace, tuple(gaps)


def _application(snapshot: Snapshot, name: str) -> Application:
    named = {app.metadata.name: app for app in snapshot.applications}
    if name in named:
        return named[name]
    missing = snapshot.applications.missing
    if missing:
        raise UsageError(f"Applications of Argo CD could not be read: {missing.why}.", hint="give manifests with -f")
    close = difflib.get_close_matches(name, named, n=1)
    hint = f"did you mean `{close[0]}`?" if close else "for manifests: `firstmate preflight -f FILE`"
    raise UsageError(f"There is no Argo CD Application {name!r} in this cluster.", hint=hint)


def _live(snapshot: Snapshot, resource: AppResource) -> Manifest | None:
    """An object as it is in the cluster, as if somebody had written it; values of ConfigMaps are not read."""
    known = BY_KIND.get(resource.kind)
    found = snapshot.of_kind(resource.kind).get(resource.namespace, resource.name) if known else None
    if known is None or found is None:
        return None
    version = next((v for v in known.versions if v.rpartition("/")[0] == resource.group), known.versions[0])
    fields = msgspec.json.decode(msgspec.json.encode(found))
    content = {"apiVersion": version, "kind": resource.kind, **fields}

    def place(where: Where) -> str:
        return f"{resource.kind}/{resource.namespace}/{resource.name}"

    return Manifest(content, place)


def _scopes(snapshot: Snapshot, wanted: Iterable[Manifest]) -> dict[tuple[str, str], bool]:
    """Which kinds live in namespaces: as the API tells it, and definitions, those of the manifests too."""
    told = {(api.name.rpartition("/")[0], kind.kind): kind.namespaced for api in snapshot.apis for kind in api.kinds}
    brought = (decode_object(CrdSpec, m.content.get("spec")) for m in wanted if m.kind == "CustomResourceDefinition")
    there: Listing[CustomResourceDefinition] = snapshot.listing("customresourcedefinitions")
    specs = (*brought, *(definition.spec for definition in there))
    defined = {(s.group, s.names.kind): s.scope != "Cluster" for s in specs if s}
    return {**known_scopes(), **defined, **told}
