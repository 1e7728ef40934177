"""One look at a cluster: what was read, what could not be read and why. Frozen; rules judge this, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar, cast

from firstmate.snapshot import objects as o
from firstmate.snapshot.custom import CustomObject
from firstmate.snapshot.kinds import BY_KIND, KINDS, MATTERS
from firstmate.snapshot.listing import Listing, Missing, Why
from firstmate.snapshot.series import Series

T = TypeVar("T", bound=o.Object)
NOT_READ: Listing[Any] = Listing(missing=Missing(Why.NOT_READ))

ALERT_SOURCES = ("prometheus", "alertmanager")
API_SOURCE = "api discovery"
"""Under this name it is unread what the API serves."""


@dataclass(frozen=True)
class Identity:
    """Which cluster this is: the UID of its kube-system namespace, and the version its API server tells."""

    uid: str = ""
    version: str = ""


@dataclass(frozen=True)
class ApiKind:
    """A kind that the API serves under a group version."""

    kind: str
    plural: str
    namespaced: bool = True


@dataclass(frozen=True)
class ApiVersion:
    """A `group/version` that the API serves, with its kinds; `missing`: it is served, and its kinds are not told."""

    name: str
    kinds: tuple[ApiKind, ...] = ()
    missing: Missing | None = None


@dataclass(frozen=True)
class AlertListing:
    """The alerts of one source (Prometheus or Alertmanager), or why there are none to see."""

    items: tuple[o.Alert, ...] = ()
    missing: Missing | None = None


@dataclass(frozen=True)
class LogExcerpt:
    """Lines of one application's log, fetched only for suspects. `workload` is a workload's or container's name."""

    namespace: str
    workload: str
    text: str
    errors_only: bool = False


@dataclass(frozen=True)
class ServiceState:
    """A systemd unit of a node: `active` as systemd tells it (active, inactive, failed, activating …)."""

    node: str
    unit: str
    active: str
    sub: str = ""


@dataclass(frozen=True)
class Connection:
    """An attempt to reach a Service's port; `ok` when it got through from wherever it was tried."""

    namespace: str
    service: str
    port: int
    ok: bool
    text: str = ""
    reached_from: tuple[str, ...] = ()
    failed_from: tuple[str, ...] = ()
    """The nodes from which it got through and from which not, where that is told."""


@dataclass(frozen=True)
class Snapshot:
    """Everything that one look has found.

    `taken_at` is the *now* that rules reckon with. `listings` is keyed by plural; a kind that is absent was not read.
    """

    taken_at: datetime
    identity: Identity = Identity()
    namespace: str = ""
    listings: Mapping[str, Listing[Any]] = field(default_factory=dict)
    apis: tuple[ApiVersion, ...] = ()
    """What the API serves; without any, nobody asked."""
    alerts: Mapping[str, AlertListing] = field(default_factory=dict)
    logs: tuple[LogExcerpt, ...] = ()
    node_services: tuple[ServiceState, ...] = ()
    connections: tuple[Connection, ...] = ()
    series: tuple[Series, ...] = ()
    custom: tuple[CustomObject, ...] = ()
    """Objects of kinds that no rule knows, in a fixed order."""
    dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Whom each application calls, directly or through others, by the names that `series` uses."""
    unread: Mapping[str, Missing] = field(default_factory=dict)
    """Further sources (logs, metrics …) that were tried and not read whole, by name."""
    declared: tuple[str, ...] = ()
    """Sources that the user named: they matter, whatever they are."""

    def listing(self, plural: str) -> Listing[Any]:
        """What was read of a kind by its plural; an unread one says so itself."""
        return self.listings.get(plural, NOT_READ)

    def of_kind(self, kind: str) -> Listing[Any]:
        """What was read of a kind by its singular name (`Pod`), as owner references and events name it."""
        known = BY_KIND.get(kind)
        return self.listing(known.plural) if known else NOT_READ

    @cached_property
    def missing(self) -> dict[str, Missing]:
        """Every source that was not read whole, by the name people know it under, in a fixed order."""
        found = {k.source: m for k in KINDS if (m := self.listing(k.plural).missing)}
        found.update({name: m for name in ALERT_SOURCES if (m := self._alert_listing(name).missing)})
        return found | dict(sorted(self.unread.items()))

    @cached_property
    def unreadable(self) -> dict[str, Missing]:
        """The sources that matter and failed: while there is one, nothing is called healthy."""
        return {s: m for s, m in self.missing.items() if m.why.is_failure and (s in MATTERS or s in self.declared)}

    def _alert_listing(self, source: str) -> AlertListing:
        return self.alerts.get(source, AlertListing(missing=Missing(Why.NOT_READ)))

    def _typed(self, plural: str, _struct: type[T]) -> Listing[T]:
        return cast("Listing[T]", self.listing(plural))

    @property
    def pods(self) -> Listing[o.Pod]:
        return self._typed("pods", o.Pod)

    @property
    def nodes(self) -> Listing[o.Node]:
        return self._typed("nodes", o.Node)

    @property
    def events(self) -> Listing[o.Event]:
        return self._typed("events", o.Event)

    @property
    def namespaces(self) -> Listing[o.Namespace]:
        return self._typed("namespaces", o.Namespace)

    @property
    def deployments(self) -> Listing[o.Deployment]:
        return self._typed("deployments", o.Deployment)

    @property
    def replicasets(self) -> Listing[o.ReplicaSet]:
        return self._typed("replicasets", o.ReplicaSet)

    @property
    def statefulsets(self) -> Listing[o.StatefulSet]:
        return self._typed("statefulsets", o.StatefulSet)

    @property
    def daemonsets(self) -> Listing[o.DaemonSet]:
        return self._typed("daemonsets", o.DaemonSet)

    @property
    def jobs(self) -> Listing[o.Job]:
        return self._typed("jobs", o.Job)

    @property
    def cronjobs(self) -> Listing[o.CronJob]:
        return self._typed("cronjobs", o.CronJob)

    @property
    def hpas(self) -> Listing[o.HorizontalPodAutoscaler]:
        return self._typed("horizontalpodautoscalers", o.HorizontalPodAutoscaler)

    @property
    def pdbs(self) -> Listing[o.PodDisruptionBudget]:
        return self._typed("poddisruptionbudgets", o.PodDisruptionBudget)

    @property
    def services(self) -> Listing[o.Service]:
        return self._typed("services", o.Service)

    @property
    def endpoints(self) -> Listing[o.Endpoints]:
        return self._typed("endpoints", o.Endpoints)

    @property
    def endpointslices(self) -> Listing[o.EndpointSlice]:
        return self._typed("endpointslices", o.EndpointSlice)

    @property
    def ingresses(self) -> Listing[o.Ingress]:
        return self._typed("ingresses", o.Ingress)

    @property
    def ingressclasses(self) -> Listing[o.IngressClass]:
        return self._typed("ingressclasses", o.IngressClass)

    @property
    def networkpolicies(self) -> Listing[o.NetworkPolicy]:
        return self._typed("networkpolicies", o.NetworkPolicy)

    @property
    def claims(self) -> Listing[o.PersistentVolumeClaim]:
        return self._typed("persistentvolumeclaims", o.PersistentVolumeClaim)

    @property
    def volumes(self) -> Listing[o.PersistentVolume]:
        return self._typed("persistentvolumes", o.PersistentVolume)

    @property
    def storageclasses(self) -> Listing[o.StorageClass]:
        return self._typed("storageclasses", o.StorageClass)

    @property
    def quotas(self) -> Listing[o.ResourceQuota]:
        return self._typed("resourcequotas", o.ResourceQuota)

    @property
    def serviceaccounts(self) -> Listing[o.ServiceAccount]:
        return self._typed("serviceaccounts", o.ServiceAccount)

    @property
    def configmaps(self) -> Listing[o.Keyed]:
        return self._typed("configmaps", o.Keyed)

    @property
    def secrets(self) -> Listing[o.Keyed]:
        return self._typed("secrets", o.Keyed)

    @property
    def applications(self) -> Listing[o.Application]:
        return self._typed("applications", o.Application)

    @property
    def certificates(self) -> Listing[o.Certificate]:
        return self._typed("certificates", o.Certificate)
