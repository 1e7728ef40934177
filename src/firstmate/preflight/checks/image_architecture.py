"""Images that are made for other processors than those of the nodes that would run them.

https://docs.docker.com/build/building/multi-platform/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.images import full_name, runs_on
from firstmate.preflight.placement import placement
from firstmate.preflight.values import Check, Unchecked, Weight

CHECK = Check(
    __name__,
    title="Images are made for the nodes' processors",
    weight=Weight.BLOCKER,
    means="An image's name says that it is made for another processor than those of the nodes that would take the pod. "
    "An image that a ready pod runs on such a node is known to fit; every other one is not known.",
)
# What people write into repositories and tags, and the name that nodes have for it.
SPELLINGS = {
    "amd64": "amd64", "x86_64": "amd64", "x86-64": "amd64", "arm64": "arm64", "arm64v8": "arm64", "aarch64": "arm64",
    "arm32v7": "arm", "arm32v6": "arm", "armv7": "arm", "armhf": "arm", "ppc64le": "ppc64le", "s390x": "s390x",
    "riscv64": "riscv64",
}  # fmt: skip
TOLD = re.compile(rf"(?<![a-z0-9])({'|'.join(sorted(SPELLINGS, key=len, reverse=True))})(?![a-z0-9])")


def check(case: Case) -> Iterator[Said]:
    """One miss a container; once an image for what is not known."""
    known, told = runs_on(case), set()
    for template in case.bundle.templates:
        kinds = _architectures(case, template)
        for container, where in template.containers():
            image = full_name(container.image)
            made_for = frozenset(SPELLINGS[m] for m in TOLD.findall(container.image.lower()))
            if not kinds or not container.image or kinds <= known.get(image, frozenset()):
                continue
            if made_for and not made_for & kinds:
                text = f"image {container.image} is made for {_words(made_for)}"
                yield miss(CHECK, template.item, (*where, "image"), text, f"the nodes are {_words(kinds)}")
            elif not made_for and image not in told:
                told.add(image)
                yield Unchecked(
                    f"whether image {container.image} is made for {_words(kinds)}",
                    "no ready pod here runs it there, and registries are not asked",
                    failed=False,
                )


def _architectures(case: Case, template: Template) -> frozenset[str]:
    """Those of the nodes that would take the pods, else of those that they ask for."""
    found = placement(case, template)
    return frozenset(n.status.node_info.architecture for n in found.open or found.asked) - {""}


def _words(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
