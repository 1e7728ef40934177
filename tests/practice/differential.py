"""The same calls on two API servers, and what of their answers has to be the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import yaml

# What differs from cluster to cluster, and from one call to the next.
VOLATILE = {
    "clusterIP",
    "continue",
    "clusterIPs",
    "creationTimestamp",
    "deletionTimestamp",
    "firstTimestamp",
    "lastProbeTime",
    "lastTimestamp",
    "lastTransitionTime",
    "lastUpdateTime",
    "managedFields",
    "nodePort",
    "resourceVersion",
    "selfLink",
    "startTime",
    "uid",
}
# What Kubernetes got or lost between 1.20, the real server here, and 1.32, which is simulated; and what the real one
# does not do because its ServiceAccount admission is off.
VERSIONS = {
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "completionMode",
    "controller-uid",
    "generation",
    "hostIPs",
    "internalTrafficPolicy",
    "ipFamilies",
    "ipFamilyPolicy",
    "kubernetes.io/metadata.name",
    "serviceAccount",
    "serviceAccountName",
    "suspend",
    "terminatingReplicas",
}
TEXT = (
    (re.compile(r"\bpolicy/v1(beta1)?\b"), "POLICY"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "TIME"),
    (re.compile(r"(Sun|Mon|Tue|Wed|Thu|Fri|Sat), \d\d \w{3} \d{4} [\d:]+ [+-]\d{4}"), "TIME"),
    (re.compile(r"\b(\d+[smhd])+\b"), "AGE"),
    (re.compile(r"\b10\.\d+\.\d+\.\d+\b"), "ADDRESS"),
    (re.compile(r"\b(web|web2)-[a-z0-9]{8,10}-[a-z0-9]{5}\b"), r"\1-HASH-POD"),
    (re.compile(r"\b(web|web2)-[a-z0-9]{8,10}\b"), r"\1-HASH"),
    (re.compile(r"\b(once)-[a-z0-9]{5}\b"), r"\1-POD"),
    (re.compile(r"pod-template-hash=[a-z0-9]+"), "pod-template-hash=HASH"),
    (re.compile(r"(resourceVersion|ResourceVersion)(\W+)\d+"), r"\1\2N"),
    (re.compile(r"(Scaled (?:up|down) replica set \S+) from \d+"), r"\1"),
    (re.compile(r"(less than or equal to memory limit) of \S+"), r"\1"),
    (re.compile(r"(pod updates may not change fields).*", re.DOTALL), r"\1"),
    (re.compile(r"web:http \(.*\)"), "web:http"),
    (re.compile(r"^(IP Famil|Internal Traffic|Endpoints:|Service Account:).*$", re.MULTILINE), ""),
    (re.compile(r"<unset>|<none>"), "<none>"),
    (re.compile(r"(using \S+) at TIME"), r"\1"),
    (re.compile(r"(failed to create typed patch object) \([^)]*\)"), r"\1"),
    (re.compile(r"(expected [^,]*, got) [^\s\"]+"), r"\1 ANOTHER"),
    (re.compile(r"(continue key is not valid): .*"), r"\1"),
    (re.compile(r"in record \(\d+\)"), "in record (N)"),
    (re.compile(r"[ \t]+"), " "),
    (re.compile(r"-{3,}"), "---"),
)
HASHES = re.compile(r"^[a-z0-9]{8,10}$")


@dataclass(frozen=True)
class Step:
    """One kubectl command line. `shape`: how its output is compared.

    One of: text, lines (text in any order), json, yaml, desired (JSON without its status), owners (who set what).
    """

    name: str
    command: tuple[str, ...] = ()
    body: str = ""
    shape: str = "text"
    until: str | None = None
    """Not compared: repeat it until the output is this."""


@dataclass(frozen=True)
class Raw:
    """One HTTP request.

    CONTINUE in its path stands for the token of the answer before it, POLICY in path and body for the version of the
    group `policy` that the server prefers: the real one is too old for the simulated one's.
    """

    name: str
    method: str
    path: str
    body: Any = None
    content_type: str = "application/json"


@dataclass
class Server:
    """An API server: by its kubeconfig for kubectl, and by HTTP."""

    kubeconfig: Path
    http: httpx.Client
    token: str = ""

    def run(self, step: Step | Raw) -> str:
        """The comparable answer of one step."""
        if isinstance(step, Raw):
            return self._request(step)
        if step.until is not None:
            return self._wait(step)
        done = self._kubectl(step.command, step.body)
        return f"exit {done.returncode}\n{shaped(step.shape, done.stdout)}\n{plain(done.stderr)}"

    def outcome(self, write: Raw) -> str:
        """What a write leads to: its status, the object without what controllers add, and who owns what.

        Of a conflict only that it is one: the real server, being old, names some of the fields twice.
        """
        answer = self.http.request(write.method, write.path, content=_content(write), headers=_headers(write))
        told_by_it = answer.json()
        if answer.status_code == 409:
            return "409"
        if answer.is_success:
            told_by_it.pop("status", None)
            told_by_it["metadata"].get("annotations", {}).pop("deployment.kubernetes.io/revision", None)
        listed = owners(told_by_it) if answer.is_success else ""
        return f"{answer.status_code}\n{json.dumps(scrubbed(told_by_it), indent=1, sort_keys=True)}\n{listed}"

    @cached_property
    def policy(self) -> str:
        """The version that it prefers, as its discovery tells."""
        return str(self.http.get("/apis/policy").json()["preferredVersion"]["groupVersion"])

    def _request(self, step: Raw) -> str:
        body = _content(step).replace("POLICY", self.policy)
        path = step.path.replace("CONTINUE", self.token).replace("POLICY", self.policy)
        answer = self.http.request(step.method, path, content=body, headers=_headers(step))
        if "watch=" in path:
            return f"{answer.status_code}\n" + "\n".join(sorted(map(told, answer.text.splitlines())))
        told_by_it = answer.json()
        self.token = told_by_it.get("metadata", {}).get("continue", "")
        return f"{answer.status_code}\n{json.dumps(scrubbed(told_by_it), indent=1, sort_keys=True)}"

    def _wait(self, step: Step) -> str:
        for _ in range(300):
            if (told := self._kubectl(step.command, step.body).stdout.strip()) == step.until:
                return ""
            time.sleep(0.2)
        return f"still {told!r} instead of {step.until!r}"

    def _kubectl(self, arguments: tuple[str, ...], stdin: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "KUBECONFIG": str(self.kubeconfig)}
        command = ["kubectl", "--request-timeout=20s", *arguments]
        return subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True)


def _content(step: Raw) -> str:
    return step.body if isinstance(step.body, str) else json.dumps(step.body) if step.body is not None else ""


def _headers(step: Raw) -> dict[str, str]:
    return {"Content-Type": step.content_type, "User-Agent": "differential/1"}


def told(line: str) -> str:
    """A line of a watch: what happened to which object."""
    event = json.loads(line)
    return f"{event['type']} {event['object'].get('kind')} {event['object'].get('metadata', {}).get('name')}"


def owners(obj: Any) -> str:
    """Who has set which fields: of the clients, since the simulator does not count what controllers set."""
    entries = [e for e in obj["metadata"].get("managedFields", []) if e["manager"] != "kube-controller-manager"]
    bare = [{k: v for k, v in entry.items() if k not in ("time", "subresource")} for entry in entries]
    return json.dumps(sorted(bare, key=lambda entry: json.dumps(entry, sort_keys=True)), indent=1, sort_keys=True)


def shaped(shape: str, output: str) -> str:
    """The output without what may differ, in a form that can be compared."""
    if shape == "text":
        return plain(output)
    if shape == "lines":  # of a map, which kubectl prints in any order
        return "\n".join(sorted(plain(output).splitlines()))
    if shape == "owners":
        return owners(json.loads(output)) if output else ""
    loaded = list(yaml.safe_load_all(output)) if shape == "yaml" else json.loads(output or "null")
    if shape == "desired" and loaded:  # what controllers make of it meanwhile is another matter
        loaded.pop("status", None)
        loaded["metadata"].pop("annotations", None)
    return json.dumps(scrubbed(loaded), indent=1, sort_keys=True)


def plain(text: str) -> str:
    for pattern, replacement in TEXT:
        text = pattern.sub(replacement, text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def scrubbed(value: Any) -> Any:
    """A JSON value without volatile fields, and without fields that are null, empty or of one version only."""
    if isinstance(value, dict):
        kept = {k: scrubbed(v) for k, v in value.items() if k not in VOLATILE | VERSIONS}
        return {k: v for k, v in kept.items() if v not in (None, {}, [], "")}
    if isinstance(value, list):
        return [scrubbed(item) for item in value]
    return plain(value) if isinstance(value, str) else value
