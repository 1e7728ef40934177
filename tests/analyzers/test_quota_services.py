"""quota-services: a full quota beside a Service that is called and missing, never a full quota alone."""

from __future__ import annotations

from firstmate.analyzers.quota_services import check
from firstmate.snapshot import Connection
from tests.support.build import deployment, facts_of, healthy_app, obj, pod_spec
from tests.support.refused import quota

FULL = quota("services", hard={"services": "2"}, used={"services": "2"})


def caller(address: str):
    spec = {"containers": [pod_spec("web", env=[{"name": "API_ADDR", "value": address}])["containers"][0]]}
    return deployment("web", spec={"template": {"spec": spec}})


def test_a_missing_service_beside_a_full_quota_names_the_quota():
    """The workload is there, its Service is not, somebody calls it, and no Service may be made."""
    found = list(check(facts_of(caller("api:80"), deployment("api"), FULL)))

    assert [str(f.object) for f in found] == ["ResourceQuota/shop/services"]
    assert "api" in found[0].claim
    assert {str(r) for r in found[0].explains} == {"Service/shop/api", "Deployment/shop/web"}


def test_a_failed_connection_to_a_missing_service_is_enough():
    """A probe that asks for the Service tells that it is expected."""
    facts = facts_of(*healthy_app("api"), FULL, connections=(Connection("shop", "api", 80, ok=False),))

    assert len(list(check(facts))) == 1


def test_a_full_quota_without_a_missing_service_is_quiet():
    """Two Services of two allowed are no fault."""
    facts = facts_of(caller("api:80"), *healthy_app("api"), FULL, obj("Service", "api"))

    assert list(check(facts)) == []


def test_a_missing_service_beside_a_quota_with_room_is_another_rule():
    """There was room to make it: it was simply not made."""
    roomy = quota("services", hard={"services": "5"}, used={"services": "2"})

    assert list(check(facts_of(caller("api:80"), deployment("api"), roomy))) == []
