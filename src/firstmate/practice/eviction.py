"""Evictions: deletions of pods that their PodDisruptionBudget has a say in.

Source: kubernetes/pkg/registry/core/pod/storage/eviction.go
"""

from __future__ import annotations

from firstmate.practice import refusals, verbs
from firstmate.practice.objects import Object, clone, dig, is_terminating, is_true, labels_of, name_of, stamp
from firstmate.practice.refusals import ApiError
from firstmate.practice.request import Reply, Request, reply
from firstmate.practice.routes import Route
from firstmate.practice.selectors import selects
from firstmate.practice.world import World

BUDGETS = "poddisruptionbudgets.policy"
SERVED = ("policy/v1", "policy/v1beta1", "")
OF_NO_CONCERN = ("Pending", "Succeeded", "Failed")
TOO_MANY = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."


def answer(world: World, route: Route, request: Request) -> Reply:
    """Delete the pod if its budget allows it. Raises ApiError."""
    if request.method != "POST":
        raise refusals.method_not_allowed()
    asked = _asked(route, request)
    options = verbs.delete_options(request, asked.get("deleteOptions") or {})
    pod = verbs.find(world, route)
    verbs.check_delete_preconditions(route, pod, options)
    budget = None if _is_of_no_concern(pod) else _budget(world, pod)
    if budget is not None and not _may_go_unhealthy(pod, budget):
        _take(world, pod, budget, dry_run=options["dryRun"])
    if not options["dryRun"]:
        world.delete("pods", pod, options.get("gracePeriodSeconds"))
    return reply({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}, 201)


def _asked(route: Route, request: Request) -> Object:
    asked = request.manifest()
    if asked.get("kind", "Eviction") != "Eviction" or asked.get("apiVersion", "") not in SERVED:
        told = f'no kind "{asked.get("kind")}" is registered for version "{asked.get("apiVersion")}"'
        raise refusals.bad_request(told)
    if name_of(asked) not in ("", route.name):
        raise refusals.bad_request("name in URL does not match name in Eviction object")
    return asked


def _is_of_no_concern(pod: Object) -> bool:
    """What does not run is nobody's loss."""
    return is_terminating(pod) or dig(pod, "status.phase") in OF_NO_CONCERN


def _budget(world: World, pod: Object) -> Object | None:
    budgets = [
        budget
        for budget in world.find(BUDGETS, pod["metadata"]["namespace"])
        if selects(dig(budget, "spec.selector"), labels_of(pod))
    ]
    if len(budgets) > 1:
        raise ApiError(500, "", TOO_MANY)
    return budgets[0] if budgets else None


def _may_go_unhealthy(pod: Object, budget: Object) -> bool:
    """A pod that is not ready is no loss where enough others are, or where its budget says so."""
    if is_true(pod, "Ready"):
        return False
    status = budget.get("status", {})
    wanted = status.get("desiredHealthy", 0)
    enough = wanted > 0 and status.get("currentHealthy", 0) >= wanted
    return bool(enough) or dig(budget, "spec.unhealthyPodEvictionPolicy") == "AlwaysAllow"


def _take(world: World, pod: Object, budget: Object, *, dry_run: bool) -> None:
    """One disruption less is left. Raises ApiError when none is."""
    status = clone(budget).get("status", {})
    if status.get("observedGeneration", 0) < budget["metadata"]["generation"]:
        told = f"The disruption budget {name_of(budget)} is still being processed by the server."
        raise refusals.disruptive(told)
    if status["disruptionsAllowed"] <= 0:
        healthy = f"needs {status['desiredHealthy']} healthy pods and has {status['currentHealthy']} currently"
        raise refusals.disruptive(f"The disruption budget {name_of(budget)} {healthy}")
    if not dry_run:
        disrupted = {**status.get("disruptedPods", {}), name_of(pod): stamp(world.now)}
        left = {"disruptionsAllowed": status["disruptionsAllowed"] - 1, "disruptedPods": disrupted}
        world.set_status(BUDGETS, budget, {**status, **left})
