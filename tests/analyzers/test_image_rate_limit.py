"""image-rate-limit: registries that count pulls."""

from __future__ import annotations

import pytest

from firstmate.analyzers.image_rate_limit import check
from tests.support.build import deployment, event, facts_of, healthy_app, replicaset, waiting_pod

WORDS = (
    ("429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit."),
    "reading manifest 1.0 in registry.example/web: toomanyrequests: retry later",
)
OTHERS = (
    "unauthorized: authentication required",
    "manifest for registry.example/web:1.0 not found: manifest unknown",
)


@pytest.mark.parametrize("words", WORDS)
def test_the_runtimes_words_decide(words):
    """The message of the waiting container, in the wordings of several runtimes and registries."""
    (finding,) = check(facts_of(deployment(ready=0), replicaset(), waiting_pod("ErrImagePull", words)))

    assert str(finding.object) == "Deployment/shop/web"
    assert "refuses more pulls" in finding.claim


def test_a_back_off_asks_the_events():
    """ImagePullBackOff does not tell why; the Failed event of the last attempt does."""
    pod = waiting_pod("ImagePullBackOff", 'Back-off pulling image "registry.example/web:1.0"')
    told = event(pod, "Failed", f'Failed to pull image "registry.example/web:1.0": {WORDS[0]}')

    assert len(list(check(facts_of(deployment(ready=0), replicaset(), pod, told)))) == 1


@pytest.mark.parametrize("words", OTHERS)
def test_other_reasons_are_other_rules(words):
    """A pull fails of one thing."""
    assert not list(check(facts_of(deployment(ready=0), replicaset(), waiting_pod("ErrImagePull", words))))


def test_a_pod_that_runs_again_is_quiet():
    """The event is left over from before."""
    deployment_, replicaset_, pod = healthy_app()
    told = event(pod, "Failed", f'Failed to pull image "registry.example/web:1.0": {WORDS[0]}')

    assert not list(check(facts_of(deployment_, replicaset_, pod, told)))
