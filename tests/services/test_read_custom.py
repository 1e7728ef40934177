"""Custom resources: read and judged by what they say, bounded, and named where they were not read."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from firstmate.adapters.cluster import PAGE, Target
from firstmate.adapters.cluster import Cluster as Api
from firstmate.adapters.files import load, save
from firstmate.errors import ExitCode
from firstmate.services.diagnose import diagnose
from firstmate.services.read_custom import MOST, custom_kinds, with_custom
from firstmate.snapshot.custom import CustomObject
from firstmate.snapshot.listing import Listing, Missing, Why
from tests.support.answers import Answer, answering, kubeconfig
from tests.support.build import STARTED, Plain, snapshot_of
from tests.support.shown import forms

NOT_READY = {"conditions": [{"type": "Ready", "status": "False", "reason": "NoPrimary", "message": "no primary found"}]}
READY = {"conditions": [{"type": "Ready", "status": "True", "reason": "Up", "message": ""}]}


def definition(plural: str = "databases", group: str = "example.com", **spec: object) -> Plain:
    """A kind of an operator, with a status of any shape."""
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema, "subresources": {"status": {}}}
    names = {"plural": plural, "singular": plural[:-1], "kind": plural[:-1].capitalize(), "listKind": f"{plural}List"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{group}"},
        "spec": {"group": group, "scope": "Namespaced", "names": names, "versions": [version], **spec},
    }


def database(name: str, status: Plain) -> Plain:
    """An object of that operator."""
    metadata = {"name": name, "namespace": "shop", "creationTimestamp": STARTED}
    return {"apiVersion": "example.com/v1", "kind": "Database", "metadata": metadata, "status": status}


def answers(path: str) -> Answer:
    """An API server with three databases, and more queues than a page holds."""
    url = urlsplit(path)
    found = {
        "/apis/example.com/v1/databases": [
            database("broken", NOT_READY),
            database("fine", READY),
            database("mute", {}),
        ],
        "/apis/example.com/v1/namespaces/shop/databases": [database("fine", READY)],
        "/apis/example.com/v1/queues": [database(f"q{n}", READY) for n in range(PAGE + 100)],
    }.get(url.path)
    if found is None:
        return Answer(b'{"kind": "Status", "code": 403, "message": "no"}', 403)
    most = int(parse_qs(url.query)["limit"][0])
    metadata = {"continue": "more"} if len(found) > most else {}
    return Answer(json.dumps({"kind": "List", "metadata": metadata, "items": found[:most]}).encode())


@pytest.fixture
def api(tmp_path):
    """The adapter, talking to `answers` over HTTP."""
    with answering(answers) as url:
        yield Api(Target(str(kubeconfig(tmp_path, url))))


def test_what_says_that_it_is_broken_is_told_and_the_rest_is_not(api, tmp_path):
    """A broken custom resource is never called healthy; a well or mute one is no finding."""
    snapshot = with_custom(api, snapshot_of(definition(), definition("keys")))
    report = diagnose(snapshot)
    save(snapshot, tmp_path / "snap.json")

    assert [str(i.cause.object) for i in report.incidents] == ["Database/shop/broken"]
    assert report.exit_code is ExitCode.FINDINGS
    assert report.not_examined["keys.example.com"] == Missing(Why.FORBIDDEN, "no")
    assert forms(diagnose(load(tmp_path / "snap.json"))) == forms(report)


def test_only_the_namespace_that_was_asked_for_is_read(api):
    """As for every other kind; what has no namespace is read all the same."""
    crds = (definition(), definition("queues", scope="Cluster"))

    snapshot = with_custom(api, replace(snapshot_of(*crds), namespace="shop"))

    assert {o.metadata.name for o in snapshot.custom} == {"fine", *(f"q{n}" for n in range(PAGE))}


def test_more_than_a_page_is_said_to_be_more(api):
    """One page of a kind is read, and the report says that there are others."""
    snapshot = with_custom(api, snapshot_of(definition("queues")))

    assert len(snapshot.custom) == PAGE
    assert snapshot.unread == {"queues.example.com": Missing(Why.NOT_READ, f"only the first {PAGE} were read")}


@pytest.mark.kube
def test_a_real_api_server_is_asked_where_it_serves_them(cluster):
    """Its definitions give the paths: whoever may do everything reads both kinds, `reader` is told what he may not."""
    crds = (definition(), definition("regions", scope="Cluster"))
    cluster.create(*crds)
    for crd in crds:
        while cluster.http.get(f"/apis/example.com/v1/{crd['spec']['names']['plural']}").status_code != 200:
            pass

    def unread(kubeconfig, namespace=""):
        api = Api(Target(str(kubeconfig)))
        return with_custom(api, replace(snapshot_of(*crds), namespace=namespace)).unread

    assert unread(cluster.kubeconfig) == unread(cluster.kubeconfig, "default") == {}
    ((source, missing),) = unread(cluster.reader_kubeconfig).items()
    assert source == "databases.example.com and 1 more kinds" and missing.why is Why.FORBIDDEN


class Refusing:
    """An API server that refuses every custom resource, or holds none."""

    def __init__(self, missing: Missing | None) -> None:
        self.asked: list[str] = []
        self.missing = missing

    def list_first(self, kind, namespace):
        self.asked.append(kind.plural)
        return Listing[CustomObject](missing=self.missing)


def test_kinds_that_may_not_be_read_are_named_together():
    """Not examined, with the reason; once, and not forty times."""
    crds = [definition(plural) for plural in ("databases", "queues", "caches")]

    snapshot = with_custom(Refusing(Missing(Why.FORBIDDEN, "no")), snapshot_of(*crds))

    told = Missing(Why.FORBIDDEN, "no; also databases.example.com, queues.example.com")
    assert snapshot.unread == {"caches.example.com and 2 more kinds": told}
    assert diagnose(snapshot).not_examined["caches.example.com and 2 more kinds"] == told


def test_kinds_beyond_the_fortieth_are_named_and_not_read():
    """However many operators there are, the cost has an end."""
    server = Refusing(None)

    snapshot = with_custom(server, snapshot_of(*(definition(f"kind{n:02}s") for n in range(MOST + 1))))

    assert len(server.asked) == MOST
    assert snapshot.unread == {"kind40s.example.com": Missing(Why.NOT_READ, "at most 40 kinds are read")}


def test_nothing_is_asked_where_there_are_no_definitions():
    """No cost where there is nothing to see."""
    server, empty = Refusing(None), snapshot_of()

    assert with_custom(server, empty) is empty and server.asked == []


def test_kinds_with_a_rule_of_their_own_are_left_to_it():
    """Argo CD's Applications and cert-manager's Certificates are read and judged elsewhere."""
    own = (definition("applications", "argoproj.io"), definition("certificates", "cert-manager.io"))

    assert list(custom_kinds(snapshot_of(*own, definition("issuers", "cert-manager.io")))) == [
        "issuers.cert-manager.io"
    ]


def test_kinds_that_tell_of_their_state_come_first():
    """What has no status says nothing about how it is."""
    mute = {"versions": [{"name": "v1", "served": True}]}

    kinds = custom_kinds(snapshot_of(definition("aliases", **mute), definition("queues")))

    assert list(kinds) == ["queues.example.com", "aliases.example.com"]


def test_a_stable_version_that_is_served_is_asked_for():
    """Not a beta that happens to stand first, nor one that is switched off; a kind that nobody serves is left out."""
    versions = [{"name": "v2", "served": False}, {"name": "v1beta1"}, {"name": "v1"}]
    off = [{"name": "v1", "served": False}]

    kinds = custom_kinds(snapshot_of(definition(versions=versions), definition("queues", versions=off)))

    assert {name: kind.versions for name, kind in kinds.items()} == {"databases.example.com": ("example.com/v1",)}
