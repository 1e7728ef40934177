"""image-never-pulled: images that must be on the node and are not."""

from __future__ import annotations

from firstmate.analyzers.image_never_pulled import check
from tests.support.build import deployment, facts_of, healthy_app, replicaset, waiting_pod

WORDS = 'Container image "registry.example/web:1.0" is not present with pull policy of Never'


def test_the_image_and_the_node_are_named():
    """It has to be loaded on exactly that node."""
    (finding,) = check(facts_of(deployment(ready=0), replicaset(), waiting_pod("ErrImageNeverPull", WORDS)))

    assert "registry.example/web:1.0 is not on node node-1" in finding.claim


def test_the_reason_alone_is_enough():
    """Some runtimes give no message."""
    assert len(list(check(facts_of(waiting_pod("ErrImageNeverPull"))))) == 1


def test_other_pull_failures_are_other_rules():
    """This one was pulled, in vain."""
    assert not list(check(facts_of(waiting_pod("ErrImagePull", "manifest unknown"))))


def test_running_containers_are_quiet():
    """The image was there."""
    assert not list(check(facts_of(*healthy_app())))
