"""image-registry-dns: a registry whose name the node cannot resolve."""

from __future__ import annotations

import pytest

from firstmate.analyzers.image_registry_dns import check
from tests.support.build import deployment, event, facts_of, healthy_app, replicaset, waiting_pod

WORDS = (
    (
        'failed to pull and unpack image "registry.example/web:1.0": failed to resolve reference: failed to do '
        'request: Head "https://registry.example/v2/web/manifests/1.0": dial tcp: lookup registry.example on '
        "127.0.0.53:53: no such host"
    ),
    "dial tcp: lookup registry.example: Temporary failure in name resolution",
    "dial tcp: lookup registry.example on 10.0.0.1:53: read udp 10.0.0.2:4->10.0.0.1:53: i/o timeout",
)
OTHERS = (
    "manifest unknown: manifest unknown",
    "dial tcp 10.0.0.9:5000: connect: connection refused",
    "unauthorized: authentication required",
)


@pytest.mark.parametrize("words", WORDS)
def test_the_runtimes_words_decide(words):
    """The message of the waiting container, in the wordings of several runtimes and registries."""
    (finding,) = check(facts_of(deployment(ready=0), replicaset(), waiting_pod("ErrImagePull", words)))

    assert str(finding.object) == "Deployment/shop/web"
    assert "registry.example does not resolve" in finding.claim


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
