"""Images by their full names, and for which processors they are known to be made: those on which they run already.

Nodes tell names and sizes of images, never their architecture; that a node holds one proves nothing, since runtimes
pull an image made for one architecture wherever it is asked for. The registries that know are not asked.
"""

from __future__ import annotations

from firstmate.facts.images import registry
from firstmate.facts.pods import is_ready
from firstmate.preflight.case import Case

HUB, OFFICIAL = "docker.io", "library"


def full_name(image: str) -> str:
    """`docker.io/library/nginx:latest` of `nginx`, as runtimes name what they hold."""
    name, digest = image.partition("@")[::2]
    if registry(name) == HUB:
        short = name.removeprefix(f"{HUB}/")
        name = f"{HUB}/{short if '/' in short else f'{OFFICIAL}/{short}'}"
    if digest:
        return f"{name.rpartition(':')[0] if ':' in name.rpartition('/')[2] else name}@{digest}"
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def runs_on(case: Case) -> dict[str, frozenset[str]]:
    """The architectures on which each image runs ready now, by full name."""
    kinds = {node.metadata.name: node.status.node_info.architecture for node in case.snapshot.nodes}
    found: dict[str, set[str]] = {}
    for pod in case.snapshot.pods:
        kind = kinds.get(pod.spec.node_name)
        if kind and is_ready(pod):
            for container in pod.spec.containers:
                found.setdefault(full_name(container.image), set()).add(kind)
    return {image: frozenset(on) for image, on in found.items()}
