"""The simulated cluster at one moment: the store, the clock, and the writes that API clients and controllers share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstmate.practice.defaults import with_cluster_ip, with_defaults, with_job_selector
from firstmate.practice.kinds import BY_KEY, Resource, custom_resources
from firstmate.practice.objects import Object, dig, is_terminating, name_of, namespace_of, stamp
from firstmate.practice.paging import Lists
from firstmate.practice.reality import Reality
from firstmate.practice.store import Store

GROUPS_WITHOUT_GENERATION = {
    "",
    "apiregistration.k8s.io",
    "autoscaling",
    "coordination.k8s.io",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
}
SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789"


@dataclass
class World:
    """Store, clock and reality. Objects that it hands out are the store's: copy before changing."""

    store: Store
    reality: Reality
    now: datetime
    marks: dict[str, datetime] = field(default_factory=dict)
    """When controllers last did what they do only now and then."""
    lists: Lists = field(default_factory=Lists)

    def get(self, key: str, namespace: str, name: str) -> Object | None:
        return self.store.get(key, namespace, name)

    def find(self, key: str, namespace: str = "", where: Callable[[Object], bool] | None = None) -> list[Object]:
        found = self.store.find(key, namespace)
        return [obj for obj in found if where(obj)] if where else found

    def resource(self, key: str) -> Resource:
        """The kind of that key, built in or custom."""
        return BY_KEY.get(key) or next(r for r in self.custom() if r.key == key)

    def custom(self) -> list[Resource]:
        return custom_resources(self.store.find("customresourcedefinitions.apiextensions.k8s.io"))

    # ---- writes ----------------------------------------------------------------------------------------------------

    def prepare(self, resource: Resource, obj: Object) -> Object:
        """The object as it will be stored: named, stamped, defaults filled in."""
        made = with_defaults(resource.key, obj)
        metadata = {k: v for k, v in made["metadata"].items() if v is not None}
        if not metadata.get("name") and metadata.get("generateName"):
            metadata["name"] = metadata["generateName"] + self.suffix(metadata["generateName"])
        metadata["uid"] = self.store.new_uid(resource.key, metadata.get("namespace", ""), metadata.get("name", ""))
        metadata["creationTimestamp"] = stamp(self.now)
        for absent in ("resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds"):
            metadata.pop(absent, None)
        if resource.group not in GROUPS_WITHOUT_GENERATION:
            metadata["generation"] = 1
        if resource.key == "services":
            made = with_cluster_ip(made, {dig(service, "spec.clusterIP", "") for service in self.find("services")})
        prepared = {"apiVersion": resource.api_version, "kind": resource.kind, **made, "metadata": metadata}
        return with_job_selector(prepared) if resource.key == "jobs.batch" else prepared

    def create(self, key: str, obj: Object) -> Object:
        return self.store.put(key, self.prepare(self.resource(key), obj))

    def replace(self, key: str, obj: Object) -> Object:
        """Store a changed object; a changed spec is a new generation."""
        old = self.get(key, namespace_of(obj), name_of(obj))
        if old and "generation" in old["metadata"] and _desired(old) != _desired(obj):
            obj = {**obj, "metadata": {**obj["metadata"], "generation": old["metadata"]["generation"] + 1}}
        if is_terminating(obj) and not dig(obj, "metadata.finalizers") and key not in ("pods", "namespaces"):
            self.store.remove(key, obj)
            return obj
        return self.store.put(key, obj)

    def set_status(self, key: str, obj: Object, status: Object) -> Object:
        return self.store.put(key, {**obj, "status": status})

    def delete(self, key: str, obj: Object, grace: int | None = None, policy: str = "Background") -> Object | None:
        """Delete, or mark for deletion what something has to let go of first; then what remains is returned."""
        marked = self.marked_for_deletion(key, obj, grace, policy)
        if marked is None:
            self.store.remove(key, obj)
            return None
        return self.store.put(key, marked)

    def marked_for_deletion(self, key: str, obj: Object, grace: int | None, policy: str) -> Object | None:
        """The object on its way out; None when nothing holds it."""
        metadata = dict(obj["metadata"])
        finalizers = [f for f in metadata.get("finalizers", []) if f not in ("foregroundDeletion", "orphan")]
        finalizers += {"Foreground": ["foregroundDeletion"], "Orphan": ["orphan"]}.get(policy, [])
        seconds = _grace(key, obj, grace)
        if not finalizers and not seconds and key != "namespaces":
            return None
        metadata["deletionTimestamp"] = stamp(self.now + timedelta(seconds=seconds))
        metadata["deletionGracePeriodSeconds"] = seconds
        if key == "namespaces":
            del metadata["deletionGracePeriodSeconds"]
            obj = {**obj, "status": {"phase": "Terminating"}}
        if finalizers:
            metadata["finalizers"] = finalizers
        return {**obj, "metadata": metadata}

    def suffix(self, *parts: str, length: int = 5) -> str:
        """Letters for a generated name, in the API's own alphabet."""
        number = int(self.store.new_uid("suffix", *parts).replace("-", ""), 16)
        letters = ""
        while len(letters) < length:
            number, rest = divmod(number, len(SUFFIX_LETTERS))
            letters += SUFFIX_LETTERS[rest]
        return letters

    def every(self, seconds: float, mark: str) -> bool:
        """Whether it is time again for something that is done only every so often."""
        last = self.marks.get(mark)
        if last is not None and self.now - last < timedelta(seconds=seconds):
            return False
        self.marks[mark] = self.now
        return True


def _desired(obj: Object) -> Object:
    return {k: v for k, v in obj.items() if k not in ("metadata", "status")}


def _grace(key: str, obj: Object, grace: int | None) -> int:
    """Only the pods that a kubelet runs are given time to end."""
    if key != "pods" or not dig(obj, "spec.nodeName") or dig(obj, "status.phase") in ("Succeeded", "Failed"):
        return 0
    own: int = dig(obj, "spec.terminationGracePeriodSeconds", 30)
    return own if grace is None else grace
