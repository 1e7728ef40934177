"""container-create-failed: what the runtime refuses for reasons of its own."""

from __future__ import annotations

from firstmate.analyzers.container_create_failed import check
from tests.support.build import facts_of, healthy_app
from tests.support.running import app, creating, ended


def test_the_runtimes_words_are_passed_on():
    """A mount that does not fit: the words are the evidence."""
    words = 'failed to generate container "a1" spec: failed to mkdir "/data": not a directory'
    (finding,) = check(facts_of(*app(creating("CreateContainerError", words))))

    assert finding.evidence[0].value == words


def test_a_name_that_is_still_in_use_is_told():
    """containerd and CRI-O keep the name of a container that did not go."""
    words = 'Error: the container name "/k8s_web" is already in use'

    assert len(list(check(facts_of(*app(creating("CreateContainerError", words)))))) == 1


def test_words_of_other_rules_are_quiet():
    """Each has a finding of its own."""
    for words in (
        'secret "db" not found',
        "couldn't find key password in Secret shop/db",
        'exec: "serve": executable file not found in $PATH',
        "container has runAsNonRoot and image will run as root",
        "container init was OOM-killed (memory limit too low?)",
    ):
        assert not list(check(facts_of(*app(creating("CreateContainerConfigError", words)))))


def test_a_crash_is_another_rule():
    """It was created, and ended by itself."""
    assert not list(check(facts_of(*app(ended(1)))))


def test_a_healthy_app_is_quiet():
    """Everything was created."""
    assert not list(check(facts_of(*healthy_app())))
