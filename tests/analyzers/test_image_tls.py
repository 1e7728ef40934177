"""image-tls: certificates that the node does not trust."""

from __future__ import annotations

import pytest

from firstmate.analyzers.image_tls import check
from tests.support.build import deployment, event, facts_of, healthy_app, replicaset, waiting_pod

WORDS = (
    (
        'failed to do request: Head "https://registry.example/v2/": tls: failed to verify certificate: x509: '
        "certificate signed by unknown authority"
    ),
    (
        "x509: certificate has expired or is not yet valid: current time 2026-03-01T12:00:00Z is after "
        "2026-02-01T00:00:00Z"
    ),
    "http: server gave HTTP response to HTTPS client",
)
OTHERS = (
    "dial tcp 10.0.0.9:5000: i/o timeout",
    "toomanyrequests: You have reached your pull rate limit",
)


@pytest.mark.parametrize("words", WORDS)
def test_the_runtimes_words_decide(words):
    """The message of the waiting container, in the wordings of several runtimes and registries."""
    (finding,) = check(facts_of(deployment(ready=0), replicaset(), waiting_pod("ErrImagePull", words)))

    assert str(finding.object) == "Deployment/shop/web"
    assert "registry.example" in finding.claim


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
