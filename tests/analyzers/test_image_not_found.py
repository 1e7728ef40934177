"""image-not-found: the registry's own "not found", and none of the other reasons for ImagePullBackOff."""

from __future__ import annotations

import pytest

from firstmate.analyzers.image_not_found import check
from tests.support.build import deployment, event, facts_of, healthy_app, replicaset, waiting_pod

IMAGE = "registry.example/web:1.0"
NOT_FOUND = f'rpc error: code = NotFound desc = failed to pull and unpack image "{IMAGE}": {IMAGE}: not found'


def test_a_registry_that_says_not_found_is_named_on_the_workload():
    """The kubelet's message on the waiting container decides, and the Deployment is blamed, not the pod."""
    facts = facts_of(deployment(ready=0), replicaset(), waiting_pod("ErrImagePull", NOT_FOUND))

    found = list(check(facts))

    assert [str(f.object) for f in found] == ["Deployment/shop/web"]
    assert IMAGE in found[0].claim


def test_a_back_off_asks_the_events_for_the_reason():
    """ImagePullBackOff's own message does not tell; the Failed event about the same image does."""
    pod = waiting_pod("ImagePullBackOff", f'Back-off pulling image "{IMAGE}"')
    told = event(pod, "Failed", f'Failed to pull image "{IMAGE}": manifest unknown')

    assert len(list(check(facts_of(deployment(ready=0), replicaset(), pod, told)))) == 1


@pytest.mark.parametrize(
    "words",
    [
        "pull access denied, repository does not exist or may require authorization: server message: denied",
        'failed to do request: Head "https://registry.example/v2/": dial tcp: lookup registry.example: no such host',
        "429 Too Many Requests - toomanyrequests: You have reached your pull rate limit",
    ],
)
def test_other_reasons_are_other_rules(words):
    """Credentials, DNS and rate limits are not a missing image."""
    facts = facts_of(deployment(ready=0), replicaset(), waiting_pod("ErrImagePull", words))

    assert list(check(facts)) == []


def test_an_event_that_is_over_is_no_evidence():
    """A pod that runs again is quiet, whatever its old events say."""
    deployment_, replicaset_, pod = healthy_app()

    assert list(check(facts_of(deployment_, replicaset_, pod, event(pod, "Failed", NOT_FOUND)))) == []
