"""What is there, of one object: guard/state.py says what each fact means. The API is asked through `get`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from firstmate.guard.kube.deployed import unfit

Object = Mapping[str, Any]
Get = Callable[[str, Mapping[str, str], bool], Object | None]
"""(path, query, whether metadata are enough) -> what the API answers; None when there is no such thing."""

# kind -> where it is, in the order in which versions are tried
PATHS = {
    "application": ("/apis/argoproj.io/v1alpha1/{}/applications",),
    "configmap": ("/api/v1/{}/configmaps",),
    "cronjob": ("/apis/batch/v1/{}/cronjobs", "/apis/batch/v1beta1/{}/cronjobs"),
    "daemonset": ("/apis/apps/v1/{}/daemonsets",),
    "deployment": ("/apis/apps/v1/{}/deployments",),
    "helmrelease": (
        "/apis/helm.toolkit.fluxcd.io/v2/{}/helmreleases",
        "/apis/helm.toolkit.fluxcd.io/v2beta2/{}/helmreleases",
    ),
    "ingress": ("/apis/networking.k8s.io/v1/{}/ingresses",),
    "job": ("/apis/batch/v1/{}/jobs",),
    "kustomization": ("/apis/kustomize.toolkit.fluxcd.io/v1/{}/kustomizations",),
    "persistentvolumeclaim": ("/api/v1/{}/persistentvolumeclaims",),
    "pod": ("/api/v1/{}/pods",),
    "replicaset": ("/apis/apps/v1/{}/replicasets",),
    "secret": ("/api/v1/{}/secrets",),
    "service": ("/api/v1/{}/services",),
    "serviceaccount": ("/api/v1/{}/serviceaccounts",),
    "statefulset": ("/apis/apps/v1/{}/statefulsets",),
}
BUDGETS = ("/apis/policy/v1/{}/poddisruptionbudgets", "/apis/policy/v1beta1/{}/poddisruptionbudgets")
SCALERS = ("/apis/autoscaling/v1/{}/horizontalpodautoscalers",)
APPLICATIONS = "/apis/argoproj.io/v1alpha1/applications"
METADATA_ONLY = frozenset({"configmap", "secret"})
"""What is inside them is not fetched."""
NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
PODS = {"limit": "20"}
SMALL = {"limit": "100"}
NAMES = {"limit": "500"}
"""Pages that are small enough for the largest answer that is read."""
SIBLINGS = ("pod-template-hash", "app", "app.kubernetes.io/name", "job-name")
"""Labels that the pods of one controller share."""
TRACKING = "argocd.argoproj.io/tracking-id"
INSTANCES = ("argocd.argoproj.io/instance", "app.kubernetes.io/instance")
HELM = "meta.helm.sh/release-name"


class UnreadableError(Exception):
    """It could not be found out; what is not known is never taken for good."""


def facts_of(kind: str, namespace: str, name: str, get: Get) -> dict[str, Any] | None:
    """The facts of an object; None when it is not there. Raises UnreadableError, and what `get` raises."""
    if kind not in PATHS or not NAME.fullmatch(name) or not NAME.fullmatch(namespace):
        raise UnreadableError(f"{kind} {namespace}/{name}")
    found = _first([f"{path}/{name}" for path in PATHS[kind]], namespace, get, {}, kind in METADATA_ONLY)
    if found is None:
        return None
    if _at(found, "metadata", "name") != name:
        raise UnreadableError("the answer is about something else")
    if kind in ("application", "helmrelease", "kustomization"):
        return {"unfit": unfit(kind, found)}
    facts = {"argocd": _application(found, get), "controller": _controller(found)}
    if kind == "pod":
        return {**facts, **_of_pod(found, namespace, get)}
    if kind == "job":
        return {**facts, "finished": _has_condition(found, "Complete") or _has_condition(found, "Failed")}
    if kind == "persistentvolumeclaim":
        return {**facts, "users": list(dict.fromkeys(_users(name, namespace, get)))}
    if kind in ("deployment", "replicaset", "statefulset"):
        return {**facts, **_of_workload(kind, found, namespace, get)}
    return facts


def _of_pod(pod: Object, namespace: str, get: Get) -> dict[str, Any]:
    finished = _at(pod, "status", "phase") in ("Succeeded", "Failed")
    ready = _has_condition(pod, "Ready")
    owner = _owner(pod)
    others = _ready_others(pod, owner, namespace, get) if ready and owner else 0
    budget = _spent_budget(pod, namespace, get) if ready and others else ""
    return {"finished": finished, "ready": ready, "others": others, "budget": budget}


def _ready_others(pod: Object, owner: Object, namespace: str, get: Get) -> int:
    """Ready pods beside this one, of the same controller. Raises UnreadableError when too many have to be looked at."""
    labels = _mapping(_at(pod, "metadata", "labels"))
    selector = ",".join(f"{key}={value}" for key, value in labels.items() if key in SIBLINGS)
    query = {**PODS, **({"labelSelector": selector} if selector else {})}
    listed = _first(PATHS["pod"], namespace, get, query) or {}
    pods = _list(listed.get("items"))
    ready = [
        each
        for each in pods
        if (_owner(each) or {}).get("uid") == owner.get("uid")
        and _at(each, "metadata", "name") != _at(pod, "metadata", "name")
        and _has_condition(each, "Ready")
        and not _at(each, "metadata", "deletionTimestamp")
    ]
    if not ready and _at(listed, "metadata", "continue"):
        raise UnreadableError("more pods than are looked at")
    return len(ready)


def _spent_budget(pod: Object, namespace: str, get: Get) -> str:
    """The name of a budget over this pod that allows no disruption now."""
    labels = _mapping(_at(pod, "metadata", "labels"))
    for budget in _all(BUDGETS, namespace, get):
        if selects(_at(budget, "spec", "selector"), labels) and not _at(budget, "status", "disruptionsAllowed"):
            return str(_at(budget, "metadata", "name"))
    return ""


def _of_workload(kind: str, found: Object, namespace: str, get: Get) -> dict[str, Any]:
    name = _at(found, "metadata", "name")
    scalers = [
        str(_at(each, "metadata", "name"))
        for each in _all(SCALERS, namespace, get)
        if str(_at(each, "spec", "scaleTargetRef", "kind")).lower() == kind
        and _at(each, "spec", "scaleTargetRef", "name") == name
    ]
    replicas = _at(found, "spec", "replicas")
    claims = bool(_list(_at(found, "spec", "volumeClaimTemplates")))
    return {"replicas": replicas, "claims": claims, "scaler": next(iter(scalers), "")}


def _users(claim: str, namespace: str, get: Get) -> Iterator[str]:
    for each in _items(PATHS["statefulset"], namespace, get, PODS):
        name = _at(each, "metadata", "name")
        for template in _list(_at(each, "spec", "volumeClaimTemplates")):
            start, _, ordinal = claim.rpartition("-")
            if ordinal.isdecimal() and start == f"{_at(template, 'metadata', 'name')}-{name}":
                yield f"StatefulSet {name}"
    for pod in _items(PATHS["pod"], namespace, get, PODS):
        for volume in _list(_at(pod, "spec", "volumes")):
            if _at(volume, "persistentVolumeClaim", "claimName") == claim:
                yield _controller(pod) or f"Pod {_at(pod, 'metadata', 'name')}"


def _application(found: Object, get: Get) -> str:
    """The Argo CD application that owns it: by annotation, or by a label that Helm's charts use as well."""
    annotations = _mapping(_at(found, "metadata", "annotations"))
    labels = _mapping(_at(found, "metadata", "labels"))
    if TRACKING in annotations:
        return str(annotations[TRACKING]).partition(":")[0]
    sure, unsure = (str(labels.get(label, "")) for label in INSTANCES)
    if sure or not unsure or HELM in annotations:
        return sure
    listed = get(APPLICATIONS, NAMES, True) or {}
    names = [_at(each, "metadata", "name") for each in _list(listed.get("items"))]
    return unsure if unsure in names else ""


def selects(selector: Any, labels: Mapping[str, Any]) -> bool:
    """Whether a label selector selects; an empty one selects everything."""
    chosen = _mapping(selector)
    fits = all(labels.get(key) == value for key, value in _mapping(chosen.get("matchLabels")).items())
    return fits and all(_holds(_mapping(each), labels) for each in _list(chosen.get("matchExpressions")))


def _holds(expression: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    key, values = str(expression.get("key")), _list(expression.get("values"))
    match expression.get("operator"):
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    raise UnreadableError("a selector that nobody knows")


def _items(paths: Sequence[str], namespace: str, get: Get, page: Mapping[str, str]) -> list[Any]:
    return _list((_first(paths, namespace, get, page) or {}).get("items"))


def _all(paths: Sequence[str], namespace: str, get: Get) -> list[Any]:
    """Every object of a kind of which there are few. Raises UnreadableError when there are many."""
    listed = _first(paths, namespace, get, SMALL) or {}
    if _at(listed, "metadata", "continue"):
        raise UnreadableError("more objects than are looked at")
    return _list(listed.get("items"))


def _first(
    paths: Sequence[str], namespace: str, get: Get, query: Mapping[str, str], brief: bool = False
) -> Object | None:
    """The answer of the first version that has one."""
    for path in paths:
        found = get(path.format(f"namespaces/{namespace}"), query, brief)
        if found is not None:
            return found
    return None


def _owner(found: Object) -> Object | None:
    owners = [each for each in _list(_at(found, "metadata", "ownerReferences")) if _at(each, "controller") is True]
    return owners[0] if owners else None


def _controller(found: Object) -> str:
    owner = _owner(found)
    return f"{owner.get('kind')} {owner.get('name')}" if owner else ""


def _has_condition(found: Object, wanted: str) -> bool:
    conditions = _list(_at(found, "status", "conditions"))
    return any(_at(each, "type") == wanted and _at(each, "status") == "True" for each in conditions)


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = _mapping(value).get(key)
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
