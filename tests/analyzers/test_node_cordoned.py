"""node-cordoned: worth knowing after an hour, and never for the control plane."""

from __future__ import annotations

from firstmate.analyzers.node_cordoned import check
from firstmate.findings import Severity
from tests.support.build import facts_of, merged, node


def cordoned(since="2026-03-01T09:00:00Z", **labels):
    """A node that somebody cordoned."""
    taint = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule", "timeAdded": since}
    return merged(node(), {"metadata": {"labels": labels}, "spec": {"unschedulable": True, "taints": [taint]}})


def test_a_forgotten_cordon_is_worth_knowing():
    """It alarms nobody."""
    (found,) = check(facts_of(cordoned()))

    assert found.severity is Severity.INFO


def test_a_cordon_without_a_date_counts():
    """The taint does not always tell."""
    assert list(check(facts_of(node(spec={"unschedulable": True}))))


def test_maintenance_going_on_is_no_finding():
    """Ten minutes are not forgotten."""
    assert not list(check(facts_of(cordoned(since="2026-03-01T11:50:00Z"))))


def test_a_cordoned_control_plane_is_a_choice():
    """kubeasz and others keep it so."""
    assert not list(check(facts_of(cordoned(**{"node-role.kubernetes.io/control-plane": ""}))))
    assert not list(check(facts_of(cordoned(**{"kubernetes.io/role": "master"}))))
