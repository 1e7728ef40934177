"""image-wrong-architecture: programs for another processor."""

from __future__ import annotations

from firstmate.analyzers.image_wrong_architecture import check
from firstmate.snapshot import LogExcerpt
from tests.support.build import deployment, facts_of, healthy_app, node, replicaset, waiting_pod


def crashed(message=""):
    end = {"exitCode": 255, "reason": "Error", "message": message, "finishedAt": "2026-03-01T11:59:00Z"}
    pod = waiting_pod("CrashLoopBackOff", "back-off 5m0s restarting failed container")
    pod["status"]["containerStatuses"][0] |= {"restartCount": 4, "lastState": {"terminated": end}}
    return deployment(ready=0), replicaset(), pod


def test_a_pull_without_a_matching_platform_is_told():
    """containerd finds no manifest for the node's platform."""
    words = 'failed to pull and unpack image "registry.example/web:1.0": no match for platform in manifest: not found'
    (finding,) = check(facts_of(node(), deployment(ready=0), replicaset(), waiting_pod("ErrImagePull", words)))

    assert "not built for the arm64 of node node-1" in finding.claim


def test_an_exec_format_error_of_the_container_is_told():
    """The runtime could not execute the first program."""
    assert len(list(check(facts_of(node(), *crashed("exec /app/web: exec format error"))))) == 1


def test_the_log_may_be_the_only_one_to_say_it():
    """The container wrote it as its last and only line."""
    log = LogExcerpt("shop", "web", "exec /usr/local/bin/docker-entrypoint.sh: exec format error\n")

    assert len(list(check(facts_of(node(), *crashed(), logs=(log,))))) == 1


def test_a_crash_for_another_reason_is_quiet():
    """An exit code alone says nothing about the processor."""
    assert not list(check(facts_of(node(), *crashed("panic: no configuration"))))


def test_running_containers_are_quiet():
    """They understand their processor."""
    log = LogExcerpt("shop", "web", "exec format error\n")

    assert not list(check(facts_of(node(), *healthy_app(), logs=(log,))))
