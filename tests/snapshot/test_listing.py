"""A listing knows what is not there only where it was read whole."""

from __future__ import annotations

import pytest

from firstmate.snapshot import AlertListing, Snapshot
from firstmate.snapshot.kinds import KINDS, MATTERS
from firstmate.snapshot.listing import Listing, Missing, Why
from firstmate.snapshot.objects import Meta, Object
from tests.support.build import NOW, obj, snapshot_of


def named(name, namespace="shop"):
    return Object(metadata=Meta(name=name, namespace=namespace))


def test_a_whole_listing_knows_what_it_lacks():
    """What is in it is not lacking, what is not is."""
    listing = Listing.of([named("web")])

    assert not listing.lacks("shop", "web") and listing.lacks("shop", "db") and listing.lacks("media", "web")


def test_a_listing_of_one_namespace_says_nothing_of_others():
    """Only its own namespace was read."""
    listing = Listing.of([named("web")], namespace="shop")

    assert listing.lacks("shop", "db") and not listing.lacks("media", "db")


@pytest.mark.parametrize("why", list(Why))
def test_a_listing_that_was_not_read_whole_lacks_nothing(why):
    """Whatever the reason was."""
    assert not Listing.of([named("web")], Missing(why)).lacks("shop", "db")


def test_objects_come_in_one_order():
    """By namespace and name, however the server gave them."""
    objects = [named("b"), named("a", "media"), named("a")]

    assert Listing.of(objects) == Listing.of(reversed(objects))
    assert [o.metadata.name for o in Listing.of(objects).by_namespace["shop"]] == ["a", "b"]


def test_a_kind_that_nobody_asked_for_is_not_read():
    """It is missing without being a failure."""
    snapshot = Snapshot(taken_at=NOW)

    assert snapshot.missing.keys() == {k.source for k in KINDS} | {"prometheus", "alertmanager"}
    assert snapshot.unreadable == {}


@pytest.mark.parametrize("why", list(Why))
def test_only_what_matters_and_failed_is_unreadable(why):
    """Pods matter, leases do not; what is not served or was not asked for did not fail."""
    snapshot = snapshot_of(unread={"pods": Missing(why), "leases": Missing(why)})

    assert snapshot.unreadable == ({"pods": Missing(why)} if why.is_failure else {})
    assert {"pods", "leases"} <= snapshot.missing.keys()


def test_a_source_that_the_user_named_matters():
    """Whoever says where Prometheus is wants to hear when it is not there."""
    unread = {"prometheus": AlertListing(missing=Missing(Why.UNREACHABLE))}

    assert snapshot_of(alerts=unread).unreadable == {}
    assert "prometheus" in snapshot_of(alerts=unread, declared=("prometheus",)).unreadable


def test_what_matters_is_what_the_documentation_says():
    """Pods, nodes, events, workloads, Services and claims: nothing slips in or out unseen."""
    assert {
        "pods", "nodes", "events", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs",
        "services", "persistentvolumeclaims",
    } == MATTERS  # fmt: skip


def test_a_listing_is_found_by_the_singular_name():
    """As owner references and events name kinds; an unknown kind was not read."""
    snapshot = snapshot_of(obj("Pod", "web"))

    assert snapshot.of_kind("Pod").get("shop", "web")
    assert snapshot.of_kind("Odd").missing == Missing(Why.NOT_READ)
