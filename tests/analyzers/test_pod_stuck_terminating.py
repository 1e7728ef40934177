"""pod-stuck-terminating: deleted pods that do not go."""

from __future__ import annotations

import pytest

from firstmate.analyzers.pod_stuck_terminating import check
from tests.support.build import facts_of, healthy_app, node, pod


def deleted(at="2026-03-01T11:30:00Z", **meta):
    return pod(metadata={"deletionTimestamp": at, **meta})


@pytest.mark.parametrize(
    ("objects", "why"),
    [
        ((node(), deleted(finalizers=["example.org/hold"])), "finalizer example.org/hold holds it"),
        ((node(ready=False), deleted()), "node node-1 is not ready"),
        ((node("other"), deleted()), "node node-1 is gone"),
        ((node(), deleted()), "30 minutes ago."),
    ],
)
def test_what_holds_it_is_told(objects, why):
    """A finalizer, a node that is down or gone, or nothing that can be seen."""
    (finding,) = check(facts_of(*objects))

    assert why in finding.claim


def test_several_pods_of_a_workload_are_told_once():
    """They hang for the same reason."""
    second = deleted()
    second["metadata"]["name"] = "web-second"

    assert ["2 pods" in f.claim for f in check(facts_of(node(), deleted(), second))] == [True]


def test_a_pod_within_its_grace_period_is_quiet():
    """The deletion timestamp lies in the future while it may still take its time."""
    assert not list(check(facts_of(node(), deleted("2026-03-01T12:00:20Z"))))


def test_a_pod_that_is_a_little_late_is_quiet():
    """The kubelet needs a moment to clean up."""
    assert not list(check(facts_of(node(), deleted("2026-03-01T11:59:00Z"))))


def test_a_healthy_app_is_quiet():
    """Nobody deleted anything."""
    assert not list(check(facts_of(node(), *healthy_app())))
