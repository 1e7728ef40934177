"""claim-almost-full: what alerts tell of volumes that fill up."""

from __future__ import annotations

from firstmate.analyzers.claim_almost_full import check
from firstmate.findings import Severity
from firstmate.snapshot import AlertListing
from firstmate.snapshot.objects import Alert
from tests.support.build import facts_of
from tests.support.storage import claim, storage_class


def alert(name="KubePersistentVolumeFillingUp", severity="warning", state="firing", claim_name="data"):
    """An alert of the Kubernetes mixin."""
    labels = {"alertname": name, "namespace": "shop", "persistentvolumeclaim": claim_name, "severity": severity}
    return Alert(labels=labels, annotations={"description": "only 2.1% free"}, state=state)


def facts(*alerts):
    """A bound claim whose class can grow, and alerts."""
    bound = claim(phase="Bound", storageClassName="local-path")
    return facts_of(bound, storage_class(allowVolumeExpansion=True), alerts={"prometheus": AlertListing(alerts)})


def test_a_volume_that_fills_up_is_told():
    """With whether it can grow."""
    (found,) = check(facts(alert()))

    assert "can be enlarged" in found.claim and found.severity is Severity.WARNING


def test_the_worst_alert_about_a_claim_counts():
    """The mixin fires a warning and a critical one."""
    (found,) = check(facts(alert(), alert(severity="critical")))

    assert found.severity is Severity.CRITICAL


def test_a_silenced_alert_is_known_to_somebody():
    """It is not told again."""
    assert not list(check(facts(alert(state="silenced"))))


def test_alerts_about_other_things_of_a_claim_are_quiet():
    """Only filling up is this rule's."""
    assert not list(check(facts(alert(name="KubeClaimOrphaned"))))


def test_no_alert_is_no_finding():
    """The usual case."""
    assert not list(check(facts()))
