"""What Prometheus is asked, and how its answers read: a literal table of PromQL. docs/prometheus.md shows it.

Metrics are named as kube-state-metrics, cAdvisor, node-exporter, the kubelet and the usual meshes and ingress
controllers name them. Where a limit stands in a question, only what is beyond it is answered, so that answers stay
short on a large cluster; a metric that nobody gathers is answered with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from firstmate.snapshot.listing import Missing, Why
from firstmate.snapshot.series import Metric

NEARLY_ALL_CPU = 0.8
THROTTLED = 0.5
NEARLY_ALL_MEMORY = 0.95
NODE_FULL, NODE_FILLING, NODE_HOURS = 0.05, 0.4, 24
NODE_TIGHT = 0.35
"""Below this share of free disk a node is not the place for much more: at 15 % the kubelet deletes images."""
CLAIM_FULL, CLAIM_FILLING, CLAIM_HOURS = 0.03, 0.15, 96
LOSS = 0.01
FAILING = 0.95
BUSY = 0.1
"""Requests a second below which one failure would already look like an outage."""


@dataclass(frozen=True)
class Query:
    """One question; the labels that name whom each answer is about, the first of each that is there.

    `kind` is empty where the name is a workload's and its kind is not told. `over_time`: samples of the last hour.
    """

    metric: Metric
    rule: str
    why: str
    promql: str
    kind: str = ""
    name: tuple[str, ...] = ("pod",)
    namespace: tuple[str, ...] = ("namespace",)
    part: str = ""
    over_time: bool = False


@dataclass(frozen=True)
class CallQuery:
    """Who calls whom, as a service mesh counts it: labels of namespace and name, of the caller and of the callee."""

    promql: str
    caller: tuple[str, str]
    callee: tuple[str, str]


CPU_USE = 'sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{container!=""}[5m]%s))'
CPU_LIMIT = 'sum by (namespace, pod) (kube_pod_container_resource_limits{resource="cpu"} @ end())'
PERIODS = 'sum by (namespace, pod, container) (increase(container_cpu_cfs_%s_total{container!=""}[15m]))'
MEMORY = (
    'max by (namespace, pod, container) (min_over_time(container_memory_working_set_bytes{container!=""}[15m]))'
    ' / max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"})'
)
DISKS = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs|fuse.*",mountpoint!~"/(run|var/lib/kubelet/pods)/.*"'
DISK_FREE, DISK_SIZE = (f"node_filesystem_{part}_bytes{{{DISKS}}}" for part in ("avail", "size"))
WRITABLE = f"node_filesystem_readonly{{{DISKS}}} == 0"
CLAIM_FREE = "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes)"
CLAIM_SIZE = "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes)"
CLAIM_HISTORY = "max by (namespace, persistentvolumeclaim) (%s(kubelet_volume_stats_available_bytes[6h]%s))"
DEVICES = '{device!~"(lo|veth|cali|cni|flannel|docker|br-|lxc|cilium|tunl|vxlan|kube-|nodelocaldns|dummy|wg).*"}[15m]'
RECEIVED = f"rate(node_network_receive_packets_total{DEVICES})"
BROKEN = f"rate(node_network_receive_drop_total{DEVICES}) + rate(node_network_receive_errs_total{DEVICES})"
ISTIO = "destination_workload_namespace, destination_workload"
LINKERD = "namespace, deployment, statefulset, daemonset"
LINKERD_NAMES = ("deployment", "statefulset", "daemonset")


def _success(by: str, metric: str, failed: str, counted: str = "") -> str:
    """The share of requests that went well, of those who fail too many of more than a few."""
    every = f"sum by ({by}) (rate({metric}{{{counted}}}[5m]))"
    bad = f"sum by ({by}) (rate({metric}{{{f'{counted},{failed}' if counted else failed}}}[5m]))"
    return f"1 - {bad} / ({every} > {BUSY}) < {FAILING}"


QUERIES = (
    Query(
        Metric.CPU,
        "saturated-cpu",
        "cores that a pod uses, of pods near the limit of their CPU",
        f"{CPU_USE % ''} and on (namespace, pod) ({CPU_USE % ' @ end()'} > {NEARLY_ALL_CPU} * {CPU_LIMIT})",
        kind="Pod",
        over_time=True,
    ),
    Query(
        Metric.CPU_THROTTLED_SHARE,
        "cpu-throttled",
        "share of the last 15 minutes' periods in which a container was held back by its limit",
        f"{PERIODS % 'throttled_periods'} / {PERIODS % 'periods'} > {THROTTLED}",
        kind="Pod",
        part="container",
    ),
    Query(
        Metric.MEMORY_SHARE,
        "memory-near-limit",
        "share of its memory limit below which a container has not been for 15 minutes",
        f"{MEMORY} > {NEARLY_ALL_MEMORY}",
        kind="Pod",
        part="container",
    ),
    Query(
        Metric.FREE_SHARE,
        "node-disk-filling",
        "free share of a node's filesystem that has not much left",
        f"{DISK_FREE} / {DISK_SIZE} < {NODE_TIGHT} and {WRITABLE}",
        kind="Node",
        name=("node", "instance"),
        part="mountpoint",
    ),
    Query(
        Metric.SECONDS_TO_FULL,
        "node-disk-filling",
        f"seconds until a node's filesystem is full, going by six hours, within {NODE_HOURS} hours",
        f"{DISK_FREE} / -deriv({DISK_FREE}[6h]) and predict_linear({DISK_FREE}[6h], {NODE_HOURS} * 3600) < 0"
        f" and {DISK_FREE} / {DISK_SIZE} < {NODE_FILLING} and {WRITABLE} and {DISK_FREE} offset 1h",
        kind="Node",
        name=("node", "instance"),
        part="mountpoint",
    ),
    Query(
        Metric.FREE_SHARE,
        "claim-filling",
        "free share of a claim's volume that is nearly full",
        f"{CLAIM_FREE} / {CLAIM_SIZE} < {CLAIM_FULL}",
        kind="PersistentVolumeClaim",
        name=("persistentvolumeclaim",),
    ),
    Query(
        Metric.SECONDS_TO_FULL,
        "claim-filling",
        f"seconds until a claim's volume is full, going by six hours, within {CLAIM_HOURS // 24} days",
        f"{CLAIM_FREE} / -({CLAIM_HISTORY % ('deriv', '')})"
        f" and {CLAIM_HISTORY % ('predict_linear', f', {CLAIM_HOURS} * 3600')} < 0"
        f" and {CLAIM_FREE} / {CLAIM_SIZE} < {CLAIM_FILLING}"
        f" and max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes offset 1h)",
        kind="PersistentVolumeClaim",
        name=("persistentvolumeclaim",),
    ),
    Query(
        Metric.TCP_RETRANSMITS,
        "packet-loss-node",
        "TCP segments a second that a node sent again",
        "rate(node_netstat_Tcp_RetransSegs[5m])",
        kind="Node",
        name=("node", "instance"),
        over_time=True,
    ),
    Query(
        Metric.RECEIVE_LOSS,
        "node-drops-packets",
        "share of received packets that a node's device dropped or found broken",
        f"({BROKEN}) / ({RECEIVED} > 10) > {LOSS}",
        kind="Node",
        name=("node", "instance"),
        part="device",
    ),
    Query(
        Metric.SUCCESS,
        "error-rate-high",
        "share of requests that went well, by workload, as Istio's callers see it",
        _success(ISTIO, "istio_requests_total", 'response_code=~"5.."', 'reporter="source"'),
        name=("destination_workload",),
        namespace=("destination_workload_namespace",),
    ),
    Query(
        Metric.SUCCESS,
        "error-rate-high",
        "share of requests that went well, by workload, as Linkerd sees it",
        _success(LINKERD, "response_total", 'classification="failure"', 'direction="inbound"'),
        name=LINKERD_NAMES,
    ),
    Query(
        Metric.SUCCESS,
        "error-rate-high",
        "share of requests that went well, by Ingress, as ingress-nginx sees it",
        _success("exported_namespace, namespace, ingress", "nginx_ingress_controller_requests", 'status=~"5.."'),
        kind="Ingress",
        name=("ingress",),
        namespace=("exported_namespace", "namespace"),
    ),
    Query(
        Metric.SUCCESS,
        "error-rate-high",
        "share of requests that went well, by Service, as Traefik sees it",
        _success("exported_service, service", "traefik_service_requests_total", 'code=~"5.."'),
        kind="Service",
        name=("exported_service", "service"),
    ),
    Query(
        Metric.LATENCY_P50,
        "slow-network-pod",
        "median milliseconds of a workload's answers, as Istio's callers see it",
        f"histogram_quantile(0.5, sum by (le, {ISTIO})"
        ' (rate(istio_request_duration_milliseconds_bucket{reporter="source"}[5m])))',
        name=("destination_workload",),
        namespace=("destination_workload_namespace",),
        over_time=True,
    ),
    Query(
        Metric.LATENCY_P50,
        "slow-network-pod",
        "median milliseconds of a workload's answers, as Linkerd sees it",
        f"histogram_quantile(0.5, sum by (le, {LINKERD})"
        ' (rate(response_latency_ms_bucket{direction="inbound"}[5m])))',
        name=LINKERD_NAMES,
        over_time=True,
    ),
)
CALLS = (
    CallQuery(
        "sum by (source_workload_namespace, source_workload, destination_workload_namespace, destination_workload)"
        ' (rate(istio_requests_total{reporter="source"}[15m])) > 0',
        ("source_workload_namespace", "source_workload"),
        ("destination_workload_namespace", "destination_workload"),
    ),
    CallQuery(
        "sum by (namespace, deployment, dst_namespace, dst_deployment)"
        ' (rate(response_total{direction="outbound"}[15m])) > 0',
        ("namespace", "deployment"),
        ("dst_namespace", "dst_deployment"),
    ),
)
"""Without them slow answers tell nothing: somebody whom the slow one waits for may be the reason."""


class Result(msgspec.Struct, frozen=True):
    """One labelled series of an answer: `value` of an instant, or `values` over time, each with its moment."""

    metric: dict[str, str] = {}
    value: tuple[float, str] | None = None
    values: tuple[tuple[float, str], ...] = ()

    @property
    def samples(self) -> tuple[tuple[float, str], ...]:
        return (self.value,) if self.value else self.values

    def first(self, labels: tuple[str, ...]) -> str:
        """The value of the first of these labels that is there."""
        return next((self.metric[label] for label in labels if self.metric.get(label)), "")


class Data(msgspec.Struct, frozen=True):
    result: tuple[Result, ...]


class Answer(msgspec.Struct, frozen=True):
    data: Data


_answer = msgspec.json.Decoder(Answer)


def parse_answer(body: bytes) -> tuple[Result, ...] | Missing:
    """The series in an answer of Prometheus' query API.

    https://prometheus.io/docs/prometheus/latest/querying/api/#expression-queries
    """
    try:
        return _answer.decode(body).data.result
    except msgspec.DecodeError:
        return Missing(Why.GARBLED, "the answer is not what Prometheus gives")
