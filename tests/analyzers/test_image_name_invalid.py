"""image-name-invalid: names that cannot be understood."""

from __future__ import annotations

from firstmate.analyzers.image_name_invalid import check
from tests.support.build import deployment, facts_of, healthy_app, replicaset, waiting_pod


def test_an_invalid_name_is_told():
    """The kubelet refuses it before it asks any registry."""
    pod = waiting_pod("InvalidImageName", 'Failed to apply default image tag "Web:1": couldn\'t parse image name')

    assert ["not a valid image name" in f.claim for f in check(facts_of(deployment(ready=0), replicaset(), pod))] == [
        True
    ]


def test_the_runtime_may_be_the_one_to_refuse():
    """Some names only fail when they are pulled."""
    pod = waiting_pod("ErrImagePull", "invalid reference format: repository name (library/Web) must be lowercase")

    assert len(list(check(facts_of(pod)))) == 1


def test_a_valid_name_that_is_not_there_is_another_rule():
    """The registry understood it well."""
    assert not list(check(facts_of(waiting_pod("ErrImagePull", "manifest unknown"))))


def test_running_containers_are_quiet():
    """Their names were fine."""
    assert not list(check(facts_of(*healthy_app())))
