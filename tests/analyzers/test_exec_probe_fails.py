"""exec-probe-fails: commands of probes that cannot be run."""

from __future__ import annotations

import pytest

from firstmate.analyzers.exec_probe_fails import check
from tests.support.build import facts_of, healthy_app
from tests.support.running import probed

PROBE = {"exec": {"command": ["/bin/health", "-q"]}}


@pytest.mark.parametrize("kind", ["liveness", "readiness", "startup"])
@pytest.mark.parametrize(
    "message",
    [
        'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/health": stat '
        "/bin/health: no such file or directory: unknown",
        'rpc error: code = Unknown desc = failed to exec in container: exec: "/bin/health": permission denied: unknown',
        "sh: /bin/health: executable file not found in $PATH",
    ],
)
def test_a_command_that_cannot_be_run_is_told(kind, message):
    """It is not in the image, or may not be executed there."""
    (finding,) = check(facts_of(*probed(kind, PROBE, message, killed=137)))

    assert f"The {kind} probe" in finding.claim and "/bin/health -q" in finding.claim


def test_a_command_that_says_no_is_another_rule():
    """It ran, and the application is not well."""
    assert not list(check(facts_of(*probed("readiness", PROBE, "Could not connect to Redis: Connection refused"))))


def test_a_command_that_takes_too_long_is_another_rule():
    """It ran, and did not end in time."""
    assert not list(check(facts_of(*probed("readiness", PROBE, 'command "/bin/health -q" timed out'))))


def test_a_container_that_is_well_is_quiet():
    """It is ready, so the command works."""
    assert not list(check(facts_of(*probed("readiness", PROBE, "no such file or directory", ready=True))))
    assert not list(check(facts_of(*healthy_app())))
