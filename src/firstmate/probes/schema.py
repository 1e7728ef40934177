"""The shape of a probe in a site file, by its kind: one literal table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 4000}
TEXTS: Schema = {"type": "array", "minItems": 1, "maxItems": 100, "items": TEXT}
PORT: Schema = {"type": "integer", "minimum": 1, "maximum": 65535}
NAME: Schema = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9_.][A-Za-z0-9:_.@\\-]{0,254}$(?!\n)",
    "description": "letters, digits and _ . : @ - only",
}
PATH: Schema = {"type": "string", "pattern": r"^/[^\x00-\x1f]{0,4000}$(?!\n)", "description": "an absolute path"}
HOST: Schema = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9_\[][A-Za-z0-9_.:%\]-]{0,252}$(?!\n)",
    "description": "a name or an address, without a port",
}
SPAN: Schema = {"type": "string", "pattern": r"^[1-9][0-9]{0,5}[smhd]$(?!\n)", "description": "such as 90s, 5m or 2h"}
SECRET: Schema = {
    "type": "string",
    "pattern": r"^[A-Za-z_][A-Za-z0-9_]{0,127}$(?!\n)",
    "description": "the name of one of the site's `secrets`, never the secret itself",
    "writeOnly": True,  # somebody may have put the value itself there: it is not repeated
}
WORKLOAD: Schema = {
    "type": "string",
    "pattern": r"^(Deployment|StatefulSet|DaemonSet)/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$(?!\n)",
    "description": "Deployment/NAME, StatefulSet/NAME or DaemonSet/NAME",
}

AT: Schema = {"host": HOST, "port": PORT}
ON: Schema = {"node": {**TEXT, "description": "the node that it is looked at on, before the service's own"}}
WEB: Schema = {
    **AT,
    "url": {"type": "string", "pattern": r"^https?://[^\s@]{1,2000}$(?!\n)", "description": "https://HOST:PORT/PATH"},
}
IN_CLUSTER: Schema = {"context": TEXT, "namespace": NAME}
STATUS: Schema = {"type": "integer", "minimum": 100, "maximum": 599}

KINDS: Mapping[str, tuple[tuple[str, ...], Schema]] = {
    "http": (
        (),
        {
            **WEB,
            "path": {"type": "string", "pattern": r"^/\S{0,2000}$(?!\n)", "description": "it begins with /"},
            "status": {**STATUS, "description": "the status that it has to answer; else any from 200 to 399"},
            "contains": {**TEXT, "description": "text that is in the answer"},
            "matches": {**TEXT, "description": "a regular expression that finds something in the answer"},
            "json": {"type": "object", "minProperties": 1, "description": "dotted.path: the value that is there"},
            "bearer": SECRET,
            "headers": {"type": "object", "additionalProperties": SECRET, "description": "header: secret"},
            "days": {"type": "integer", "minimum": 1, "maximum": 3650, "description": "of its certificate, at least"},
            "ca": {**TEXT, "description": "file of the authority that signed its certificate"},
        },
    ),
    "tcp": ((), {**AT, "greeting": {**TEXT, "description": "what the server says first begins with this"}}),
    "dns": (
        ("name",),
        {
            **AT,
            "name": HOST,
            "type": {"enum": ["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SRV", "TXT"]},
            "answer": {**TEXT, "description": "what is among the answers"},
        },
    ),
    "postgres": ((), {**AT, "user": TEXT, "password": SECRET, "database": TEXT, "databases": TEXTS}),
    "redis": ((), {**AT, "user": TEXT, "password": SECRET, "role": {"enum": ["master", "replica"]}}),
    "qdrant": ((), {**WEB, "key": SECRET, "collections": TEXTS}),
    "prometheus": (
        (),
        {
            **WEB,
            "query": TEXT,
            "value": {
                "type": "string",
                "pattern": r"^(<|<=|>|>=|==|!=) ?-?[0-9]{1,15}(\.[0-9]{1,9})?$(?!\n)",
                "description": "what every answer has to be, such as `>= 1`",
            },
            "targets": {**TEXTS, "description": "jobs of which every target is up"},
            "bearer": SECRET,
        },
    ),
    "kubernetes": ((), {**IN_CLUSTER, "workload": WORKLOAD}),
    "argocd": (("application",), {**IN_CLUSTER, "application": NAME}),
    "docker": (("container",), {**ON, "container": NAME}),
    "systemd": (("unit",), {**ON, "unit": NAME}),
    "nfs": (
        ("path", "source"),
        {
            **ON,
            "path": PATH,
            "source": {
                "type": "string",
                "pattern": r"^[^\s:/][^\s/]{0,252}:/\S{0,2000}$(?!\n)",
                "description": "SERVER:/EXPORT, as it is to be mounted",
            },
        },
    ),
    "nvidia": (
        (),
        {
            **ON,
            "celsius": {"type": "integer", "minimum": 20, "maximum": 120, "description": "degrees at most"},
            "memory": {"type": "integer", "minimum": 1, "maximum": 100, "description": "percent used at most"},
        },
    ),
    "command": (
        ("run",),
        {
            **ON,
            "run": {**TEXT, "description": "a command that only looks: the guard has to let it by itself"},
            "exit": {"type": "integer", "minimum": 0, "maximum": 254},
            "contains": TEXT,
            "matches": TEXT,
        },
    ),
    "file": (("path",), {**ON, "path": PATH, "contains": TEXT, "younger": SPAN}),
}
"""Kind of a probe -> the keys that have to be there, and the shape of each beside `kind` and `timeout`."""

COMMON: Schema = {
    "kind": {"enum": list(KINDS)},
    "timeout": {"type": "number", "minimum": 0.1, "maximum": 60, "description": "seconds that it may take; else 5"},
}


def _of_kind(kind: str, needed: tuple[str, ...], shape: Schema) -> Schema:
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {
            "required": list(needed),
            "additionalProperties": False,
            "properties": {**COMMON, **shape},
        },
    }


SCHEMA: Schema = {
    "type": "object",
    "description": "a check of one thing that must be true: `kind` says how, the rest what",
    "required": ["kind"],
    "properties": COMMON,
    "allOf": [_of_kind(kind, needed, shape) for kind, (needed, shape) in KINDS.items()],
}
"""JSON Schema of one probe. An unknown key is refused by the part of its kind, which knows what would be right."""
