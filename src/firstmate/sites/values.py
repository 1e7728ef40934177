"""What a site file says, as frozen values. References between them are names, which nobody has checked yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from firstmate.findings import ObjectRef

ProbeSpec = Mapping[str, Any]
"""A probe as the file states it; `probes` makes one of it."""


@dataclass(frozen=True)
class SecretRef:
    """Where the value of a secret is to be had: exactly one of these. The value itself is in no file of ours."""

    env: str = ""
    file: str = ""
    command: str = ""


@dataclass(frozen=True)
class Gpu:
    """A graphics card. `watts` is what it may draw by itself, `limit_watts` what the owner wants; 0: not said."""

    name: str
    memory_gb: float = 0.0
    watts: float = 0.0
    limit_watts: float = 0.0


@dataclass(frozen=True)
class Node:
    """A machine. `ssh` is the destination for the user's own client, `local` for this machine; "" when not to be had.
    `peak_watts` is what it may draw at most while no GPU is limited.
    """

    name: str
    address: str = ""
    management: str = ""
    ssh: str = ""
    hardware: str = ""
    os: str = ""
    arch: str = ""
    memory_gb: float = 0.0
    roles: tuple[str, ...] = ()
    taints: tuple[str, ...] = ()
    gpus: tuple[Gpu, ...] = ()
    peak_watts: float = 0.0
    notes: str = ""


@dataclass(frozen=True)
class Power:
    """The UPS, and what everything behind it may draw together while no GPU is limited."""

    ups_watts: float
    possible_watts: float = 0.0


@dataclass(frozen=True)
class Cluster:
    """A Kubernetes cluster: the context of the kubeconfig, its nodes, and where its tools are."""

    name: str
    context: str = ""
    distribution: str = ""
    nodes: tuple[str, ...] = ()
    argocd: str = ""
    prometheus: str = ""
    alertmanager: str = ""
    grafana: str = ""
    forge: str = ""
    registry: str = ""


@dataclass(frozen=True)
class Port:
    """A port on which a service listens."""

    number: int
    protocol: str = "tcp"

    def __str__(self) -> str:
        return str(self.number) if self.protocol == "tcp" else f"{self.number}/{self.protocol}"


@dataclass(frozen=True)
class Deploy:
    """How a service comes up, in one of four ways: a service of a compose file on its node, an Argo CD application, a
    systemd unit, or a command with the one that takes it back.
    """

    compose: str = ""
    service: str = ""
    application: str = ""
    unit: str = ""
    run: str = ""
    undo: str = ""


@dataclass(frozen=True)
class Service:
    """Something that has to run: on a node, or in a namespace of a cluster (`workload` is KIND/NAME there).
    `rollback` is for people.
    """

    name: str
    phase: int | None = None
    title: str = ""
    node: str = ""
    cluster: str = ""
    namespace: str = ""
    workload: str = ""
    image: str = ""
    ports: tuple[Port, ...] = ()
    priority: int = 0
    memory_gb: float = 0.0
    needs: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    probes: tuple[ProbeSpec, ...] = ()
    deploy: Deploy | None = None
    rollback: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Gate:
    """One thing that has to hold before a phase is left: the services that are up, and a probe beside them."""

    text: str
    services: tuple[str, ...] = ()
    probe: ProbeSpec | None = None


@dataclass(frozen=True)
class Phase:
    """A stage of the build-up. Without gates, it is left when all of its services are up."""

    number: int
    name: str
    goal: str = ""
    focus: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Constraint:
    """What must be kept at all times, and the probe that tells (on `node`, when it names one)."""

    text: str
    node: str = ""
    probe: ProbeSpec | None = None


@dataclass(frozen=True)
class Owner:
    """Who decides, and how to reach them."""

    name: str
    reached: str = ""


@dataclass(frozen=True)
class Budgets:
    """What models may cost; 0: not said."""

    usd_per_day: float = 0.0
    usd_per_month: float = 0.0


@dataclass(frozen=True)
class Suppression:
    """Incidents of a code on an object (patterns: `oom-*`, `Deployment/media/*`), until the end of a day, and why."""

    code: str
    object: str
    until: date
    why: str

    def covers(self, code: str, ref: ObjectRef, today: date) -> bool:
        """Whether it applies and has not run out."""
        return today <= self.until and fnmatchcase(code, self.code) and fnmatchcase(str(ref), self.object)


@dataclass(frozen=True)
class Forge:
    """Where repositories are, and pull requests to them: `kind` is gitea (Forgejo too) or github."""

    kind: str
    url: str
    """As a person opens it: https://git.example.lan."""
    token: str
    """Name of the environment variable that holds it; the token itself is nowhere in our files."""
    known_as: tuple[str, ...] = ()
    """Other addresses of it, such as the one that is used inside of the cluster."""


@dataclass(frozen=True)
class Site:
    """What the site file says; an empty one where there is none. `phase` is where the site stands."""

    name: str = ""
    phase: int | None = None
    nodes: tuple[Node, ...] = ()
    power: Power | None = None
    clusters: tuple[Cluster, ...] = ()
    services: tuple[Service, ...] = ()
    phases: tuple[Phase, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    owners: tuple[Owner, ...] = ()
    secrets: Mapping[str, SecretRef] = field(default_factory=dict)
    knowledge: tuple[str, ...] = ()
    """Pages that the site's people and agents lean on, beside the site file."""
    claude_md: str = ""
    """The CLAUDE.md that gets the site's block; "" for the one beside the site file."""
    budgets: Budgets = Budgets()
    suppressions: tuple[Suppression, ...] = ()
    forges: tuple[Forge, ...] = ()

    def node(self, name: str) -> Node | None:
        return next((node for node in self.nodes if node.name == name), None)

    def cluster(self, name: str) -> Cluster | None:
        return next((cluster for cluster in self.clusters if cluster.name == name), None)

    def service(self, name: str) -> Service | None:
        return next((service for service in self.services if service.name == name), None)

    def numbered(self, number: int) -> Phase | None:
        return next((phase for phase in self.phases if phase.number == number), None)

    def of_phase(self, number: int) -> tuple[Service, ...]:
        """The services of a phase, in the order of the file."""
        return tuple(service for service in self.services if service.phase == number)
