"""Subresources beside status, and kinds that are computed: scale, logs, binding, the service proxy, usage, reviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from firstmate.practice import eviction, logs, managers, monitoring, refusals, verbs
from firstmate.practice.containers import Run, fate
from firstmate.practice.objects import Object, clone, dig, is_true, labels_of, name_of, stamp
from firstmate.practice.refusals import ApiError
from firstmate.practice.request import Reply, Request, as_object, reply
from firstmate.practice.routes import Route
from firstmate.practice.selectors import selector_text
from firstmate.practice.world import World

COMPUTED = ("metrics.k8s.io", "authorization.k8s.io")
NOT_SIMULATED = {
    "exec": "no program really runs in its containers",
    "attach": "no program really runs in its containers",
    "portforward": "no program really listens in its containers",
    "ephemeralcontainers": "no program really runs in its containers",
    "token": "it knows no users",
}
SYSTEM_NANOCORES = 120_000_000
SYSTEM_KIBIBYTES = 260 * 1024
BEHIND_PROXY = {"prometheus": monitoring.prometheus, "alertmanager": monitoring.alertmanager}


def answer(world: World, route: Route, request: Request) -> Reply:
    """A call to a subresource. Raises ApiError."""
    if route.subresource in NOT_SIMULATED:
        why = NOT_SIMULATED[route.subresource]
        told = f"the practice cluster does not simulate {route.resource.plural}/{route.subresource}: {why}"
        raise refusals.method_not_allowed(told)
    if route.subresource not in route.resource.subresources:
        raise refusals.no_such_path()
    return ANSWERS[route.subresource](world, route, request)


# ---- scale ---------------------------------------------------------------------------------------------------------


def _scale(world: World, route: Route, request: Request) -> Reply:
    obj = verbs.find(world, route)
    scale = _scale_of(obj)
    if request.method == "GET":
        return reply(scale)
    if request.method not in ("PUT", "PATCH"):
        raise refusals.method_not_allowed()
    wanted = request.manifest() if request.method == "PUT" else verbs.patched(route, request, scale)
    replicas = dig(wanted, "spec.replicas", 0)
    if not isinstance(replicas, int) or replicas < 0:
        cause = refusals.invalid_value("spec.replicas", replicas, "must be greater than or equal to 0")
        raise refusals.invalid(route.resource, route.name, [cause])
    asked = dig(wanted, "metadata.resourceVersion")
    if asked and asked != obj["metadata"]["resourceVersion"]:
        raise refusals.modified(route.resource, route.name)
    changed = {**obj, "spec": {**obj["spec"], "replicas": replicas}}
    manager = verbs.manager_of(route, request)
    marked = managers.updated(route.resource, obj, changed, changed, manager, world.now)
    return reply(_scale_of(marked if request.dry_run else world.replace(route.resource.key, marked)))


def _scale_of(obj: Object) -> Object:
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    selector = selector_text(obj["spec"]["selector"])
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {field: obj["metadata"][field] for field in kept if field in obj["metadata"]},
        "spec": {"replicas": obj["spec"]["replicas"]},
        "status": {"replicas": dig(obj, "status.replicas", 0), "selector": selector},
    }


# ---- pods and requests ---------------------------------------------------------------------------------------------


def _log(world: World, route: Route, request: Request) -> Reply:
    if request.method != "GET":
        raise refusals.method_not_allowed()
    return logs.answer(world, verbs.find(world, route), request)


def _binding(world: World, route: Route, request: Request) -> Reply:
    pod, target = verbs.find(world, route), dig(request.manifest(), "target.name", "")
    if dig(pod, "spec.nodeName"):
        why = f'pod {name_of(pod)} is already assigned to node "{pod["spec"]["nodeName"]}"'
        raise refusals.conflict(route.resource, route.name, why)
    if not request.dry_run:
        world.store.put("pods", {**pod, "spec": {**pod["spec"], "nodeName": target}})
    return reply({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}, 201)


def _approval(world: World, route: Route, request: Request) -> Reply:
    """Approving changes the conditions alone, which are status."""
    request_object = verbs.find(world, route)
    put = request.method == "PUT"
    new = as_object(request.json()) if put else verbs.patched(route, request, request_object)
    return verbs.change(world, replace(route, subresource="status"), request, request_object, new)


# ---- services ------------------------------------------------------------------------------------------------------


def _proxy(world: World, route: Route, request: Request) -> Reply:
    """Forward to what stands behind a Service: [http:]NAME[:PORT]."""
    if request.method not in ("GET", "POST"):
        raise refusals.method_not_allowed()
    parts = route.name.removeprefix("http:").removeprefix("https:").split(":")
    service = world.get("services", route.namespace, parts[0])
    if service is None:
        raise refusals.not_found(route.resource, parts[0])
    _check_port(service, parts[1] if len(parts) > 1 else "")
    endpoints = world.get("endpoints", route.namespace, parts[0])
    if not any(subset.get("addresses") for subset in dig(endpoints, "subsets", [])):
        raise ApiError(503, "ServiceUnavailable", f'no endpoints available for service "{parts[0]}"')
    behind = BEHIND_PROXY.get(labels_of(service).get("app.kubernetes.io/name", ""))
    if behind is None:
        raise ApiError(503, "ServiceUnavailable", f'the practice cluster does not simulate what "{parts[0]}" answers')
    return behind(world, route.rest, request.query)


def _check_port(service: Object, asked: str) -> None:
    known = [str(value) for port in service["spec"]["ports"] for value in (port["port"], port.get("name", ""))]
    if asked and asked not in known:
        raise ApiError(503, "ServiceUnavailable", f'no service port "{asked}" found for service "{name_of(service)}"')


ANSWERS: dict[str, Callable[[World, Route, Request], Reply]] = {
    "scale": _scale,
    "log": _log,
    "binding": _binding,
    "eviction": eviction.answer,
    "approval": _approval,
    "proxy": _proxy,
}


# ---- computed kinds ------------------------------------------------------------------------------------------------


def computed(world: World, route: Route, request: Request) -> Reply:
    """Kinds that are not stored. Raises ApiError."""
    if route.resource.group == "authorization.k8s.io":
        return reply(
            {**request.manifest(), "status": {"allowed": True, "reason": "everybody may do everything here"}}, 201
        )
    if not _metrics_served(world):
        raise ApiError(503, "ServiceUnavailable", "the server is currently unable to handle the request")
    usages = [_usage(world, obj) for obj in world.find(route.resource.plural, route.namespace) if _is_measured(obj)]
    if not route.name:
        chosen = [usage for usage in usages if verbs.wanted(route, request)(usage)]
        return verbs.show_list(world, route, request, verbs.complete(world, chosen))
    found = next((usage for usage in usages if name_of(usage) == route.name), None)
    if found is None:
        raise refusals.not_found(route.resource, route.name)
    return reply(found)


def _metrics_served(world: World) -> bool:
    endpoints = world.get("endpoints", "kube-system", "metrics-server")
    return any(subset.get("addresses") for subset in dig(endpoints, "subsets", []))


def _is_measured(obj: Object) -> bool:
    return is_true(obj, "Ready") if obj["kind"] == "Node" else dig(obj, "status.phase") == "Running"


def _usage(world: World, obj: Object) -> Object:
    """metrics.k8s.io of a node or a pod."""
    metadata = {k: v for k, v in obj["metadata"].items() if k in ("name", "namespace", "labels")}
    head: Object = {"kind": f"{obj['kind']}Metrics", "apiVersion": "metrics.k8s.io/v1beta1"}
    head["metadata"] = {**metadata, "creationTimestamp": stamp(world.now)}
    head |= {"timestamp": stamp(world.now), "window": "15s"}
    if obj["kind"] == "Pod":
        containers = [{"name": c["name"], "usage": _of_container(world, obj, c)} for c in obj["spec"]["containers"]]
        return {**head, "containers": containers}
    pods = world.find("pods", where=lambda pod: dig(pod, "spec.nodeName") == name_of(obj) and _is_measured(pod))
    usages = [_of_container(world, pod, container) for pod in pods for container in pod["spec"]["containers"]]
    cpu = sum(int(usage["cpu"][:-1]) for usage in usages) + SYSTEM_NANOCORES
    memory = sum(int(usage["memory"][:-2]) for usage in usages) + SYSTEM_KIBIBYTES
    return {**head, "usage": {"cpu": f"{cpu}n", "memory": f"{memory}Ki"}}


def _of_container(world: World, pod: Object, container: Object) -> dict[str, str]:
    run = Run(world, clone(pod), container)
    running = any(
        "running" in s["state"] for s in dig(pod, "status.containerStatuses", []) if s["name"] == container["name"]
    )
    share = 0.0 if not running else 0.9 if fate(run) else 1.0
    nanocores, kibibytes = run.program.cpu * 1e9 * share, run.program.memory / 1024 * share
    return {"cpu": f"{int(nanocores)}n", "memory": f"{int(kibibytes)}Ki"}
