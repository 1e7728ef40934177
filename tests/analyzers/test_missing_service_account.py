"""missing-service-account: accounts that pods should run as and that do not exist."""

from __future__ import annotations

from firstmate.analyzers.missing_service_account import check
from firstmate.findings import Severity
from tests.support.build import deployment, event, facts_of, healthy_app, obj, pod, pod_spec, replicaset

WORDS = (
    'Error creating: pods "web-5d8c7b9f4-" is forbidden: error looking up service account shop/robot: serviceaccount '
    '"robot" not found'
)
TEMPLATE = {"spec": {"template": {"spec": pod_spec() | {"serviceAccountName": "robot"}}}}
DEFAULT = obj("ServiceAccount", "default")


def test_pods_that_are_refused_for_it_are_told():
    """The ReplicaSet's event names the account; there is not even a pod to look at."""
    short = replicaset(status={"replicas": 0})
    (finding,) = check(facts_of(deployment(ready=0, **TEMPLATE), short, event(short, "FailedCreate", WORDS), DEFAULT))

    assert str(finding.object) == "Deployment/shop/web"
    assert "ServiceAccount robot does not exist" in finding.claim
    assert finding.severity is Severity.CRITICAL


def test_running_pods_are_warned():
    """The account was deleted after they were made: the next ones are refused."""
    (finding,) = check(facts_of(deployment(**TEMPLATE), replicaset(), pod(), DEFAULT))

    assert finding.severity is Severity.WARNING


def test_an_event_of_a_start_up_race_is_quiet():
    """The account came seconds later, and the pods with it."""
    deployment_, replicaset_, running = healthy_app()
    full = replicaset_ | {"status": {"replicas": 1}}

    assert not list(check(facts_of(deployment_, full, running, event(full, "FailedCreate", WORDS), DEFAULT)))


def test_an_account_that_is_there_is_quiet():
    """As it should be."""
    assert not list(check(facts_of(deployment(**TEMPLATE), replicaset(), pod(), obj("ServiceAccount", "robot"))))


def test_a_namespace_without_any_account_was_not_read_whole():
    """Every namespace has its default account; files often leave them out."""
    assert not list(check(facts_of(deployment(**TEMPLATE), replicaset(), pod())))
