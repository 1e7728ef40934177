"""image-credentials: pulls that the registry refuses."""

from __future__ import annotations

from firstmate.analyzers.image_credentials import check
from tests.support.build import deployment, event, facts_of, healthy_app, merged, obj, replicaset, waiting_pod

DENIED = (
    'failed to pull and unpack image "ghcr.io/me/web:1": failed to authorize: failed to fetch anonymous token: '
    "unexpected status from GET request to https://ghcr.io/token?scope=repository%3Ame%2Fweb%3Apull: 401 Unauthorized"
)


def private(words=DENIED, **spec):
    container = {"name": "web", "image": "ghcr.io/me/web:1"}
    return merged(waiting_pod("ErrImagePull", words), {"spec": {"containers": [container], **spec}})


def test_a_pod_without_a_pull_secret_is_told_so():
    """The registry wanted a token, and the pod names no Secret with one."""
    (finding,) = check(facts_of(deployment(ready=0), replicaset(), private()))

    assert "ghcr.io refuses" in finding.claim and "names no pull Secret" in finding.claim


def test_a_pull_secret_that_does_not_exist_is_named():
    """It is named by the pod, and the namespace does not have it."""
    (finding,) = check(facts_of(private(imagePullSecrets=[{"name": "ghcr"}])))

    assert "the pull Secret ghcr does not exist" in finding.claim


def test_a_pull_secret_that_is_refused_is_named():
    """It exists: then its token is wrong."""
    secret = obj("Secret", "ghcr", data={".dockerconfigjson": ""})
    words = "pull access denied, repository does not exist or may require authorization: insufficient_scope"
    (finding,) = check(facts_of(private(words, imagePullSecrets=[{"name": "ghcr"}]), secret))

    assert "with the credentials of ghcr" in finding.claim


def test_an_official_image_needs_no_credentials():
    """All of Docker Hub's own images are public, so a refusal means a name that does not exist."""
    pod = waiting_pod("ErrImagePull", "pull access denied, repository does not exist or may require authorization")
    pod["spec"]["containers"][0]["image"] = "redsi:7"

    assert not list(check(facts_of(pod)))


def test_not_found_is_another_rule():
    """The registry let the node in."""
    assert not list(check(facts_of(private("ghcr.io/me/web:1: not found"))))


def test_a_missing_pull_secret_of_a_running_pod_is_quiet():
    """The image came all the same."""
    deployment_, replicaset_, pod = healthy_app()
    told = event(pod, "FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (ghcr)")

    assert not list(check(facts_of(deployment_, replicaset_, pod, told)))
