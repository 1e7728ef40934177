"""What an API serves: told at once by newer servers, group by group by older ones, by none to those who may not ask."""

from __future__ import annotations

from pathlib import Path

from firstmate.adapters.cluster import Cluster, Target
from firstmate.services.read_apis import with_apis
from firstmate.snapshot import API_SOURCE, ApiKind, ApiVersion, Snapshot
from firstmate.snapshot.kinds import KINDS
from firstmate.snapshot.listing import Why
from tests.support.build import snapshot_of
from tests.support.fake_api import Behaviour, as_json, fake_api, kubeconfig, refused


def resource(plural: str, kind: str, scope: str = "Namespaced"):
    """As the API server writes one in its aggregated discovery."""
    names = {"group": "", "version": "", "kind": kind}
    return {"resource": plural, "responseKind": names, "scope": scope, "subresources": [{"subresource": "status"}]}


def group(name: str, version: str, *resources, freshness: str = "Current"):
    served = {"version": version, "resources": list(resources), "freshness": freshness}
    return {"metadata": {"name": name} if name else {}, "versions": [served]}


def at_once(*groups) -> Behaviour:
    """A server of Kubernetes 1.26 or newer: the core group at /api, the others at /apis."""

    def behave(path, query):
        found = {"/api": [g for g in groups if not g["metadata"]], "/apis": [g for g in groups if g["metadata"]]}
        kind = {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2"}
        return as_json({**kind, "items": found[path]}) if path in found else None

    return behave


def looked(tmp_path: Path, behaviour: Behaviour) -> Snapshot:
    with fake_api(behaviour) as url:
        return with_apis(Cluster(Target(str(kubeconfig(tmp_path, url)))), snapshot_of())


def test_newer_servers_tell_everything_in_two_answers(tmp_path):
    """Kinds, plurals, scopes; what an extension's server did not tell is not known."""
    asked = []
    core, apps = group("", "v1", resource("nodes", "Node", "Cluster")), group("apps", "v1", resource("x", "X"))
    stale = group("metrics.k8s.io", "v1beta1", freshness="Stale")

    def behave(path, query):
        asked.append(path)
        return at_once(core, apps, stale)(path, query)

    seen = looked(tmp_path, behave)

    assert asked == ["/api", "/apis"]
    assert [api.name for api in seen.apis] == ["apps/v1", "metrics.k8s.io/v1beta1", "v1"]
    assert seen.apis[0] == ApiVersion("apps/v1", (ApiKind("X", "x", True),))
    assert seen.apis[2].kinds == (ApiKind("Node", "nodes", False),)
    assert seen.apis[1].missing and seen.apis[1].missing.why is Why.TIMEOUT


def test_older_servers_are_asked_group_by_group(tmp_path):
    """And tell the same."""
    seen = looked(tmp_path, lambda path, query: None)

    served = {(api.name, kind.kind) for api in seen.apis for kind in api.kinds}
    assert served == {(version, kind.kind) for kind in KINDS for version in kind.versions}


def test_a_group_that_does_not_answer_costs_itself(tmp_path):
    """Its kinds are not known, with the reason; the others are."""
    seen = looked(tmp_path, lambda path, query: refused(503, "ServiceUnavailable") if path == "/apis/apps/v1" else None)

    assert [api.name for api in seen.apis if api.missing] == ["apps/v1"]
    assert len([api for api in seen.apis if api.kinds]) == len(seen.apis) - 1


def test_who_may_not_ask_does_not_know(tmp_path):
    """Which is told under its own name."""
    seen = looked(tmp_path, lambda path, query: refused(403, "Forbidden") if path in ("/api", "/apis") else None)

    assert (seen.apis, seen.unread[API_SOURCE].why) == ((), Why.FORBIDDEN)
