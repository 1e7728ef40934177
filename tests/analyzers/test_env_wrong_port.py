"""env-wrong-port: a port that the named Service does not list, in its own variable or beside the host."""

from __future__ import annotations

import pytest

from firstmate.analyzers.env_wrong_port import check
from tests.support.build import facts_of
from tests.support.network import caller, service

API = service("api", port=3550, target=3550)


@pytest.mark.parametrize(
    "env",
    [
        {"API_ADDR": "api:3551"},
        {"API_URL": "http://api.shop.svc.cluster.local:3551/v1"},
        {"API_URL": "http://api.shop:3551"},
        {"API_HOST": "api", "API_PORT": "3551"},
        {"BROKERS": "api:3550,api:3551"},
    ],
)
def test_a_port_that_the_service_does_not_list_is_told_of_the_caller(env):
    """In host:port, in a URL, in two variables, in a list."""
    shop = {"kind": "Namespace", "metadata": {"name": "shop"}}

    found = list(check(facts_of(caller(env), API, shop)))

    assert [str(f.object) for f in found] == ["Deployment/shop/front"]
    assert "3551" in found[0].claim and "3550" in found[0].claim


def test_a_flag_is_read_like_a_variable():
    """`--api-addr=api:3551` says the same."""
    front = caller({})
    front["spec"]["template"]["spec"]["containers"][0]["args"] = ["--api-addr=api:3551"]

    assert len(list(check(facts_of(front, API)))) == 1


@pytest.mark.parametrize(
    "env", [{"API_ADDR": "api:3550"}, {"API_HOST": "api"}, {"API_HOST": "api", "API_PORT": "3550"}, {"IMAGE": "api:2"}]
)
def test_ports_that_are_served_or_not_told_are_quiet(env):
    """The right port, no port, and what is no address."""
    assert list(check(facts_of(caller(env), API))) == []


@pytest.mark.parametrize("spec", [{"clusterIP": "None"}, {"type": "ExternalName", "externalName": "db.example.org"}])
def test_services_that_are_only_a_name_are_quiet(spec):
    """A headless or external Service forwards nothing, so its ports bind nobody."""
    assert list(check(facts_of(caller({"API_ADDR": "api:9999"}), service("api", spec=spec)))) == []


def test_a_workload_at_zero_is_quiet():
    """It calls nobody."""
    assert list(check(facts_of(caller({"API_ADDR": "api:3551"}, replicas=0), API))) == []
