"""What stands in the columns of kubectl's tables where it is more than one field: the real server's printers.

Source: kubernetes/pkg/printers/internalversion/printers.go
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from firstmate.practice.ages import age, human
from firstmate.practice.objects import Object, condition, dig, is_terminating, labels_of, moment_of
from firstmate.practice.selectors import selector_text

NONE = "<none>"
UNSET = "<unset>"
ACCESS = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def joined(values: Iterable[Any], empty: str = NONE) -> str:
    return ",".join(str(value) for value in values) or empty


def pairs(values: dict[str, str]) -> str:
    """A plain map selector: `app=web,tier=front`."""
    return joined(f"{key}={value}" for key, value in sorted(values.items()))


def _template(obj: Object) -> Object:
    template: Object = dig(obj, "spec.template.spec") or dig(obj, "spec.jobTemplate.spec.template.spec", {})
    return template


def containers(obj: Object, _: datetime) -> str:
    return joined(c["name"] for c in _template(obj).get("containers", []))


def images(obj: Object, _: datetime) -> str:
    return joined(c.get("image", "") for c in _template(obj).get("containers", []))


def selector(obj: Object, _: datetime) -> str:
    return selector_text(dig(obj, "spec.selector"))


# ---- pods ----------------------------------------------------------------------------------------------------------


def _statuses(pod: Object) -> list[Object]:
    statuses: list[Object] = dig(pod, "status.containerStatuses", [])
    return statuses


def pod_ready(pod: Object, _: datetime) -> str:
    ready = sum(1 for status in _statuses(pod) if status.get("ready") and "running" in status.get("state", {}))
    return f"{ready}/{len(dig(pod, 'spec.containers', []))}"


def pod_status(pod: Object, _: datetime) -> str:
    """The one word for a pod's state: the most telling reason."""
    if is_terminating(pod):
        return "Terminating"
    reason: str = dig(pod, "status.reason") or dig(pod, "status.phase", "")
    return _init_reason(pod) or _container_reason(pod, reason)


def _init_reason(pod: Object) -> str:
    total = len(dig(pod, "spec.initContainers", []))
    for number, status in enumerate(dig(pod, "status.initContainerStatuses", [])):
        state = status.get("state", {})
        if dig(state, "terminated.exitCode") == 0:
            continue
        if ended := state.get("terminated"):
            return f"Init:{_ended(ended)}"
        reason = dig(state, "waiting.reason", "")
        return f"Init:{reason}" if reason not in ("", "PodInitializing") else f"Init:{number}/{total}"
    return ""


def _container_reason(pod: Object, reason: str) -> str:
    running = False
    for status in reversed(_statuses(pod)):
        state = status.get("state", {})
        if waiting := dig(state, "waiting.reason"):
            reason = waiting
        elif ended := state.get("terminated"):
            reason = _ended(ended)
        elif status.get("ready") and "running" in state:
            running = True
    if reason == "Completed" and running:
        return "Running" if condition(pod, "Ready").get("status") == "True" else "NotReady"
    return reason


def _ended(terminated: Object) -> str:
    signal = terminated.get("signal")
    told: str = terminated.get("reason") or (f"Signal:{signal}" if signal else f"ExitCode:{terminated['exitCode']}")
    return told


def pod_restarts(pod: Object, now: datetime) -> str:
    """The count, and how long ago the last one was."""
    count = sum(status.get("restartCount", 0) for status in _statuses(pod))
    ends = [dig(status, "lastState.terminated.finishedAt") for status in _statuses(pod)]
    last = max((moment for end in ends if (moment := moment_of(end))), default=None)
    return f"{count} ({human(now - last)} ago)" if count and last else str(count)


# ---- nodes and services --------------------------------------------------------------------------------------------


def node_status(node: Object, _: datetime) -> str:
    ready = condition(node, "Ready").get("status")
    word = {"True": "Ready", None: "Unknown"}.get(ready, "NotReady")
    return word + (",SchedulingDisabled" if dig(node, "spec.unschedulable") else "")


def node_roles(node: Object, _: datetime) -> str:
    prefix = "node-role.kubernetes.io/"
    return joined(sorted(label.removeprefix(prefix) for label in labels_of(node) if label.startswith(prefix)))


def node_address(node: Object, kind: str) -> str:
    addresses: list[Object] = dig(node, "status.addresses", [])
    return next((str(a["address"]) for a in addresses if a["type"] == kind), NONE)


def service_external(service: Object, _: datetime) -> str:
    external = joined(dig(service, "spec.externalIPs", []), "")
    match dig(service, "spec.type"):
        case "LoadBalancer":
            ingress = dig(service, "status.loadBalancer.ingress", [])
            told = joined((i.get("ip") or i.get("hostname") for i in ingress), "")
            return joined(filter(None, (told, external)), "<pending>")
        case "ExternalName":
            return str(dig(service, "spec.externalName", NONE))
        case _:
            return external or NONE


def service_ports(service: Object, _: datetime) -> str:
    return joined(_service_port(port) for port in dig(service, "spec.ports", []))


def _service_port(port: Object) -> str:
    node_port = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port['port']}{node_port}/{port.get('protocol', 'TCP')}"


def endpoints(obj: Object, _: datetime) -> str:
    """The ready addresses, at most three."""
    told = [
        f"{address['ip']}:{port['port']}"
        for subset in obj.get("subsets") or []
        for port in subset.get("ports") or []
        for address in subset.get("addresses") or []
    ]
    return joined(told[:3]) + (f" + {len(told) - 3} more..." if len(told) > 3 else "")


def slice_ports(obj: Object, _: datetime) -> str:
    return joined((port.get("port") for port in obj.get("ports") or []), "<unset>")


def slice_endpoints(obj: Object, _: datetime) -> str:
    told = [a for endpoint in obj.get("endpoints") or [] for a in endpoint["addresses"]]
    return joined(told[:3], UNSET) + (f" + {len(told) - 3} more..." if len(told) > 3 else "")


# ---- storage and the rest ------------------------------------------------------------------------------------------


def access_modes(modes: list[str]) -> str:
    return ",".join(ACCESS.get(mode, mode) for mode in modes)


def volume_claim(volume: Object, _: datetime) -> str:
    claim = dig(volume, "spec.claimRef")
    return f"{claim['namespace']}/{claim['name']}" if claim else ""


def job_status(job: Object, _: datetime) -> str:
    for kind, word in (("Complete", "Complete"), ("Failed", "Failed"), ("Suspended", "Suspended")):
        if condition(job, kind).get("status") == "True":
            return word
    return "Running"


def job_duration(job: Object, now: datetime) -> str:
    started = moment_of(dig(job, "status.startTime"))
    ended = moment_of(dig(job, "status.completionTime"))
    return human((ended or now) - started) if started else ""


def ingress_hosts(ingress: Object, _: datetime) -> str:
    hosts = [rule["host"] for rule in dig(ingress, "spec.rules", []) if rule.get("host")]
    return joined(hosts[:3], "*") + (f" + {len(hosts) - 3} more..." if len(hosts) > 3 else "")


def ingress_address(ingress: Object, _: datetime) -> str:
    return joined((i.get("ip") or i.get("hostname") for i in dig(ingress, "status.loadBalancer.ingress", [])), "")


def quota(obj: Object, wanted: str) -> str:
    """`requests.cpu: 100m/1` for requests and counts, or for limits."""
    hard, used = dig(obj, "status.hard", {}), dig(obj, "status.used", {})
    names = [name for name in sorted(hard) if name.startswith("limits") == (wanted == "limits")]
    return ", ".join(f"{name}: {used.get(name, 0)}/{hard[name]}" for name in names)


def event_object(event: Object, _: datetime) -> str:
    about = event.get("involvedObject", {})
    return f"{about.get('kind', '').lower()}/{about.get('name', '')}"


def event_last_seen(event: Object, now: datetime) -> str:
    path = next(
        (p for p in ("series.lastObservedTime", "lastTimestamp", "eventTime") if dig(event, p)), "firstTimestamp"
    )
    return age(event, now, path)


def event_source(event: Object, _: datetime) -> str:
    source = event.get("source", {})
    return joined((part for part in (source.get("component"), source.get("host")) if part), "").replace(",", ", ")


def autoscaler_targets(autoscaler: Object, _: datetime) -> str:
    current = {dig(m, "resource.name"): m for m in dig(autoscaler, "status.currentMetrics", []) or []}
    told = []
    for metric in dig(autoscaler, "spec.metrics", []):
        name = dig(metric, "resource.name")
        now = dig(current.get(name), "resource.current.averageUtilization", "<unknown>")
        percent = f"{now}%" if isinstance(now, int) else now
        told.append(f"{name}: {percent}/{dig(metric, 'resource.target.averageUtilization')}%")
    return ", ".join(told) or NONE


def autoscaler_reference(autoscaler: Object, _: datetime) -> str:
    target = dig(autoscaler, "spec.scaleTargetRef", {})
    return f"{target.get('kind')}/{target.get('name')}"


def request_condition(request: Object, _: datetime) -> str:
    told = [c["type"] for c in dig(request, "status.conditions", [])]
    return ",".join(told + (["Issued"] if dig(request, "status.certificate") else [])) or "Pending"


def subjects(kind: str, binding: Object) -> str:
    return ", ".join(
        f"{s['namespace']}/{s['name']}" if kind == "ServiceAccount" else str(s["name"])
        for s in binding.get("subjects") or []
        if s.get("kind") == kind
    )


def api_service_target(service: Object, _: datetime) -> str:
    target = dig(service, "spec.service")
    return f"{target['namespace']}/{target['name']}" if target else "Local"


def api_service_available(service: Object, _: datetime) -> str:
    available = condition(service, "Available")
    if available.get("status") == "True":
        return "True"
    return f"False ({available['reason']})" if available.get("reason") else "False"


def is_default(storage_class: Object) -> bool:
    annotations: dict[str, str] = dig(storage_class, "metadata.annotations", {})
    return annotations.get("storageclass.kubernetes.io/is-default-class") == "true"
