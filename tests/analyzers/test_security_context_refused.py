"""security-context-refused: security settings that an image cannot live with."""

from __future__ import annotations

import pytest

from firstmate.analyzers.security_context_refused import check
from firstmate.snapshot import LogExcerpt
from tests.support.build import facts_of, healthy_app, merged, pod_spec
from tests.support.running import app, creating, ended


def test_a_read_only_root_file_system_is_told():
    """A read-only root file system, and a process that must write: its log says so."""
    log = LogExcerpt("shop", "web", "mkdir /var/cache/nginx: Read-only file system\n")
    spec = pod_spec(securityContext={"readOnlyRootFilesystem": True})

    assert ["read-only" in f.claim for f in check(facts_of(*app(ended(1), spec=spec), logs=(log,)))] == [True]


@pytest.mark.parametrize(
    "words",
    [
        'container has runAsNonRoot and image will run as root (pod: "web_shop(1)", container: web)',
        "container has runAsNonRoot and image has non-numeric user (node), cannot verify user is non-root",
        "container's runAsUser breaks non-root policy",
    ],
)
def test_the_kubelet_refuses_to_run_as_root(words):
    """Three wordings of the same refusal."""
    spec = pod_spec(securityContext={"runAsNonRoot": True})
    (finding,) = check(facts_of(*app(creating("CreateContainerConfigError", words), spec=spec)))

    assert "security settings cannot be met" in finding.claim


def test_a_low_port_without_root_is_told():
    """An unprivileged process may not listen below 1024."""
    log = LogExcerpt("shop", "web", "bind() to 0.0.0.0:80 failed (13: Permission denied)\n")
    spec = pod_spec(securityContext={"runAsUser": 101})

    assert ["below 1024" in f.claim for f in check(facts_of(*app(ended(1), spec=spec), logs=(log,)))] == [True]


def test_the_same_words_without_such_settings_are_quiet():
    """Then the file system is read-only for another reason."""
    log = LogExcerpt("shop", "web", "mkdir /data: Read-only file system\n")

    assert not list(check(facts_of(*app(ended(1)), logs=(log,))))


def test_a_secret_that_is_missing_is_quiet():
    """Another configuration error."""
    assert not list(check(facts_of(*app(creating("CreateContainerConfigError", 'secret "db" not found')))))


def test_a_healthy_hardened_app_is_quiet():
    """Most images live well with these settings."""
    deployment, replicaset, pod = healthy_app()
    hardened = merged(pod, {"spec": pod_spec(securityContext={"runAsNonRoot": True, "readOnlyRootFilesystem": True})})

    assert not list(check(facts_of(deployment, replicaset, hardened)))
