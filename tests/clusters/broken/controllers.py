"""Workloads whose controller cannot do what it is asked, and jobs, autoscalers and budgets."""

from __future__ import annotations

from typing import Any

from tests.clusters.broken import caused_by, shop
from tests.clusters.parts import State, app, crashed, cronjob, env, job, running, told
from tests.clusters.surroundings import webhook
from tests.support.build import Plain, merged, obj

WEB = "Deployment/shop/web"
FORBIDDEN = 'Error creating: pods "web-5d8c7b9f4-x7x2z" is forbidden: '
CALLS = (
    'Error creating: Internal error occurred: failed calling webhook "policy.example.com": Post '
    '"https://policy.policy.svc:443/validate?timeout=10s": '
)


def refused(message: str, *states: State, replicas: int = 1, **parts: Any) -> list[Plain]:
    """The shop's web application, of which the API server refuses pods."""
    web = app("web", *states, replicas=replicas, **parts)
    failure = {
        "type": "ReplicaFailure",
        "status": "True",
        "reason": "FailedCreate",
        "message": message.removeprefix("Error creating: "),
    }
    for part in web[:2]:
        part["status"]["conditions"] = [*part["status"].get("conditions", ()), failure]
    return told(web, "FailedCreate", message, about="ReplicaSet", count=12)


@caused_by(f"missing-service-account {WEB}")
def account_that_was_never_made() -> list[Plain]:
    return shop(
        *refused(
            FORBIDDEN + 'error looking up service account shop/robot: serviceaccount "robot" not found',
            pod={"serviceAccountName": "robot"},
        )
    )


@caused_by("quota-pods ResourceQuota/shop/room")
def quota_of_two_pods() -> list[Plain]:
    hard = {"pods": "2"}
    quota = obj("ResourceQuota", "room", spec={"hard": hard}, status={"hard": hard, "used": hard})
    words = FORBIDDEN + "exceeded quota: room, requested: pods=1, used: pods=2, limited: pods=2"
    return shop(*refused(words, running(), running(), replicas=4), quota)


@caused_by(f"limit-range-refused {WEB}")
def limit_above_the_maximum() -> list[Plain]:
    limits = obj("LimitRange", "sizes", spec={"limits": [{"type": "Container", "max": {"memory": "512Mi"}}]})
    words = FORBIDDEN + "maximum memory usage per Container is 512Mi, but limit is 1Gi"
    return shop(*refused(words, resources={"limits": {"memory": "1Gi"}}), limits)


@caused_by(f"pod-security-refused {WEB}")
def privileged_in_a_restricted_namespace() -> list[Plain]:
    words = FORBIDDEN + (
        'violates PodSecurity "restricted:latest": privileged (container "web" must not set '
        "securityContext.privileged=true)"
    )
    return shop(*refused(words, securityContext={"privileged": True}))


@caused_by("webhook-service-gone ValidatingWebhookConfiguration//policy")
def policy_engine_that_was_removed() -> list[Plain]:
    gone = webhook("policy", "policy")
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
    gone["webhooks"][0] |= {"rules": [rule]}
    return shop(*refused(CALLS + 'service "policy" not found'), gone)


@caused_by("job-failed Job/shop/backup-1")
def backup_that_fails() -> list[Plain]:
    status = {"lastScheduleTime": "2026-03-01T11:00:00Z"}
    return shop(
        *app("web"),
        cronjob("backup", "0 * * * *", status=status),
        job("backup-1", of="backup", failed="BackoffLimitExceeded"),
    )


@caused_by("cronjob-missed CronJob/shop/backup")
def backup_that_has_not_run_for_days() -> list[Plain]:
    return shop(*app("web"), cronjob("backup", "0 3 * * *", status={"lastScheduleTime": "2026-02-20T03:00:00Z"}))


@caused_by("metrics-server-missing APIService//v1beta1.metrics.k8s.io")
def autoscaler_without_a_metrics_server() -> list[Plain]:
    words = (
        "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get "
        "metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not "
        "find the requested resource (get pods.metrics.k8s.io)"
    )
    scaled = autoscaler(
        "web", AbleToScale=("True", "SucceededGetScale", ""), ScalingActive=("False", "FailedGetResourceMetric", words)
    )
    return shop(*app("web"), *told([scaled], "FailedGetResourceMetric", words, about="HorizontalPodAutoscaler"))


def autoscaler(target: str, **conditions: tuple[str, str, str]) -> Plain:
    """An autoscaler of a Deployment, with conditions of (status, reason, message)."""
    of = {"apiVersion": "apps/v1", "kind": "Deployment", "name": target}
    told = [{"type": t, "status": s, "reason": r, "message": m} for t, (s, r, m) in conditions.items()]
    spec = {"scaleTargetRef": of, "minReplicas": 1, "maxReplicas": 4}
    return obj(
        "HorizontalPodAutoscaler",
        target,
        spec=spec,
        status={"currentReplicas": 1, "desiredReplicas": 1, "conditions": told},
    )


@caused_by("pdb-blocks-drains PodDisruptionBudget/shop/web")
def budget_that_allows_nothing() -> list[Plain]:
    return shop(*app("web"), budget("web"))


def budget(name: str, *, of: str = "", pods: int = 1) -> Plain:
    """A budget that wants one pod of an application (of its own name) to stay."""
    spec = {"minAvailable": 1, "selector": {"matchLabels": {"app.kubernetes.io/name": of or name}}}
    counts = {
        "currentHealthy": pods,
        "desiredHealthy": 1,
        "disruptionsAllowed": pods - 1,
        "expectedPods": pods,
        "observedGeneration": 1,
    }
    return obj("PodDisruptionBudget", name, spec=spec, status=counts)


@caused_by("pdb-overlap PodDisruptionBudget/shop/chart")
def budget_beside_that_of_the_chart() -> list[Plain]:
    budgets = (budget(name, of="web", pods=2) for name in ("web", "chart"))
    return shop(*app("web", running(), running()), *budgets)


@caused_by("workload-scaled-to-zero StatefulSet/shop/db")
def database_that_was_left_at_zero() -> list[Plain]:
    return shop(
        *app("db", kind="StatefulSet", replicas=0),
        *app("web", crashed(1), env=env(DATABASE_URL="postgres://db:80/shop")),
    )


@caused_by(f"paused-rollout {WEB}")
def rollout_that_was_paused_half_way() -> list[Plain]:
    web = app("web", running(), running())
    half = {"spec": {"paused": True}, "status": {"updatedReplicas": 0}}
    return shop(merged(web[0], half), *web[1:])
