"""Label and field selectors, from their text in a query and from a LabelSelector object."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from firstmate.practice.kinds import Resource
from firstmate.practice.objects import Object, dig
from firstmate.practice.refusals import ApiError, bad_request

Labels = Mapping[str, str]
Test = Callable[[Labels], bool]

SET_REQUIREMENT = re.compile(r"^(?P<key>[^\s!=(),]+)\s+(?P<operator>in|notin)\s*\((?P<values>[^()]*)\)$")
EQUALITY = re.compile(r"^(?P<key>[^\s!=(),]+)\s*(?P<operator>!=|==|=)\s*(?P<value>[^\s!=(),]*)$")
PRESENCE = re.compile(r"^(?P<absent>!?)\s*(?P<key>[^\s!=(),]+)$")
OUTER_COMMA = re.compile(r",(?![^(]*\))")

# What may be asked of fields beside metadata.name and metadata.namespace, by kind, with the value of an absent field.
FIELDS: dict[str, dict[str, str]] = {
    "pods": {
        "spec.nodeName": "",
        "spec.restartPolicy": "",
        "spec.schedulerName": "",
        "spec.serviceAccountName": "",
        "spec.hostNetwork": "false",
        "status.phase": "",
        "status.podIP": "",
        "status.nominatedNodeName": "",
    },
    "events": {
        "involvedObject.kind": "",
        "involvedObject.namespace": "",
        "involvedObject.name": "",
        "involvedObject.uid": "",
        "involvedObject.apiVersion": "",
        "involvedObject.resourceVersion": "",
        "involvedObject.fieldPath": "",
        "reason": "",
        "reportingComponent": "",
        "source": "",
        "type": "",
    },
    "secrets": {"type": ""},
    "namespaces": {"status.phase": ""},
    "nodes": {"spec.unschedulable": "false"},
    "replicasets.apps": {"status.replicas": "0"},
    "jobs.batch": {"status.successful": "0"},
    "certificatesigningrequests.certificates.k8s.io": {"spec.signerName": ""},
}


def parse_labels(text: str) -> Test:
    """The test that a label selector in a query makes. Raises ApiError when it cannot be understood."""
    tests = [_requirement(part.strip()) for part in OUTER_COMMA.split(text)] if text.strip() else []
    return lambda labels: all(test(labels) for test in tests)


def _requirement(text: str) -> Test:
    if found := SET_REQUIREMENT.match(text):
        key, values = found["key"], {value.strip() for value in found["values"].split(",")}
        if found["operator"] == "in":
            return lambda labels: labels.get(key) in values
        return lambda labels: labels.get(key) not in values
    if found := EQUALITY.match(text):
        key, value = found["key"], found["value"]
        if found["operator"] == "!=":
            return lambda labels: labels.get(key) != value
        return lambda labels: labels.get(key) == value
    if found := PRESENCE.match(text):
        key, absent = found["key"], bool(found["absent"])
        return lambda labels: (key in labels) is not absent
    if found := re.match(r"^\S+\s+(?:in|notin)\s+(\S+)$", text):
        raise bad_request(f"unable to parse requirement: found '{found[1]}' expected: '('")
    raise bad_request(f"unable to parse requirement: {text!r} is no label requirement")


def parse_fields(resource: Resource, text: str) -> Callable[[Object], bool]:
    """The test that a field selector makes of an object of that kind. Raises ApiError for a field that it has not."""
    tests = [_field(resource, part.strip()) for part in text.split(",") if part.strip()]
    return lambda obj: all(test(obj) for test in tests)


def _field(resource: Resource, text: str) -> Callable[[Object], bool]:
    found = re.match(r"^([^=!\s]+)\s*(!=|==|=)(.*)$", text)
    if not found:
        raise bad_request(f"invalid selector: '{text}'; can't understand '{text}'")
    path, operator, wanted = found.groups()
    known = {"metadata.name": "", "metadata.namespace": ""} | FIELDS.get(resource.key, {})
    if path not in known:
        raise _no_such_field(resource, path)
    return lambda obj: (_text(dig(obj, _place(path), known[path])) == wanted) is (operator != "!=")


def _no_such_field(resource: Resource, path: str) -> ApiError:
    """Kinds with selectable fields of their own word it differently from the rest."""
    if resource.key in FIELDS:
        return bad_request(f"field label not supported: {path}")
    return bad_request(f'"{path}" is not a known field selector: only "metadata.name", "metadata.namespace"')


def _place(path: str) -> str:
    return {"source": "source.component", "status.successful": "status.succeeded"}.get(path, path)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def selects(selector: Object | None, labels: Labels) -> bool:
    """Whether a LabelSelector object selects these labels: an empty one selects all, none nothing."""
    if selector is None:
        return False
    wanted: dict[str, str] = selector.get("matchLabels") or {}
    return all(labels.get(key) == value for key, value in wanted.items()) and all(
        _expression(expression, labels) for expression in selector.get("matchExpressions") or []
    )


def _expression(expression: Object, labels: Labels) -> bool:
    value, values = labels.get(expression["key"]), expression.get("values") or []
    match expression["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case _:
            return value is None


def selector_text(selector: Object | None) -> str:
    """A LabelSelector as kubectl shows it: `app=web,tier in (a,b)`, `<none>` when empty."""
    if not selector:
        return "<none>"
    parts = [f"{key}={value}" for key, value in sorted((selector.get("matchLabels") or {}).items())]
    words = {
        "In": "{key} in ({values})",
        "NotIn": "{key} notin ({values})",
        "Exists": "{key}",
        "DoesNotExist": "!{key}",
    }
    for expression in selector.get("matchExpressions") or []:
        values = ",".join(sorted(expression.get("values") or []))
        parts.append(words[expression["operator"]].format(key=expression["key"], values=values))
    return ",".join(parts) or "<none>"
