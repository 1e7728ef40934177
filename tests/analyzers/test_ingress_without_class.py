"""ingress-without-class: no class, no default, and nobody who serves it."""

from __future__ import annotations

import pytest

from firstmate.analyzers.ingress_without_class import check
from tests.support.build import JUST_NOW, facts_of
from tests.support.ingress import SERVED, ingress, ingress_class


@pytest.mark.parametrize("classes", [(), (ingress_class("nginx"), ingress_class("traefik"))])
def test_an_ingress_that_nobody_takes_is_told(classes):
    """Without a controller, or with two of which neither is the default."""
    assert [str(f.object) for f in check(facts_of(ingress(cls=""), *classes))] == ["Ingress/shop/shop"]


@pytest.mark.parametrize(
    "objects",
    [
        (ingress(cls=""), ingress_class("traefik", default=True)),
        (ingress(cls="", status=SERVED), ingress_class("traefik")),
        (ingress(cls="nginx"), ingress_class("nginx")),
        (ingress(cls="", metadata={"annotations": {"kubernetes.io/ingress.class": "nginx"}}), ingress_class("nginx")),
        (ingress(cls="", metadata={"creationTimestamp": JUST_NOW}), ingress_class("nginx")),
    ],
    ids=["default class", "served all the same", "class named", "annotation", "new"],
)
def test_ingresses_that_somebody_takes_are_quiet(objects):
    """k3s' Traefik takes those without a class as well."""
    assert list(check(facts_of(*objects))) == []
