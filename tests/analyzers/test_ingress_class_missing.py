"""ingress-class-missing: classes that no IngressClass has, unless a controller serves the Ingress all the same."""

from __future__ import annotations

from firstmate.analyzers.ingress_class_missing import check
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import facts_of
from tests.support.ingress import SERVED, ingress, ingress_class


def test_a_class_that_does_not_exist_is_told_with_those_that_do():
    """A move from nginx to Traefik that forgot this Ingress."""
    found = list(check(facts_of(ingress(), ingress_class("traefik"))))

    assert [str(f.object) for f in found] == ["Ingress/shop/shop"]
    assert "nginx" in found[0].claim and "traefik" in found[0].claim


def test_a_cluster_without_any_class_is_told():
    """No controller was ever installed."""
    assert "there is none" in next(check(facts_of(ingress()))).claim


def test_a_class_that_exists_is_quiet():
    """The controller knows its class."""
    assert list(check(facts_of(ingress(), ingress_class()))) == []


def test_an_ingress_that_is_served_is_quiet():
    """Some controllers take a class by its name alone."""
    assert list(check(facts_of(ingress(status=SERVED)))) == []


def test_the_old_annotation_needs_no_class():
    """Controllers that watch it need no IngressClass."""
    old = ingress(cls="", metadata={"annotations": {"kubernetes.io/ingress.class": "nginx"}})

    assert list(check(facts_of(old))) == []


def test_classes_that_could_not_be_read_are_not_called_missing():
    """Not knowing is not absence."""
    assert list(check(facts_of(ingress(), unread={"ingressclasses": Missing(Why.FORBIDDEN)}))) == []
