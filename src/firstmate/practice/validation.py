"""What the API server refuses in an object, in its own words: the mistakes that people make.

Source: k8s.io/apimachinery/pkg/util/validation, kubernetes/pkg/apis/*/validation
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from firstmate.facts.quantity import parse
from firstmate.practice.defaults import PROBES
from firstmate.practice.kinds import Resource
from firstmate.practice.objects import Object, dig, labels_of, name_of
from firstmate.practice.refusals import ApiError, Cause, go, invalid, invalid_value, required, unsupported
from firstmate.practice.selectors import selects

LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
SERVICE_NAME = r"[a-z]([-a-z0-9]*[a-z0-9])?"
QUALIFIED = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
LABEL_VALUE = rf"({QUALIFIED})?"
SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    f"end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{SUBDOMAIN}')"
)
LABEL_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    f"an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{LABEL}')"
)
SERVICE_TEXT = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
    f"regex used for validation is '{SERVICE_NAME}')"
)
VALUE_TEXT = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
    "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
NAME_FORMS = {"services": (SERVICE_NAME, SERVICE_TEXT, 63), "namespaces": (LABEL, LABEL_TEXT, 63)}
LOOSE_NAMES = "rbac.authorization.k8s.io"
CONFIG_KEY = r"[-._a-zA-Z0-9]+"
CONFIG_KEY_TEXT = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
    f"'key-name', regex used for validation is '{CONFIG_KEY}')"
)
PULL_POLICIES = ["Always", "IfNotPresent", "Never"]
SERVICE_TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
MUTABLE_IN_POD = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
MUTABLE_IN_STATEFULSET = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)
STATEFULSET_MUTABLE = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)


def check(resource: Resource, obj: Object) -> None:
    """Raises ApiError when the object could not be stored on a real server."""
    _refuse(resource, obj, [*_metadata(resource, obj), *RULES.get(resource.key, _nothing)(obj)])


def check_change(resource: Resource, old: Object, new: Object) -> None:
    """Raises ApiError when the object may not be changed like this."""
    causes = [*_metadata(resource, new), *RULES.get(resource.key, _nothing)(new), *_immutable(resource, old, new)]
    _refuse(resource, new, causes)


def _refuse(resource: Resource, obj: Object, causes: list[Cause]) -> None:
    if causes:
        refusal: ApiError = invalid(resource, name_of(obj), causes)
        raise refusal


def _nothing(_: Object) -> Iterator[Cause]:
    return iter(())


def _metadata(resource: Resource, obj: Object) -> Iterator[Cause]:
    name = name_of(obj)
    if not name:
        yield required("metadata.name", "name or generateName is required")
    elif resource.group != LOOSE_NAMES:
        form, told, limit = NAME_FORMS.get(resource.key, (SUBDOMAIN, SUBDOMAIN_TEXT, 253))
        if len(name) > limit:
            yield invalid_value("metadata.name", name, f"must be no more than {limit} characters")
        if not re.fullmatch(form, name):
            yield invalid_value("metadata.name", name, told)
    yield from _labels("metadata.labels", labels_of(obj))


def _labels(field: str, labels: dict[str, Any]) -> Iterator[Cause]:
    for value in labels.values():
        if len(str(value)) > 63:
            yield invalid_value(field, value, "must be no more than 63 characters")
        if not re.fullmatch(LABEL_VALUE, str(value)):
            yield invalid_value(field, value, VALUE_TEXT)


# ---- pods ----------------------------------------------------------------------------------------------------------


def _pod(pod: Object) -> Iterator[Cause]:
    yield from _pod_spec("spec", pod.get("spec", {}))


def _pod_spec(field: str, spec: Object, claims: Iterable[str] = ()) -> Iterator[Cause]:
    """`claims` are volumes that its controller adds."""
    if not spec.get("containers"):
        yield required(f"{field}.containers")
    volumes = {*claims, *(volume.get("name") for volume in spec.get("volumes", []))}
    for part in ("initContainers", "containers"):
        for number, container in enumerate(spec.get(part, [])):
            yield from _container(f"{field}.{part}[{number}]", container, volumes)


def _container(field: str, container: Object, volumes: set[Any]) -> Iterator[Cause]:
    if not container.get("name"):
        yield required(f"{field}.name")
    if not container.get("image"):
        yield required(f"{field}.image")
    if container.get("imagePullPolicy", "Always") not in PULL_POLICIES:
        yield unsupported(f"{field}.imagePullPolicy", container["imagePullPolicy"], PULL_POLICIES)
    for number, mount in enumerate(container.get("volumeMounts", [])):
        if mount.get("name") not in volumes:
            told = f'Not found: "{mount.get("name")}"'
            yield Cause(f"{field}.volumeMounts[{number}].name", "FieldValueNotFound", told)
    yield from _container_ports(f"{field}.ports", container.get("ports", []))
    for probe in PROBES:
        yield from _probe(f"{field}.{probe}", container.get(probe) or {})
    yield from _resources(f"{field}.resources", container.get("resources", {}))


def _container_ports(field: str, ports: list[Object]) -> Iterator[Cause]:
    known: set[str] = set()
    for number, port in enumerate(ports):
        name = port.get("name", "")
        if name in known:
            yield Cause(f"{field}[{number}].name", "FieldValueDuplicate", f"Duplicate value: {go(name)}")
        known |= {name} if name else set()
        yield from _port(f"{field}[{number}].containerPort", port.get("containerPort", 0))


def _probe(field: str, probe: Object) -> Iterator[Cause]:
    for action in ("httpGet", "tcpSocket"):
        if action in probe:
            yield from _port(f"{field}.{action}.port", probe[action].get("port", 0))


def _resources(field: str, resources: Object) -> Iterator[Cause]:
    limits = resources.get("limits", {})
    for name, asked in resources.get("requests", {}).items():
        wanted, bound = parse(asked), parse(limits[name]) if name in limits else None
        if wanted is not None and bound is not None and wanted > bound:
            told = f"must be less than or equal to {name} limit"
            yield invalid_value(f"{field}.requests", str(asked), f"{told} of {limits[name]}")


def _port(field: str, port: Any) -> Iterator[Cause]:
    if isinstance(port, int) and not 1 <= port <= 65535:
        yield invalid_value(field, port, "must be between 1 and 65535, inclusive")


# ---- controllers ---------------------------------------------------------------------------------------------------


def _controller(obj: Object) -> Iterator[Cause]:
    spec = obj.get("spec", {})
    replicas = spec.get("replicas", 1)
    if isinstance(replicas, int) and replicas < 0:
        yield invalid_value("spec.replicas", replicas, "must be greater than or equal to 0")
    selector, labels = spec.get("selector"), dig(spec, "template.metadata.labels", {})
    if not selector:
        yield required("spec.selector")
    if not selector or not selects(selector, labels):
        yield invalid_value("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
    claims = [dig(claim, "metadata.name", "") for claim in spec.get("volumeClaimTemplates", [])]
    yield from _pod_spec("spec.template.spec", dig(spec, "template.spec", {}), claims)
    restart = dig(spec, "template.spec.restartPolicy", "Always")
    if restart != "Always":
        yield unsupported("spec.template.spec.restartPolicy", restart, ["Always"])


def _deployment(deployment: Object) -> Iterator[Cause]:
    yield from _controller(deployment)
    strategy = dig(deployment, "spec.strategy", {})
    if strategy.get("type") == "Recreate" and strategy.get("rollingUpdate") is not None:
        told = "may not be specified when strategy `type` is 'Recreate'"
        yield Cause("spec.strategy.rollingUpdate", "FieldValueForbidden", f"Forbidden: {told}")


def _job(job: Object) -> Iterator[Cause]:
    yield from _pod_spec("spec.template.spec", dig(job, "spec.template.spec", {}))
    restart = dig(job, "spec.template.spec.restartPolicy", "Never")
    if restart == "Always":
        yield Cause(
            "spec.template.spec.restartPolicy",
            "FieldValueRequired",
            'Required value: valid values: "OnFailure", "Never"',
        )


def _service(service: Object) -> Iterator[Cause]:
    spec = service.get("spec", {})
    kind = spec.get("type", "ClusterIP")
    if kind not in SERVICE_TYPES:
        yield unsupported("spec.type", kind, SERVICE_TYPES)
    if not spec.get("ports") and kind != "ExternalName" and spec.get("clusterIP") != "None":
        yield required("spec.ports")
    for number, port in enumerate(spec.get("ports", [])):
        yield from _port(f"spec.ports[{number}].port", port.get("port", 0))
        if len(spec["ports"]) > 1 and not port.get("name"):
            yield required(f"spec.ports[{number}].name")


def _config_map(obj: Object) -> Iterator[Cause]:
    for part in ("data", "binaryData"):
        for key in obj.get(part) or {}:
            yield from _config_key(f"{part}[{key}]", key)


def _config_key(field: str, key: str) -> Iterator[Cause]:
    if len(key) > 253:
        yield invalid_value(field, key, "must be no more than 253 characters")
    if not re.fullmatch(CONFIG_KEY, key):
        yield invalid_value(field, key, CONFIG_KEY_TEXT)
    elif key in (".", ".."):
        yield invalid_value(field, key, f"must not be '{key}'")
    elif key.startswith(".."):
        yield invalid_value(field, key, "must not start with '..'")


def _claim(claim: Object) -> Iterator[Cause]:
    if not dig(claim, "spec.accessModes"):
        yield required("spec.accessModes", "at least 1 access mode is required")
    if not dig(claim, "spec.resources.requests.storage"):
        yield required("spec.resources[storage]")


RULES: dict[str, Callable[[Object], Iterator[Cause]]] = {
    "pods": _pod,
    "deployments.apps": _deployment,
    "replicasets.apps": _controller,
    "statefulsets.apps": _controller,
    "daemonsets.apps": _controller,
    "jobs.batch": _job,
    "services": _service,
    "persistentvolumeclaims": _claim,
    "configmaps": _config_map,
    "secrets": _config_map,
}


# ---- changes -------------------------------------------------------------------------------------------------------


def _immutable(resource: Resource, old: Object, new: Object) -> Iterator[Cause]:
    if resource.key in ("deployments.apps", "replicasets.apps", "daemonsets.apps"):
        yield from _fixed("spec.selector", old, new)
    elif resource.key == "jobs.batch":
        yield from _fixed("spec.template", old, new)
    elif resource.key == "pods" and _fixed_part(old) != _fixed_part(new):
        yield Cause("spec", "FieldValueForbidden", f"Forbidden: {MUTABLE_IN_POD}")
    elif resource.key == "statefulsets.apps" and _without(old, STATEFULSET_MUTABLE) != _without(
        new, STATEFULSET_MUTABLE
    ):
        yield Cause("spec", "FieldValueForbidden", f"Forbidden: {MUTABLE_IN_STATEFULSET}")
    elif resource.key in ("configmaps", "secrets") and old.get("immutable"):
        if old.get("data") != new.get("data"):
            yield Cause("data", "FieldValueForbidden", "Forbidden: field is immutable when `immutable` is set")
    elif resource.key == "persistentvolumeclaims":
        yield from _claim_change(old, new)


def _fixed(field: str, old: Object, new: Object) -> Iterator[Cause]:
    if dig(old, field) != dig(new, field):
        yield Cause(field, "FieldValueInvalid", f"Invalid value: {_go_struct(dig(new, field))}: field is immutable")


def _go_struct(value: Object) -> str:
    """A selector as Go's %#v prints it; of anything larger only that it was changed."""
    if set(value) <= {"matchLabels", "matchExpressions"}:
        labels = go(value.get("matchLabels", {}))
        return f"v1.LabelSelector{{MatchLabels:{labels}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}}"
    return "the changed value"


def _fixed_part(pod: Object) -> Object:
    spec = {k: v for k, v in pod["spec"].items() if k not in ("tolerations", "activeDeadlineSeconds", "nodeName")}
    for part in ("containers", "initContainers"):
        spec[part] = [{k: v for k, v in c.items() if k != "image"} for c in spec.get(part, [])]
    return spec


def _without(obj: Object, fields: tuple[str, ...]) -> Object:
    return {k: v for k, v in obj.get("spec", {}).items() if k not in fields}


def _claim_change(old: Object, new: Object) -> Iterator[Cause]:
    mutable = ("resources", "volumeName", "volumeAttributesClassName")
    if _without(old, mutable) != _without(new, mutable):
        told = (
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
        )
        yield Cause("spec", "FieldValueForbidden", f"Forbidden: {told}")
