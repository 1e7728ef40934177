"""Why an image could not be pulled, told apart by the words of container runtimes and registries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from firstmate.facts import Facts
from firstmate.facts.pods import ContainerView
from firstmate.findings import ObjectRef
from firstmate.snapshot.objects import Pod

WAITING = ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable")


class PullFailure(StrEnum):
    """What a pull failed of."""

    NOT_FOUND = "not found"
    CREDENTIALS = "credentials"
    REGISTRY_DNS = "registry name does not resolve"
    REGISTRY_UNREACHABLE = "registry unreachable"
    TLS = "certificate not trusted"
    ARCHITECTURE = "no image for this architecture"
    RATE_LIMIT = "rate limit"
    INVALID_NAME = "invalid name"
    NEVER = "never pulled"
    UNKNOWN = "unknown"


# In the order in which they are asked. Words of containerd, CRI-O, Docker and the distribution registry: a registry
# that hides private images says "pull access denied … may require 'docker login'", and "not found" as well.
WORDS: tuple[tuple[PullFailure, re.Pattern[str]], ...] = tuple(
    (failure, re.compile(words, re.IGNORECASE))
    for failure, words in (
        (PullFailure.INVALID_NAME, r"invalid reference format|couldn't parse image|InvalidImageName"),
        (PullFailure.NEVER, r"ErrImageNeverPull|with pull policy of Never"),
        (PullFailure.ARCHITECTURE, r"no match(ing manifest)? for platform|no matching manifest for|for architecture"),
        (PullFailure.RATE_LIMIT, r"toomanyrequests|too many requests|pull rate limit|\b429\b"),
        (
            PullFailure.REGISTRY_DNS,
            r"no such host|server misbehaving|name resolution|lookup \S+.*(i/o timeout|connection refused)",
        ),
        (PullFailure.TLS, r"x509:|certificate signed by unknown authority|http: server gave HTTP response to HTTPS"),
        (
            PullFailure.REGISTRY_UNREACHABLE,
            r"connection refused|no route to host|i/o timeout|network is unreachable|connection reset|"
            r"TLS handshake timeout|context deadline exceeded|Client\.Timeout|\b50[234]\b",
        ),
        (
            PullFailure.CREDENTIALS,
            r"unauthorized|authentication required|no basic auth credentials|access denied|403 Forbidden|"
            r"denied: |may require .?docker login|authorization failed|insufficient_scope|401 ",
        ),
        (PullFailure.NOT_FOUND, r"not found|manifest unknown|name unknown|does not exist|no such image"),
    )
)


@dataclass(frozen=True)
class Pull:
    """A container that waits for its image, and why."""

    workload: ObjectRef
    pod: Pod
    container: str
    image: str
    failure: PullFailure
    where: str
    message: str


def failed_pulls(facts: Facts, *wanted: PullFailure) -> Iterator[Pull]:
    """The pulls that fail for one of the wanted reasons, one for each workload and image."""
    seen: set[tuple[ObjectRef, str]] = set()
    for workload, pod, container in facts.stuck():
        if container.waiting_reason not in WAITING or (workload, container.spec.image) in seen:
            continue
        pull = _explain(facts, workload, pod, container)
        if pull.failure in wanted:
            seen.add((workload, pull.image))
            yield pull


def classify(message: str) -> PullFailure:
    """What the words of a failed pull mean."""
    return next((failure for failure, words in WORDS if words.search(message)), PullFailure.UNKNOWN)


def _explain(facts: Facts, workload: ObjectRef, pod: Pod, container: ContainerView) -> Pull:
    """Back-off messages do not tell the reason: then the newest event about this image that does is asked."""
    where, message = f"{container.path}.state.waiting", f"{container.waiting_reason}: {container.waiting_message}"
    failure = classify(message)
    if failure is PullFailure.UNKNOWN:
        for event in facts.pod_events(pod, "Failed"):
            told = classify(event.message)
            if told is not PullFailure.UNKNOWN and container.spec.image in event.message:
                where, message, failure = "event Failed", event.message, told
                break
    if failure is PullFailure.CREDENTIALS and is_official(container.spec.image) and not pod.spec.image_pull_secrets:
        failure = PullFailure.NOT_FOUND  # they are public: Docker Hub and mirrors refuse only those that do not exist
    return Pull(workload, pod, container.spec.name, container.spec.image, failure, where, message)


def registry(image: str) -> str:
    """The registry's host in an image name; Docker Hub where none is written."""
    head, slash, _ = image.partition("/")
    return head if slash and (head == "localhost" or "." in head or ":" in head) else "docker.io"


def is_official(image: str) -> bool:
    """One of Docker Hub's own images: `redis:7`, `docker.io/library/redis`."""
    return "/" not in image.removeprefix("docker.io/").removeprefix("library/")
