"""A cluster whose objects all look well, and a past in Prometheus that tells what is wrong with some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tests.support.build import Plain, deployment, merged, node, obj, pod, pod_spec, replicaset
from tests.support.network import endpoints, service
from tests.support.storage import claim

HOUR = 3600
STEP = 60
MI = 2**20
APPS = ("busy", "held", "cache", "calm", "front", "api", "search")
LIMITS = {"busy": "500m", "held": "100m", "cache": "1", "calm": "1", "front": "1", "api": "1", "search": "1"}
CORES = {"busy": 0.5, "held": 0.1}
ADDRESSES = {"node-1": "10.0.0.1", "node-2": "10.0.0.2"}
Level = Callable[[float], float]
"""A value by the seconds since the beginning of the past."""


def objects() -> Iterator[Plain]:
    """Seven applications, three claims, two nodes, and Prometheus' Service: nothing wrong with any of them."""
    for name, address in ADDRESSES.items():
        yield merged(node(name), {"status": {"addresses": [{"type": "InternalIP", "address": address}]}})
    for name in APPS:
        spec = pod_spec(name, resources={"limits": {"cpu": LIMITS[name], "memory": "128Mi"}})
        template = {"template": {"spec": {"containers": spec["containers"]}}}
        yield from (deployment(name, spec=template), replicaset(name), pod(name, spec=spec))
        yield from (service(name), endpoints(name))
    for name in ("data", "scratch", "roomy"):
        yield claim(name, phase="Bound", volumeName=name)
    labels = {"app.kubernetes.io/name": "prometheus"}
    yield obj(
        "Service",
        "prometheus",
        "monitoring",
        metadata={"labels": labels},
        spec={"clusterIP": "10.96.0.9", "ports": [{"name": "web", "port": 9090, "targetPort": 9090}]},
    )


def steady(level: float) -> Level:
    return lambda _: level


def counter(before: float, after: float | None = None, since: float = 0) -> Level:
    """A counter that grows by `before` a second, and by `after` from a moment on."""
    return lambda t: before * min(t, since or t) + (before if after is None else after) * max(0, t - (since or t))


def falling(start: float, end: float, length: float) -> Level:
    return lambda t: start + (end - start) * t / length


def history(now: float) -> str:
    """The past as OpenMetrics, up to this moment: seven hours of disks, two of everything else."""
    lines = [*_written(now, 7 * HOUR, _disks(7 * HOUR)), *_written(now, 2 * HOUR, _everything_else())]
    return "\n".join((*lines, "# EOF\n"))


def _written(now: float, length: int, series: Iterable[tuple[str, str, Level]]) -> Iterator[str]:
    begun = now - length
    for name, labels, level in series:
        for t in range(0, length + 1, STEP):
            yield f"{name}{{{labels}}} {level(t):.6f} {begun + t:.3f}"


def _disks(length: float) -> Iterator[tuple[str, str, Level]]:
    """node-1 is full in five hours, node-2 in many days; claim data in two days, scratch is full, roomy is empty."""
    for name, level in (("node-1", falling(60, 25, length)), ("node-2", falling(60.1, 60, length))):
        disk = f'instance="{ADDRESSES[name]}:9100",device="/dev/sda1",mountpoint="/",fstype="ext4"'
        yield "node_filesystem_avail_bytes", disk, level
        yield "node_filesystem_size_bytes", disk, steady(100)
        yield "node_filesystem_readonly", disk, steady(0)
    for name, level in {"data": falling(12, 10.5, length), "scratch": steady(2), "roomy": steady(90)}.items():
        volume = f'namespace="shop",persistentvolumeclaim="{name}",instance="10.0.0.1:10250"'
        yield "kubelet_volume_stats_available_bytes", volume, level
        yield "kubelet_volume_stats_capacity_bytes", volume, steady(100)


def _everything_else() -> Iterator[tuple[str, str, Level]]:
    yield from _containers()
    yield from _devices()
    yield from _mesh()
    yield from _ingresses()


def _containers() -> Iterator[tuple[str, str, Level]]:
    """busy uses its CPU up for half an hour, held is held back with little to do, cache has filled its memory."""
    late = 1.5 * HOUR
    for name in APPS:
        labels = f'namespace="shop",pod="{name}-5d8c7b9f4-abcde",container="{name}"'
        use = counter(0.05, 0.48, late) if name == "busy" else counter(0.03)
        yield "container_cpu_usage_seconds_total", labels, use
        yield "container_cpu_cfs_periods_total", labels, counter(10)
        yield "container_cpu_cfs_throttled_periods_total", labels, counter(7 if name in CORES else 0.5)
        yield "container_memory_working_set_bytes", labels, steady((125 if name == "cache" else 60) * MI)
        yield "kube_pod_container_resource_limits", f'{labels},resource="cpu"', steady(CORES.get(name, 1))
        yield "kube_pod_container_resource_limits", f'{labels},resource="memory"', steady(128 * MI)


def _devices() -> Iterator[tuple[str, str, Level]]:
    """node-2 drops one packet in twenty; node-1 repeats segments as anybody does, and its bridges drop a lot."""
    for name, dropped in (("node-1", 0.001), ("node-2", 5)):
        instance = f'instance="{ADDRESSES[name]}:9100"'
        yield "node_netstat_Tcp_RetransSegs", instance, counter(0.2)
        for device, lost in (("eth0", dropped), ("cni0", 50)):
            labels = f'{instance},device="{device}"'
            yield "node_network_receive_packets_total", labels, counter(100)
            yield "node_network_receive_drop_total", labels, counter(lost)
            yield "node_network_receive_errs_total", labels, counter(0)


def _mesh() -> Iterator[tuple[str, str, Level]]:
    """front calls api and search; a fifth of the calls to api fail, and search has become slow."""
    late = 1.5 * HOUR
    for name in ("api", "search"):
        calls = (
            'reporter="source",source_workload="front",source_workload_namespace="shop",'
            f'destination_workload="{name}",destination_workload_namespace="shop"'
        )
        yield "istio_requests_total", f'{calls},response_code="200"', counter(8)
        yield "istio_requests_total", f'{calls},response_code="503"', counter(2 if name == "api" else 0.01)
        fast = counter(10, 0, late) if name == "search" else counter(10)
        for le, level in (("25", fast), ("1000", counter(10)), ("+Inf", counter(10))):
            yield "istio_request_duration_milliseconds_bucket", f'{calls},le="{le}"', level


def _ingresses() -> Iterator[tuple[str, str, Level]]:
    """Traefik sees most requests to front fail; ingress-nginx sees hardly any to web fail."""
    for code, rate in (("200", 4), ("502", 6)):
        yield "traefik_service_requests_total", f'service="shop-front-80@kubernetes",code="{code}"', counter(rate)
    for status, rate in (("200", 9.9), ("500", 0.1)):
        labels = f'exported_namespace="shop",ingress="web",status="{status}"'
        yield "nginx_ingress_controller_requests", labels, counter(rate)
