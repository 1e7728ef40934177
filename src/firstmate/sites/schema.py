"""The JSON Schema of site.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Part = Mapping[str, Any]
TEXT: Part = {"type": "string", "minLength": 1, "maxLength": 2000}
TEXTS: Part = {"type": "array", "items": TEXT}
AMOUNT: Part = {"type": "number", "exclusiveMinimum": 0}
NAME: Part = {
    "type": "string",
    "pattern": r"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$(?!\n)",
    "description": "a name is small letters, digits, `-` and `.`, 63 at the most",
}
NAMES: Part = {"type": "array", "items": NAME, "uniqueItems": True}
VARIABLE: Part = {
    "type": "string",
    "pattern": r"^[A-Za-z_][A-Za-z0-9_]{0,127}$(?!\n)",
    "description": "it has to be the name of an environment variable; put the value into the variable",
    "writeOnly": True,  # somebody may have put the value itself there: it is not repeated
}
HOST: Part = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$(?!\n)",
    "description": "it has to be a host name or an address, without a scheme or a path",
}
SSH: Part = {
    "type": "string",
    "pattern": r"^([A-Za-z0-9_][\w.-]{0,63}@)?[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$(?!\n)",
    "description": "it has to be USER@HOST, a host of your ssh configuration, or `local`",
}
URL: Part = {
    "type": "string",
    "pattern": r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$(?!\n)",
    "description": "write it as https://HOST, without a name or a password",
    "writeOnly": True,
}
PORT_NUMBER: Part = {"type": "integer", "minimum": 1, "maximum": 65535}
PORT: Part = {
    "anyOf": [PORT_NUMBER, {"type": "string", "pattern": r"^[1-9][0-9]{0,4}/(tcp|udp)$(?!\n)"}],
}
DAY: Part = {
    "type": "string",
    "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$(?!\n)",
    "description": "it has to be a day, such as 2027-01-31",
}
PHASE: Part = {"type": "integer", "minimum": 0, "maximum": 99}
WORKLOAD: Part = {
    "type": "string",
    "pattern": r"^(Deployment|StatefulSet|DaemonSet|Job|CronJob|Pod)/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$(?!\n)",
    "description": "write it as KIND/NAME, such as Deployment/web",
}
MARKDOWN: Part = {  # it is written to: `~/.bashrc` is not what is meant
    "type": "string",
    "pattern": r"^[^\x00-\x1f\x7f]{1,500}\.md$(?!\n)",
    "description": "it has to be a Markdown file, ending in `.md`",
}
ABSOLUTE: Part = {
    "type": "string",
    "pattern": r"^/[^\x00-\x1f\x7f]{1,500}$",
    "description": "it has to be the whole path, beginning with `/`",
}


def mapping(required: str = "", **properties: Part) -> dict[str, Any]:
    """Of these keys and no others; `required` are names with spaces between."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required.split(),
        "properties": properties,
    }


def listed(items: Part) -> dict[str, Any]:
    return {"type": "array", "items": items}


def either(schema: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The mapping with exactly one of the keys."""
    return {**schema, "oneOf": [{"required": [key]} for key in keys]}


GPU = mapping("name", name=TEXT, memory_gb=AMOUNT, watts=AMOUNT, limit_watts=AMOUNT)
NODE = mapping(
    "name",
    name=NAME,
    address=HOST,
    management=HOST,
    ssh=SSH,
    hardware=TEXT,
    os=TEXT,
    arch={"enum": ["amd64", "arm64", "arm"]},
    memory_gb=AMOUNT,
    roles=TEXTS,
    taints=TEXTS,
    gpus=listed(GPU),
    peak_watts=AMOUNT,
    notes=TEXT,
)
CLUSTER = mapping(
    "name",
    name=NAME,
    context=TEXT,
    distribution=TEXT,
    nodes=NAMES,
    argocd=TEXT,
    prometheus=TEXT,
    alertmanager=TEXT,
    grafana=TEXT,
    forge=TEXT,
    registry=TEXT,
)
SECRET = either(mapping(env=VARIABLE, file=TEXT, command=TEXT), "env", "file", "command")
DEPLOY = either(
    mapping(compose=ABSOLUTE, service=NAME, application=NAME, unit=TEXT, run=TEXT, undo=TEXT),
    "compose",
    "application",
    "unit",
    "run",
)


def site_schema(probe: Part) -> dict[str, Any]:
    """The schema of the whole file; `probe` is that of one probe."""
    service = mapping(
        "name",
        name=NAME,
        title=TEXT,
        phase=PHASE,
        node=NAME,
        cluster=NAME,
        namespace=NAME,
        workload=WORKLOAD,
        image=TEXT,
        port=PORT,
        ports=listed(PORT),
        priority={"type": "integer", "minimum": 0, "maximum": 1000},
        memory_gb=AMOUNT,
        needs=NAMES,
        secrets={"type": "array", "items": VARIABLE, "uniqueItems": True},
        probe=probe,
        probes=listed(probe),
        deploy=DEPLOY,
        rollback=TEXT,
        notes=TEXT,
    )
    gate = mapping("text", text=TEXT, services=NAMES, probe=probe)
    phase = mapping("number name", number=PHASE, name=NAME, goal=TEXT, focus=TEXTS, gate=listed(gate), blocked_by=TEXTS)
    suppression = mapping("code object until why", code=TEXT, object=TEXT, until=DAY, why=TEXT)
    forge = mapping(
        "kind url", kind={"enum": ["gitea", "forgejo", "github"]}, url=URL, token=VARIABLE, known_as=listed(URL)
    )
    return mapping(
        "schema",
        schema={"const": 1},
        name=NAME,
        phase=PHASE,
        nodes=listed(NODE),
        power=mapping("ups_watts", ups_watts=AMOUNT, possible_watts=AMOUNT),
        clusters=listed(CLUSTER),
        services=listed(service),
        phases=listed(phase),
        constraints=listed(mapping("text", text=TEXT, node=NAME, probe=probe)),
        owners=listed(mapping("name", name=TEXT, reached=TEXT)),
        secrets={"type": "object", "propertyNames": VARIABLE, "additionalProperties": SECRET},
        knowledge=TEXTS,
        claude_md=MARKDOWN,
        budgets=mapping(usd_per_day=AMOUNT, usd_per_month=AMOUNT),
        suppressions=listed(suppression),
        forges=listed(forge),
    )
