"""ingress-tls-secret-missing: Secrets that are not there and that nobody is about to make."""

from __future__ import annotations

from firstmate.analyzers.ingress_tls_secret_missing import check
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import facts_of, obj
from tests.support.ingress import ingress

SECURE = ingress(spec={"tls": [{"hosts": ["shop.example"], "secretName": "shop-tls"}]})


def test_a_secret_that_does_not_exist_is_told_with_its_hosts():
    """Visitors of these hosts get another certificate."""
    found = list(check(facts_of(SECURE)))

    assert [str(f.object) for f in found] == ["Ingress/shop/shop"]
    assert "shop-tls" in found[0].claim and "shop.example" in found[0].claim


def test_each_secret_is_told():
    """Two hosts with a Secret each."""
    two = ingress(spec={"tls": [{"secretName": "a"}, {"secretName": "b"}]})

    assert len(list(check(facts_of(two)))) == 2


def test_a_secret_that_exists_is_quiet():
    """Its content is none of our business."""
    assert list(check(facts_of(SECURE, obj("Secret", "shop-tls")))) == []


def test_a_secret_that_cert_manager_is_to_make_is_another_rule():
    """The Certificate tells why it is not there yet."""
    certificate = obj("Certificate", "shop", spec={"secretName": "shop-tls"})

    assert list(check(facts_of(SECURE, certificate))) == []


def test_secrets_that_may_not_be_read_are_not_called_missing():
    """Most users may not list them."""
    assert list(check(facts_of(SECURE, unread={"secrets": Missing(Why.FORBIDDEN)}))) == []


def test_the_controllers_own_certificate_is_quiet():
    """TLS without a Secret asks for the default one."""
    assert list(check(facts_of(ingress(spec={"tls": [{"hosts": ["shop.example"]}]})))) == []
