"""Puts a cluster of plain objects on the real API server, and takes it away again.

Controllers and scheduler are stopped, so that every object stays as it is written. The server gives each object its own
uid and time of creation: events are told without a uid, and everything is judged nine days after it was made.

Definitions are served, but an API server of v1.20, built with a newer Go than it knew, ends with a segmentation fault
on the first custom object. Those are therefore laid beside what was read, decoded as the adapter would.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from firstmate.adapters.cluster import Cluster as Reader
from firstmate.adapters.cluster import Target
from firstmate.services.diagnose import Report, diagnose
from firstmate.services.look import Scope, look
from firstmate.snapshot import Snapshot
from firstmate.snapshot.custom import CustomObject
from firstmate.snapshot.decode import decode_items
from firstmate.snapshot.kinds import BY_KIND, KINDS, Kind
from firstmate.snapshot.listing import Listing
from tests.support.build import NOW, STARTED, Plain
from tests.support.kube import KEPT_NAMESPACES, Cluster
from tests.support.world import eventually

AGE = timedelta(days=9)
TIME = re.compile(r"2026-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
APISERVICES = "/apis/apiregistration.k8s.io/v1/apiservices"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
BARRED = ("ResourceQuota", "LimitRange", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
"""Kinds that would refuse what comes after them."""


@dataclass(frozen=True)
class Stage:
    """A control plane on which one cluster after the other is shown."""

    cluster: Cluster
    versions: dict[str, str]
    """The version in which the server takes each kind."""

    @classmethod
    def on(cls, cluster: Cluster) -> Stage:
        """Stop the controllers and the scheduler; the accounts that they give to the first namespaces are made here."""
        for name in ("scheduler", "controller-manager"):
            os.kill(int((cluster.folder / f"{name}.pid").read_text()), signal.SIGTERM)
        eventually(lambda: all(_has_account(cluster, name) for name in KEPT_NAMESPACES))
        return cls(cluster, _versions_served(cluster))

    def judge(self, objects: Sequence[Plain]) -> Report:
        """Create the objects, read them with the real adapter, and diagnose them."""
        judged = datetime.now(UTC) + AGE
        self._create([o for o in objects if not _is_custom(o)], judged)
        seen = look(Reader(Target(str(self.cluster.kubeconfig))), Scope(), datetime.now(UTC))
        laid = [
            _moved({**o, "metadata": {"creationTimestamp": STARTED, **o["metadata"]}}, judged - NOW)
            for o in objects
            if _is_custom(o)
        ]
        return diagnose(_with_custom(replace(seen, taken_at=judged), laid))

    def clear(self) -> None:
        """Take everything away; first the APIs that objects brought, which would be asked what they hold."""
        for item in self.cluster.call("GET", APISERVICES)["items"]:
            if item["spec"].get("service"):
                self.cluster.call("DELETE", f"{APISERVICES}/{item['metadata']['name']}")
        self.cluster.call("DELETE", DEFINITIONS)
        eventually(lambda: not any(map(_is_foreign, self._groups())))
        for account in self.cluster.call("GET", "/api/v1/serviceaccounts")["items"]:
            place = account["metadata"]["namespace"]
            if place not in KEPT_NAMESPACES:
                self.cluster.call("DELETE", f"/api/v1/namespaces/{place}/serviceaccounts/{account['metadata']['name']}")
        self.cluster.wipe()

    def _create(self, objects: Sequence[Plain], judged: datetime) -> None:
        for obj in sorted(objects, key=_stage):
            self.cluster.create(_settled(obj, self.versions, judged - NOW))
            if obj["kind"] == "Node":  # an admission plugin takes a new node for not ready
                path = f"/api/v1/nodes/{obj['metadata']['name']}"
                self.cluster.call("PATCH", path, {"spec": {"taints": obj["spec"]["taints"]}})
            if obj["kind"] == "CustomResourceDefinition":
                self._await(obj)
        for obj in objects:
            if obj["metadata"].get("deletionTimestamp"):
                self._delete(obj)

    def _await(self, definition: Plain) -> None:
        """Until the API of a definition answers."""
        spec = definition["spec"]
        root, plural = f"/apis/{spec['group']}/{spec['versions'][0]['name']}", spec["names"]["plural"]

        def is_served() -> bool:
            told = self.cluster.http.get(root)
            known = told.is_success and plural in [r["name"] for r in told.json()["resources"]]
            return known and self.cluster.http.get(f"{root}/{plural}").is_success

        eventually(is_served)

    def _delete(self, obj: Plain) -> None:
        """It stays: no kubelet ends it, or a finalizer keeps it."""
        place = obj["metadata"].get("namespace")
        root = "/api/v1" + (f"/namespaces/{place}" if place else "")
        self.cluster.call("DELETE", f"{root}/{BY_KIND[obj['kind']].plural}/{obj['metadata']['name']}")

    def _groups(self) -> list[str]:
        return [group["name"] for group in self.cluster.call("GET", "/apis")["groups"]]


def _has_account(cluster: Cluster, namespace: str) -> bool:
    """Whether it has one now; there may have been one (409), or its namespace may still be on its way (404)."""
    path, account = f"/api/v1/namespaces/{namespace}/serviceaccounts", {"metadata": {"name": "default"}}
    return cluster.http.post(path, json=account).status_code in (201, 409)


def _versions_served(cluster: Cluster) -> dict[str, str]:
    groups = cluster.call("GET", "/apis")["groups"]
    roots = {"v1": "/api/v1"} | {v["groupVersion"]: f"/apis/{v['groupVersion']}" for g in groups for v in g["versions"]}
    kinds = {version: {r["kind"] for r in cluster.call("GET", root)["resources"]} for version, root in roots.items()}
    wanted = [(kind.kind, next((v for v in kind.versions if kind.kind in kinds.get(v, ())), "")) for kind in KINDS]
    return {kind: version for kind, version in wanted if version}


def _is_custom(obj: Plain) -> bool:
    """Of a kind that a definition brings."""
    return _is_foreign(obj.get("apiVersion") or _versions(obj["kind"])[0])


def _with_custom(seen: Snapshot, objects: Sequence[Plain]) -> Snapshot:
    """The snapshot with objects of kinds that have rules of their own, and of those that have none."""
    known = {kind: [o for o in objects if o["kind"] == kind.kind] for kind in KINDS if _is_foreign(kind.versions[0])}
    listings = {kind.plural: Listing.of(decode_items(kind, found).items) for kind, found in known.items() if found}
    others = Kind("customs", "Custom", (), CustomObject)
    rest = decode_items(others, (o for o in objects if o["kind"] not in BY_KIND)).items
    custom = tuple(o for o in rest if isinstance(o, CustomObject))
    return replace(seen, listings={**seen.listings, **listings}, custom=custom)


def _is_foreign(group: str) -> bool:
    """A group (or version of one) that a definition brought, and not Kubernetes itself."""
    name = group.partition("/")[0]
    return "." in name and not name.endswith(".k8s.io")


def _stage(obj: Plain) -> int:
    """What has to be there first, what comes last."""
    order = ("Namespace", "CustomResourceDefinition", "Node")
    if obj["kind"] in order:
        return order.index(obj["kind"])
    return 9 if obj["kind"] in BARRED else 8 if obj["kind"] == "Event" else 5


def _settled(obj: Plain, versions: dict[str, str], later: timedelta) -> Plain:
    """The object as the server takes it: in a version that it serves, its times moved to the present."""
    made: Plain = _moved(obj, later)
    metadata = {k: v for k, v in made["metadata"].items() if k not in ("uid", "creationTimestamp", "deletionTimestamp")}
    owners = [
        {"apiVersion": _versions(o["kind"])[0], "uid": f"uid-{o['name']}", **o}
        for o in metadata.get("ownerReferences", ())
    ]
    metadata |= {"ownerReferences": owners} if owners else {}
    about = {k: v for k, v in made.get("involvedObject", {}).items() if k != "uid"}
    return {
        **made,
        "apiVersion": versions[obj["kind"]],
        "metadata": metadata,
        **({"involvedObject": about} if about else {}),
    }


def _versions(kind: str) -> tuple[str, ...]:
    return BY_KIND[kind].versions


def _moved(value: Any, later: timedelta) -> Any:
    """Every time in it, moved."""
    if isinstance(value, dict):
        return {key: _moved(part, later) for key, part in value.items()}
    if isinstance(value, list):
        return [_moved(part, later) for part in value]
    if isinstance(value, str) and TIME.fullmatch(value):
        return (datetime.fromisoformat(value) + later).strftime(
            "%Y-%m-%dT%H:%M:%S.%fZ" if "." in value else "%Y-%m-%dT%H:%M:%SZ"
        )
    return value
