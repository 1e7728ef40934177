"""custom-resource-degraded: what an operator says of its own object."""

from __future__ import annotations

from firstmate.analyzers.custom_resource_degraded import check
from firstmate.snapshot.custom import CustomObject
from firstmate.snapshot.decode import decode_object
from tests.support.build import STARTED, facts_of


def database(status, made=STARTED):
    """An object of some operator."""
    metadata = {"name": "db", "namespace": "shop", "creationTimestamp": made}
    plain = {"apiVersion": "example.com/v1", "kind": "Database", "metadata": metadata, "status": status}
    found = decode_object(CustomObject, plain)
    assert found
    return found


NOT_READY = {"conditions": [{"type": "Ready", "status": "False", "reason": "NoPrimary", "message": "no primary found"}]}


def test_a_condition_that_says_broken_is_told():
    """With its message as evidence, and a command that finds the kind."""
    (found,) = check(facts_of(custom=(database(NOT_READY),)))

    assert str(found.object) == "Database/shop/db"
    assert "no primary found" in found.evidence[0].value
    assert found.remedies[0].command == "kubectl -n shop describe database.example.com db"


def test_a_phase_that_says_broken_is_told():
    """Not every operator has conditions."""
    assert list(check(facts_of(custom=(database({"phase": "Failed"}),))))


def test_healthy_progressing_and_silent_ones_are_quiet():
    """Only what says that it is broken."""
    quiet = ({"phase": "Running"}, {"phase": "Creating"}, {}, {"conditions": [{"type": "Ready", "status": "True"}]})

    assert not list(check(facts_of(custom=tuple(database(status) for status in quiet))))


def test_a_fresh_object_is_starting():
    """Operators say NotReady before they have begun."""
    assert not list(check(facts_of(custom=(database(NOT_READY, made="2026-03-01T11:59:50Z"),))))
