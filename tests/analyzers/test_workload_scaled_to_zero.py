"""workload-scaled-to-zero: as serious as what still needs it."""

from __future__ import annotations

from firstmate.analyzers.workload_scaled_to_zero import check
from firstmate.findings import Severity
from tests.support.build import deployment, facts_of, healthy_app, obj, pod
from tests.support.network import caller, service

IDLE = deployment(replicas=0, ready=0)


def test_a_workload_that_others_call_is_critical():
    """Its Service has nobody, and another workload is told its address."""
    found = list(check(facts_of(IDLE, service(), caller({"WEB_ADDR": "web:80"}))))

    assert [(str(f.object), f.severity) for f in found] == [("Deployment/shop/web", Severity.CRITICAL)]
    assert "Deployment front" in found[0].claim


def test_a_workload_with_a_service_alone_is_a_warning():
    """Somebody may call it; nothing says so."""
    assert [f.severity for f in check(facts_of(IDLE, service()))] == [Severity.WARNING]


def test_a_workload_that_nothing_needs_is_quiet():
    """A left-over, or a worker that was put to rest."""
    assert list(check(facts_of(IDLE))) == []


def test_a_service_that_others_stand_behind_is_not_needed_from_it():
    """A canary at zero beside the running one."""
    canary = deployment("canary", replicas=0, ready=0, spec={"template": {"metadata": {"labels": {"app": "web"}}}})

    assert list(check(facts_of(canary, *healthy_app(), service()))) == []


def test_a_running_workload_is_quiet():
    """It has what it wants."""
    assert list(check(facts_of(*healthy_app(), service(), pod()))) == []


def test_a_workload_that_an_autoscaler_put_to_sleep_is_quiet():
    """KEDA scales to zero when there is nothing to do."""
    hpa = obj("HorizontalPodAutoscaler", "keda-hpa-web", spec={"scaleTargetRef": {"kind": "Deployment", "name": "web"}})

    assert list(check(facts_of(IDLE, service(), hpa))) == []
