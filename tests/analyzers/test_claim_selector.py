"""claim-selector: the volumes that fit carry other labels."""

from __future__ import annotations

from firstmate.analyzers.claim_selector import check
from tests.support.build import facts_of
from tests.support.storage import claim, volume


def test_a_label_that_no_volume_has_is_told_beside_what_there_is():
    """ssd is asked for, hdd is there."""
    wanted = claim(selector={"matchLabels": {"disk": "ssd"}})
    (found,) = check(facts_of(wanted, volume(labels={"disk": "hdd"})))

    assert "disk=ssd" in found.claim and "disk=hdd" in found.claim


def test_expressions_select_too():
    """matchExpressions count like matchLabels."""
    wanted = claim(selector={"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a", "b"]}]})
    (found,) = check(facts_of(wanted, volume(labels={"zone": "c"})))

    assert "zone In a,b" in found.claim


def test_a_selector_that_matches_is_well():
    """Something else keeps it waiting."""
    wanted = claim(selector={"matchLabels": {"disk": "ssd"}}, size="9Gi")

    assert not list(check(facts_of(wanted, volume(labels={"disk": "ssd"}))))


def test_without_a_selector_labels_do_not_matter():
    """A claim that selects nothing takes any volume that fits."""
    assert not list(check(facts_of(claim(size="9Gi"), volume(labels={"disk": "ssd"}))))
