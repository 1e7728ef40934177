"""Probes of what a cluster's API knows: kubernetes, argocd."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.errors import FirstmateError
from firstmate.facts import WorkloadFacts
from firstmate.findings import ObjectRef
from firstmate.probes import judging, workload
from firstmate.probes.values import Outcome, Probe, Verdict
from firstmate.services.probing.tools import EndedError, Left, Tools
from firstmate.snapshot.listing import Why
from firstmate.snapshot.objects import Application, DaemonSet, Deployment, StatefulSet

S = TypeVar("S", bound=msgspec.Struct)
SHAPES = {"Deployment": Deployment, "StatefulSet": StatefulSet, "DaemonSet": DaemonSet}
UNREAD = {
    Why.FORBIDDEN: (Verdict.NOT_CHECKED, "no credential that may read it"),
    Why.UNAUTHORIZED: (Verdict.NOT_CHECKED, "no credential that the API server accepts"),
    Why.NOT_SERVED: (Verdict.DOWN, "there is no such object"),
    Why.GARBLED: (Verdict.WRONG, "the API server does not answer as one"),
}


def ask_kubernetes(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """Every replica that is wanted is ready and of the newest template, and there is one."""
    del left  # the cluster has a deadline of its own
    kind, _, name = workload(probe).partition("/")
    namespace = str(probe.wants.get("namespace") or probe.place.namespace)
    if not kind or not namespace:
        raise EndedError(Verdict.NOT_CHECKED, "the site file does not say which workload it is, and in which namespace")
    if kind not in SHAPES:
        raise EndedError(Verdict.NOT_CHECKED, f"of a {kind} nobody can say here whether it is up")
    path = f"/apis/apps/v1/namespaces/{namespace}/{kind.lower()}s/{name}"
    found = _got(_cluster(tools, probe), path, SHAPES[kind])
    facts = WorkloadFacts(ObjectRef(kind, namespace, name), found, ())
    return _judged(facts)


def _judged(facts: WorkloadFacts) -> Outcome:
    told = f"{facts.ready} of {facts.wanted} pods are ready"
    if not facts.wanted:
        return judging.down(f"{facts.ref} is scaled to none")
    if not facts.ready:
        return judging.down(told)
    if facts.object.status.observed_generation < facts.object.metadata.generation or facts.updated < facts.wanted:
        return judging.wrong(f"{told}, {facts.updated} are of its newest template")
    return judging.up(told) if facts.ready >= facts.wanted else judging.wrong(told)


def ask_argocd(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """The application is healthy and as Git says."""
    del left
    namespace = str(probe.wants.get("namespace", "argocd"))
    path = f"/apis/argoproj.io/v1alpha1/namespaces/{namespace}/applications/{probe.wants['application']}"
    status = _got(_cluster(tools, probe), path, Application).status
    health, sync = status.health.status or "Unknown", status.sync.status or "Unknown"
    if health == "Missing":
        return judging.down("its objects are not there (Missing)")
    told = f"{health}, {sync}"
    return judging.up(told) if (health, sync) == ("Healthy", "Synced") else judging.wrong(told)


def _cluster(tools: Tools, probe: Probe) -> Cluster:
    try:
        return tools.cluster(str(probe.wants.get("context") or probe.place.context), probe.timeout)
    except FirstmateError as error:
        raise EndedError(Verdict.NOT_CHECKED, error.message) from error


def _got(cluster: Cluster, path: str, shape: type[S]) -> S:
    try:
        return cluster.get_as(path, shape)
    except ReadError as error:
        verdict, words = UNREAD.get(error.missing.why, (Verdict.UNREACHABLE, "the API server"))
        raise EndedError(verdict, f"{words}: {error.missing.detail}") from error
