"""What is really so, whatever the manifests say: which images exist, what their programs need, what is in Git.

A fix cures because it makes the manifests agree with this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from firstmate.practice.objects import Object
from firstmate.practice.repositories import NOWHERE, Repositories

MI = 2**20


@dataclass(frozen=True)
class Crash:
    """A program that ends by itself: its last words and exit code, some seconds after it started."""

    exit_code: int
    words: tuple[str, ...]
    after: int = 2


@dataclass(frozen=True)
class Inside:
    """What a container finds when it starts: its environment, and the files of mounted ConfigMaps and Secrets."""

    environment: Mapping[str, str]
    files: Mapping[str, str]


Check = Callable[[Inside], Crash | None]


@dataclass(frozen=True)
class Program:
    """What runs in an image, once it is started."""

    memory: int = 24 * MI
    cpu: float = 0.005
    ports: tuple[int, ...] | None = None
    """Where it listens; None: on what the container declares."""
    paths: tuple[str, ...] | None = None
    """What it answers with 200 over HTTP; None: everything."""
    startup: int = 2
    """Seconds until it listens, or until it has taken its memory."""
    lasts: int | None = None
    """Seconds after which it is done; None: it serves for ever."""
    check: Check | None = None
    log: tuple[str, ...] = ()


@dataclass(frozen=True)
class Image:
    """A repository: the tags it has, and what is in them."""

    tags: tuple[str, ...]
    program: Program = Program()


@dataclass(frozen=True)
class Reality:
    """The world outside the API.

    Image repositories that it does not list exist, with any tag, and hold an undemanding program.
    """

    images: Mapping[str, Image] = field(default_factory=dict)
    git: Mapping[str, tuple[Object, ...]] = field(default_factory=dict)
    """Argo CD Application -> the manifests in its folder of the site's Git repository."""
    dark_nodes: tuple[str, ...] = ()
    """Nodes that lost power or network. Annotating one with POWER_CYCLED stands for going there and curing it."""
    repositories: Repositories = NOWHERE
    """Repositories that really are there, on this machine."""

    def exists(self, image: str) -> bool:
        repository, tag = split_image(image)
        known = self.images.get(repository)
        return known is None or tag in known.tags

    def program(self, image: str) -> Program:
        known = self.images.get(split_image(image)[0])
        return known.program if known else Program()


POWER_CYCLED = "practice.firstmate.dev/power-cycled"
PROVISIONER = "rancher.io/local-path"


def split_image(image: str) -> tuple[str, str]:
    """Repository and tag; an image without a tag is `latest`."""
    name, _, _ = image.partition("@")
    path, separator, tag = name.rpartition(":")
    if not separator or "/" in tag:
        return name, "latest"
    return path, tag
