"""service-without-endpoints: pods that should answer and none ready; a symptom, never a cause."""

from __future__ import annotations

import pytest

from firstmate.analyzers.service_without_endpoints import RULE, check
from firstmate.findings import Role
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import JUST_NOW, deployment, facts_of, healthy_app, obj, pod, pod_spec
from tests.support.network import endpoints, service


def test_a_service_whose_pods_are_not_ready_is_told():
    """The slice counts one address that is not ready."""
    found = list(check(facts_of(deployment(ready=0), service(), endpoints(ready=0, not_ready=1), pod(ready=False))))

    assert [str(f.object) for f in found] == ["Service/shop/web"]
    assert "1 not ready" in found[0].evidence[0].value
    assert RULE.role is Role.EFFECT


def test_a_service_whose_pods_were_never_made_is_told():
    """No pod at all, though the Deployment wants one."""
    assert len(list(check(facts_of(deployment(ready=0), service(), endpoints(ready=0))))) == 1


def test_endpoints_of_older_clusters_count_as_well():
    """Where slices were not read, Endpoints tell the same."""
    old = obj("Endpoints", "web", subsets=[{"notReadyAddresses": [{"ip": "10.1.0.1"}]}])

    assert len(list(check(facts_of(deployment(ready=0), service(), old, pod(ready=False))))) == 1


@pytest.mark.parametrize(
    "objects",
    [
        (*healthy_app(), service(), endpoints()),
        (deployment(replicas=0, ready=0), service()),
        (service("other"),),
        (deployment(ready=0), service(spec={"publishNotReadyAddresses": True}), endpoints(ready=0)),
        (deployment(ready=0), service(metadata={"creationTimestamp": JUST_NOW})),
        (deployment(ready=0), service(), pod(ready=False, metadata={"creationTimestamp": JUST_NOW})),
    ],
    ids=["healthy", "scaled to zero", "selects nothing", "publishes all", "new", "starting"],
)
def test_services_that_need_have_nobody_are_quiet(objects):
    """Well, switched off, somebody else's rule, or just starting."""
    assert list(check(facts_of(*objects))) == []


def test_endpoints_that_could_not_be_read_are_not_called_empty():
    """Not knowing is not absence."""
    unread = {"endpoints": Missing(Why.FORBIDDEN), "endpointslices": Missing(Why.FORBIDDEN)}
    alone = obj("Pod", "solo", metadata={"labels": {"app": "web"}}, spec=pod_spec())

    assert list(check(facts_of(alone, service(), unread=unread))) == []
