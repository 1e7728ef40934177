"""ingress-backend-missing: Services and ports that are not there, in both shapes of the API."""

from __future__ import annotations

import pytest

from firstmate.analyzers.ingress_backend_missing import check
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import facts_of, obj
from tests.support.ingress import ingress
from tests.support.network import service


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        ("api:80", "Service api, which does not exist"),
        ("web:8080", "lists 80 (http)"),
        ("web:https", "lists 80 (http)"),
    ],
)
def test_a_backend_that_is_not_there_is_told(backend, words):
    """A Service, a port number, a port name."""
    found = list(check(facts_of(ingress({"/v1": backend}), service())))

    assert [str(f.object) for f in found] == ["Ingress/shop/shop"]
    assert words in found[0].claim and "shop.example/v1" in found[0].claim


def test_the_default_backend_counts():
    """It has no path."""
    made = obj("Ingress", "shop", spec={"defaultBackend": {"service": {"name": "gone", "port": {"number": 80}}}})

    assert "the default backend" in next(check(facts_of(made))).claim


def test_the_old_shape_is_read():
    """networking.k8s.io/v1beta1, which clusters up to 1.21 serve."""
    backend = {"backend": {"serviceName": "gone", "servicePort": "80"}}
    made = obj("Ingress", "shop", spec={"rules": [{"http": {"paths": [backend]}}]})

    assert len(list(check(facts_of(made)))) == 1


@pytest.mark.parametrize("backend", ["web:80", "web:http"])
def test_backends_that_are_there_are_quiet(backend):
    """By number and by name."""
    assert list(check(facts_of(ingress({"/": backend}), service()))) == []


def test_services_that_could_not_be_read_are_not_called_missing():
    """Not knowing is not absence."""
    assert list(check(facts_of(ingress(), unread={"services": Missing(Why.FORBIDDEN)}))) == []
