"""liveness-probe-too-impatient: containers that are killed while they start."""

from __future__ import annotations

import pytest

from firstmate.analyzers.liveness_probe_too_impatient import check
from tests.support.build import facts_of, healthy_app
from tests.support.running import probed

HASTY = {"httpGet": {"path": "/", "port": 8080}, "initialDelaySeconds": 2, "periodSeconds": 5, "failureThreshold": 2}
REFUSED = "dial tcp 10.1.0.7:8080: connect: connection refused"


@pytest.mark.parametrize("code", [0, 137, 143])
def test_a_start_that_is_cut_short_is_told(code):
    """Twelve seconds are allowed, and it is ended by the kubelet within them."""
    (finding,) = check(facts_of(*probed("liveness", HASTY, REFUSED, killed=code)))

    assert "allows 12 s to start" in finding.claim


def test_a_grpc_probe_can_be_as_hasty():
    """One failure after one second."""
    probe = {"grpc": {"port": 8080}, "initialDelaySeconds": 1, "periodSeconds": 1, "failureThreshold": 1}
    words = 'timeout: failed to connect service "10.1.0.7:8080" within 1s: context deadline exceeded'

    assert len(list(check(facts_of(*probed("liveness", probe, words, killed=137))))) == 1


def test_a_patient_probe_is_quiet():
    """Two minutes without an answer are the application's fault."""
    patient = HASTY | {"initialDelaySeconds": 60, "periodSeconds": 30}

    assert not list(check(facts_of(*probed("liveness", patient, REFUSED, killed=137))))


def test_an_application_that_gives_up_itself_is_quiet():
    """Exit code 1 is its own; that nobody answered afterwards is no wonder."""
    assert not list(check(facts_of(*probed("liveness", HASTY, REFUSED, killed=1))))


def test_a_container_that_has_been_ready_is_quiet():
    """It has started before within this time."""
    assert not list(check(facts_of(*probed("liveness", HASTY, REFUSED, killed=137, ready=True))))


def test_a_startup_probe_protects_the_start():
    """Liveness only begins when the startup probe has succeeded."""
    startup = {"httpGet": {"path": "/", "port": 8080}, "failureThreshold": 60}

    assert not list(check(facts_of(*probed("liveness", HASTY, REFUSED, killed=137, startupProbe=startup))))
    assert not list(check(facts_of(*healthy_app())))
