"""Nodes as machines: their conditions, the system services on them, their leases, and whose fault it is.

Several rules look at the same sick node; here it is decided which of them speaks: the container runtime before the
kubelet that needs it, both before the network plugin, and all of them before "not ready".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from firstmate.facts import Facts
from firstmate.facts.pods import condition
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule
from firstmate.snapshot import ServiceState
from firstmate.snapshot.objects import Condition, Lease, Node

DOWN = ("inactive", "failed", "deactivating")
KUBELETS = ("kubelet", "k3s", "k3s-agent", "k0sworker", "k0scontroller", "rke2-agent", "rke2-server")
RUNTIMES = {"containerd": ("containerd",), "docker": ("docker", "cri-docker"), "cri-o": ("crio", "cri-o")}
"""Services by the runtime that a node names; a machine may have others installed that nobody uses."""
EMBEDDED = tuple(name for name in KUBELETS if name != "kubelet")
"""These bring their own runtime."""
RUNTIME_WORDS = re.compile(
    r"container runtime is down|PLEG is not healthy|failed to connect to.*(containerd|crio)", re.I
)
NETWORK_WORDS = re.compile(
    r"NetworkPluginNotReady|network plugin (is not ready|returns error)|cni plugin not init", re.I
)
NODE_LEASES = "kube-node-lease"
OVERDUE = timedelta(minutes=2)
"""Leases are renewed every few seconds; after this long nobody does."""


class Fault(StrEnum):
    """What is wrong with a node, at its root."""

    RUNTIME = "container runtime"
    KUBELET = "kubelet"
    NETWORK = "network plugin"
    OTHER = "not ready"


def faults(facts: Facts, fault: Fault) -> Iterator[tuple[Node, Evidence, bool]]:
    """Nodes with that fault, what shows it, and whether a service's state (rather than a message) does."""
    for node in facts.snapshot.nodes:
        found = _fault(facts, node)
        if found and found[0] is fault:
            yield node, found[1], found[2]


def _fault(facts: Facts, node: Node) -> tuple[Fault, Evidence, bool] | None:
    stopped = _stopped_service(facts, node)
    if stopped:
        fault, unit = stopped
        return fault, Evidence(f"service {unit.unit} on {unit.node}", f"{unit.active} ({unit.sub})"), True
    ready = condition(node.status.conditions, "Ready")
    shown = Evidence("status.conditions[Ready]", f"{ready.status}: {ready.reason} {ready.message}")
    network = condition(node.status.conditions, "NetworkUnavailable")
    if ready.status == "True" or not ready.status:
        words = Evidence("status.conditions[NetworkUnavailable]", f"{network.reason} {network.message}")
        return (Fault.NETWORK, words, False) if network.status == "True" else None
    if RUNTIME_WORDS.search(ready.message):
        return Fault.RUNTIME, shown, False
    return (Fault.NETWORK if NETWORK_WORDS.search(ready.message) else Fault.OTHER), shown, False


def _stopped_service(facts: Facts, node: Node) -> tuple[Fault, ServiceState] | None:
    """The runtime's service before the kubelet's, which needs it."""
    own = {u.unit.removesuffix(".service"): u for u in facts.snapshot.node_services if u.node == node.metadata.name}
    runtime = node.status.node_info.container_runtime_version.partition(":")[0]
    runtimes = () if any(name in own for name in EMBEDDED) else RUNTIMES.get(runtime, RUNTIMES["containerd"])
    for fault, names in ((Fault.RUNTIME, runtimes), (Fault.KUBELET, KUBELETS)):
        units = [own[name] for name in names if name in own]
        if units and all(is_down(unit) for unit in units):
            return fault, units[0]
    return None


def down_units(facts: Facts, name: str) -> Iterator[ServiceState]:
    """System services of that name that do not run, on any node."""
    for state in facts.snapshot.node_services:
        if state.unit.removesuffix(".service") == name and is_down(state):
            yield state


def is_down(state: ServiceState) -> bool:
    return state.active in DOWN or (state.active == "activating" and state.sub == "auto-restart")


def nodes_under(facts: Facts, pressure: str) -> Iterator[tuple[Node, Condition]]:
    """Nodes that report a condition (MemoryPressure …) and still report at all."""
    for node in facts.snapshot.nodes:
        found = condition(node.status.conditions, pressure)
        if found.status == "True":
            yield node, found


def under_pressure(rule: Rule, facts: Facts, pressure: str, effect: str, advice: str) -> Iterator[Finding]:
    """The findings of a rule about one kind of pressure."""
    for node, found in nodes_under(facts, pressure):
        name = node.metadata.name
        since = f" since {found.last_transition_time:%Y-%m-%d %H:%M} UTC" if found.last_transition_time else ""
        yield rule.finding(
            ObjectRef.of("Node", node),
            f"Node {name} reports {pressure}{since}: {effect}.",
            evidence=(Evidence(f"status.conditions[{pressure}]", f"True: {found.reason} {found.message}"),),
            remedies=(
                Remedy("See what uses it up.", f"kubectl describe node {name}", CommandTier.READ),
                Remedy(advice, f"kubectl cordon {name}", CommandTier.RISKY, f"kubectl uncordon {name}"),
            ),
            confidence=0.95,
        )


def overdue(facts: Facts, lease: Lease | None) -> timedelta | None:
    """How long ago a lease was last renewed, if that is too long; reckoned by the newest lease, not by our clock."""
    if lease is None or lease.spec.renew_time is None or not lease.spec.holder_identity:
        return None
    silent = newest_renewal(facts) - lease.spec.renew_time
    return silent if silent > max(OVERDUE, 4 * timedelta(seconds=lease.spec.lease_duration_seconds)) else None


def newest_renewal(facts: Facts) -> datetime:
    """The cluster's own clock, as its leases tell it."""
    leases = facts.snapshot.listing("leases")
    return max((x.spec.renew_time for x in leases if x.spec.renew_time), default=facts.now)
