"""Pods that the pod security level of their namespace does not allow: none of them is created.

https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight, Where, texts

CHECK = Check(
    __name__,
    title="Pods keep to the security level of their namespace",
    weight=Weight.BLOCKER,
    means="The namespace enforces a pod security level (baseline, restricted), and a pod does what it forbids: host "
    "network, host ports or paths, privileged, or runs as root where it must not.",
)
LEVEL = "pod-security.kubernetes.io/enforce"
LEVELS = ("baseline", "restricted")
Breach = tuple[str, Where]


def check(case: Case) -> Iterator[Said]:
    """One miss a breach; a level that the whole API server was started with is not seen."""
    for template in case.bundle.templates:
        level = _level(case, template.item.ref.namespace)
        if level in LEVELS:
            for text, where in (*_host(template), *(_root(template) if level == "restricted" else ())):
                yield miss(CHECK, template.item, where, f"the namespace enforces {level}, and {text}")


def _level(case: Case, namespace: str) -> str:
    """Of the namespace as it is written, else as it is."""
    for item in case.bundle.of_kind("Namespace"):
        if item.ref.name == namespace:
            return texts(item.manifest.metadata.get("labels")).get(LEVEL, "")
    found = case.snapshot.namespaces.get("", namespace)
    return found.metadata.labels.get(LEVEL, "") if found else ""


def _host(template: Template) -> Iterator[Breach]:
    """What the baseline forbids, as far as it is looked at here."""
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if template.item.manifest.at(*template.place_of(field)) is True:
            yield f"the pod uses {field}", template.place_of(field)
    for number, volume in enumerate(template.spec.volumes):
        if volume.host_path:
            yield f"the pod mounts {volume.host_path.path} of the host", template.place_of("volumes", number)
    for container, where in template.containers():
        if container.security_context and container.security_context.privileged:
            yield f"container {container.name} is privileged", (*where, "securityContext", "privileged")
        for index, port in enumerate(container.ports):
            if port.host_port:
                yield f"container {container.name} takes host port {port.host_port}", (*where, "ports", index)


def _root(template: Template) -> Iterator[Breach]:
    """What the restricted level wants beyond that: said once for the pod, or by each container."""
    whole = template.spec.security_context
    for container, where in template.containers():
        own = container.security_context
        settled = own.run_as_non_root if own and own.run_as_non_root is not None else whole and whole.run_as_non_root
        if not settled:
            yield f"container {container.name} does not say runAsNonRoot: true", (*where, "securityContext")
        context = (*where, "securityContext", "allowPrivilegeEscalation")
        if template.item.manifest.at(*context) is not False:
            yield f"container {container.name} does not say allowPrivilegeEscalation: false", context
