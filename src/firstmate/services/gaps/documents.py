"""What is written about a site: pages that are named and not there, ports that nobody declared, names of services."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from firstmate.adapters import kept_files, managed_block
from firstmate.errors import UsageError
from firstmate.sites.values import Node, Service, Site

PAGE = re.compile(r"(?:\]\(|`|@)((?:\.{1,2}/)*[\w-][\w./-]*\.md)\b")
"""A page in a link, in a code span, or brought in."""


@dataclass(frozen=True)
class Document:
    """A page that is there: its text without what Firstmate has rendered into it."""

    path: Path
    text: str

    def names(self, service: Service) -> bool:
        """Whether it speaks of a service, by its name or title."""
        words = "|".join(re.escape(word) for word in (service.name, service.title) if word)
        return re.search(rf"(?<![\w-])(?:{words})(?![\w-])", self.text, re.IGNORECASE) is not None


@dataclass(frozen=True)
class Lost:
    """Something that is named and is not there."""

    what: str
    where: str
    why: str


def read(site: Site, folder: Path, claude_md: Path) -> tuple[list[Document], list[str]]:
    """The pages that the site file lists, and CLAUDE.md; and why one that is there could not be read."""
    pages, unread = [], []
    for path in (*(folder / name for name in site.knowledge), claude_md):
        try:
            content = kept_files.read(path)
            if content is not None:
                pages.append(Document(path, managed_block.blanked(str(path), content).decode()))
        except UsageError as error:
            unread.append(error.message)
    return pages, unread


def lost(site: Site, folder: Path, pages: Sequence[Document]) -> Iterator[Lost]:
    """Pages that are listed or referred to, and addresses that nothing is declared for."""
    for name in site.knowledge:
        if not os.path.isfile(folder / name):
            yield Lost(name, "the site file", "there is no such page")
    ports = [(_addresses(node), _ports(site, node)) for node in site.nodes]
    for page in pages:
        for number, line in enumerate(page.text.splitlines(), 1):
            where = f"{page.path}:{number}"
            yield from (Lost(name, where, "there is no such page") for name in _pages_lost(line, page.path, folder))
            for pattern, declared in ports:
                for host, port in pattern.findall(line):
                    if int(port) not in declared:
                        yield Lost(f"{host}:{port}", where, "no service is declared there")


def _pages_lost(line: str, path: Path, folder: Path) -> Iterator[str]:
    for name in dict.fromkeys(PAGE.findall(line)):
        if not any((base / name).is_file() for base in (path.parent, folder)):
            yield name


def _ports(site: Site, node: Node) -> set[int]:
    return {port.number for service in site.services if service.node == node.name for port in service.ports}


def _addresses(node: Node) -> re.Pattern[str]:
    """HOST:PORT, where the host is this node."""
    hosts = "|".join(re.escape(name) for name in sorted({node.name, node.address} - {""}))
    return re.compile(rf"(?<![\w.-])({hosts}):([1-9]\d{{1,4}})(?!\w|\.\d)")
