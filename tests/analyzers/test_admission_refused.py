"""admission-refused: policies that deny pods and webhooks that do not answer."""

from __future__ import annotations

import pytest

from firstmate.analyzers.admission_refused import check
from firstmate.findings import CommandTier
from tests.support.build import facts_of, healthy_app
from tests.support.refused import refused_deployment

DENIED = 'admission webhook "validate.kyverno.svc-fail" denied the request: resource Pod/shop/web was blocked'
SILENT = (
    'Internal error occurred: failed calling webhook "mutate.example.io": failed to call webhook: Post '
    '"https://policy.policy.svc:443/mutate?timeout=10s": no endpoints available for service "policy"'
)


@pytest.mark.parametrize(("words", "name"), [(DENIED, "validate.kyverno.svc-fail"), (SILENT, "mutate.example.io")])
def test_the_webhook_is_named(words, name):
    """Whether it denies or does not answer, its name is in the claim."""
    found = list(check(facts_of(*refused_deployment(words))))

    assert [str(f.object) for f in found] == ["Deployment/shop/web"]
    assert name in found[0].claim


def test_a_silent_webhook_is_to_be_looked_at_first():
    """A policy is met in the manifest; a webhook that is down is found by reading."""
    found = list(check(facts_of(*refused_deployment(SILENT))))

    assert found[0].remedies[0].tier is CommandTier.READ


def test_other_refusals_are_other_rules():
    """A missing ServiceAccount is no webhook."""
    words = 'pods "web-" is forbidden: error looking up service account shop/web: serviceaccount "web" not found'

    assert list(check(facts_of(*refused_deployment(words)))) == []


def test_a_workload_that_runs_is_quiet():
    """It was let in since."""
    assert list(check(facts_of(*healthy_app(), refused_deployment(DENIED)[2]))) == []
