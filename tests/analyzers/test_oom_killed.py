"""oom-killed: containers ended for want of memory, running or starting."""

from __future__ import annotations

from firstmate.analyzers.oom_killed import check
from firstmate.findings import Severity
from tests.support.build import deployment, event, facts_of, healthy_app, replicaset, waiting_pod
from tests.support.running import app, ended

AT_START = (
    "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task: failed to create "
    "shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was "
    "OOM-killed (memory limit too low?): unknown"
)


def test_a_container_that_keeps_running_out_of_memory_is_told_with_its_limit():
    """The last end says OOMKilled, and the container waits before it is tried again."""
    (finding,) = check(facts_of(*app(ended(137, "OOMKilled"))))

    assert str(finding.object) == "Deployment/shop/web"
    assert "limit 128Mi" in finding.claim
    assert finding.severity is Severity.CRITICAL


def test_a_sandbox_that_is_killed_at_its_start_is_told():
    """The limit is so low that not even the runtime's own process fits."""
    waits = waiting_pod("ContainerCreating")
    facts = facts_of(deployment(ready=0), replicaset(), waits, event(waits, "FailedCreatePodSandBox", AT_START))

    assert [f.severity for f in check(facts)] == [Severity.CRITICAL]


def test_a_start_that_is_refused_for_memory_is_told():
    """runc's words on the container itself (StartError, exit code 128)."""
    words = (
        "failed to create shim task: OCI runtime create failed: container init was OOM-killed (memory limit too low?)"
    )

    assert len(list(check(facts_of(*app(ended(128, "StartError", words)))))) == 1


def test_one_that_runs_again_is_a_warning():
    """It was killed within the hour and is ready: it works, until the next time."""
    assert [f.severity for f in check(facts_of(*app(ended(137, "OOMKilled"), ready=True)))] == [Severity.WARNING]


def test_a_kill_of_long_ago_is_quiet():
    """It has run for a day since."""
    old = ended(137, "OOMKilled", at="2026-02-28T11:00:00Z")

    assert not list(check(facts_of(*app(old, ready=True))))


def test_a_kill_without_that_reason_is_quiet():
    """Exit code 137 alone is any SIGKILL, a failed liveness probe's too."""
    assert not list(check(facts_of(*app(ended(137, "Error")))))


def test_a_healthy_app_is_quiet():
    """Nothing ended."""
    assert not list(check(facts_of(*healthy_app())))
