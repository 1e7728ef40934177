"""claim-provisioner-failing: the words of the provisioner, or its absence."""

from __future__ import annotations

from firstmate.analyzers.claim_provisioner_failing import check
from tests.support.build import deployment, event, facts_of
from tests.support.storage import claim, storage_class

WANTED = claim(storageClassName="local-path")
REFUSED = 'failed to provision volume with StorageClass "local-path": no enough space on node'


def test_the_provisioners_words_are_told():
    """A ProvisioningFailed event of a claim that waits."""
    (found,) = check(facts_of(WANTED, storage_class(), event(WANTED, "ProvisioningFailed", REFUSED)))

    assert found.evidence[0].value == REFUSED


def test_a_provisioner_without_ready_pods_is_named():
    """By the part of the provisioner's name that its workload carries."""
    down = deployment("local-path-provisioner", ready=0)
    (found,) = check(facts_of(WANTED, storage_class(), down))

    assert "local-path-provisioner" in found.claim


def test_a_provisioner_that_runs_and_says_nothing_is_not_blamed():
    """Another rule says that the claim waits."""
    assert not list(check(facts_of(WANTED, storage_class(), deployment("local-path-provisioner"))))


def test_an_old_failure_of_a_bound_claim_is_over():
    """The event is still there, the volume too."""
    bound = claim(phase="Bound", storageClassName="local-path")

    assert not list(check(facts_of(bound, storage_class(), event(bound, "ProvisioningFailed", REFUSED))))


def test_a_claim_that_waits_for_its_first_pod_is_well():
    """WaitForFirstConsumer provisions nothing before a pod is placed."""
    late = storage_class(binding="WaitForFirstConsumer")

    assert not list(check(facts_of(WANTED, late, deployment("local-path-provisioner", ready=0))))
