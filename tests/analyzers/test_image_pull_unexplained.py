"""image-pull-unexplained: the symptom, for pulls that fail in unknown words."""

from __future__ import annotations

from firstmate.analyzers.image_pull_unexplained import check
from tests.support.build import deployment, event, facts_of, healthy_app, replicaset, waiting_pod


def test_a_back_off_without_events_is_told_as_unexplained():
    """The events are gone or unread: the finding says what would have to be seen."""
    pod = waiting_pod("ImagePullBackOff", 'Back-off pulling image "registry.example/web:1.0"')
    (finding,) = check(facts_of(deployment(ready=0), replicaset(), pod))

    assert finding.unseen == "the event of the failed pull"


def test_unknown_words_stay_unexplained():
    """A message that no rule understands is no reason to guess."""
    assert (
        len(list(check(facts_of(waiting_pod("ErrImagePull", "rpc error: code = Unknown desc = layer corrupt"))))) == 1
    )


def test_a_known_reason_is_told_by_its_rule():
    """The event explains the back-off."""
    pod = waiting_pod("ImagePullBackOff", 'Back-off pulling image "registry.example/web:1.0"')
    told = event(pod, "Failed", 'Failed to pull image "registry.example/web:1.0": manifest unknown')

    assert not list(check(facts_of(pod, told)))


def test_running_containers_are_quiet():
    """Nothing waits."""
    assert not list(check(facts_of(*healthy_app())))
