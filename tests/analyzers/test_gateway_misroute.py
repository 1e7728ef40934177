"""gateway-misroute: a single route that breaks the habit of its Ingress."""

from __future__ import annotations

import pytest

from firstmate.analyzers.gateway_misroute import check
from tests.support.build import facts_of
from tests.support.ingress import ingress
from tests.support.network import service

NAMES = ("orders-service", "routes-service", "users-service", "prices-service")
SERVICES = tuple(service(name) for name in NAMES)
RIGHT = {f"/api/{name.removesuffix('-service')}": f"{name}:80" for name in NAMES}


def test_a_path_that_is_sent_to_another_service_is_told_of_the_one_it_is_named_for():
    """The orders get nothing, and the prices get the orders' requests."""
    found = list(check(facts_of(ingress(RIGHT | {"/api/orders": "prices-service:80"}), *SERVICES)))

    assert [str(f.object) for f in found] == ["Service/shop/orders-service"]
    assert "/api/orders" in found[0].claim and "prices-service" in found[0].claim


def test_full_names_in_paths_count_as_well():
    """`/orders-service` is named for it even more plainly."""
    paths = {f"/{name}": f"{name}:80" for name in NAMES} | {"/users-service": "routes-service:80"}

    assert [str(f.object) for f in check(facts_of(ingress(paths), *SERVICES))] == ["Service/shop/users-service"]


@pytest.mark.parametrize(
    "paths",
    [
        RIGHT,
        RIGHT | {"/api/orders": "prices-service:80", "/v2/orders": "orders-service:80"},
        RIGHT | {"/api/orders": "prices-service:80", "/api/users": "prices-service:80"},
        {"/": "web:80", "/orders": "web:80"},
    ],
    ids=["right", "moved to another path", "more than one", "one for all"],
)
def test_routes_that_may_well_be_meant_are_quiet(paths):
    """Two odd routes are a habit."""
    assert list(check(facts_of(ingress(paths), *SERVICES, service("web")))) == []
