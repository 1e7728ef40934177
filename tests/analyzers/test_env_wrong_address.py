"""env-wrong-address: misspelt Services, and variables that point at another Service than they are named for."""

from __future__ import annotations

import pytest

from firstmate.analyzers.env_wrong_address import check
from tests.support.build import facts_of, healthy_app
from tests.support.network import caller, service

CATALOG, CART, PAY = (service(name) for name in ("catalog", "cart", "payment"))


@pytest.mark.parametrize(
    "env",
    [
        {"CATALOG_ADDR": "catalog-invalid:80"},
        {"CATALOG_ADDR": "catalogue:80"},
        {"CATALOG_URL": "http://products.shop.svc/"},
    ],
)
def test_a_name_that_no_service_has_is_told_with_the_one_that_was_meant(env):
    """By its likeness, or by the variable's own name."""
    found = list(check(facts_of(caller(env), CATALOG)))

    assert [str(f.object) for f in found] == ["Deployment/shop/front"]
    assert "catalog was probably meant" in found[0].claim


@pytest.mark.parametrize("address", ["cart:80", "10.0.0.7:80", "http://localhost:3550", "catalog.example.org:80"])
def test_a_variable_that_points_elsewhere_is_told(address):
    """The other variables are named for their Services, this one is not."""
    env = {"CATALOG_ADDR": address, "CART_ADDR": "cart:80", "PAYMENT_ADDR": "payment:80"}

    found = list(check(facts_of(caller(env), CATALOG, CART, PAY)))

    assert len(found) == 1 and "CATALOG_ADDR" in found[0].claim


@pytest.mark.parametrize(
    "env",
    [
        {"CATALOG_ADDR": "catalog:80", "CART_ADDR": "cart:80"},
        {"CACHE_ADDR": "cart:80"},
        {"CATALOG_ADDR": "cart:80"},
        {"NAS_HOST": "nas"},
        {"CATALOG_ADDR": "catalog.example.org:443"},
    ],
    ids=["right", "own naming", "no habit to go by", "a machine at home", "outside"],
)
def test_addresses_that_may_well_be_meant_are_quiet(env):
    """A name of its own is nobody's mistake."""
    assert list(check(facts_of(caller(env), CATALOG, CART, PAY))) == []


def test_a_service_that_was_never_made_is_another_rule():
    """Its workload is there under the very name."""
    facts = facts_of(caller({"CATALOGS_ADDR": "catalogs:80"}), *healthy_app("catalogs"), CATALOG)

    assert list(check(facts)) == []
