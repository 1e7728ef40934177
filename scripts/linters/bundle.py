"""Finds what no client notices in the bundle and in all Markdown: names, flags, links and keys that do not exist.

scripts/named linters bundle [ROOT]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from linters import frontmatter, names, references, shell, usage
from linters.pages import Finding, Page, read
from linters.world import World, look

Check = Callable[[Page, World], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (frontmatter.check, names.check, references.check, shell.check, usage.check)


def main() -> int:
    """Print what is found, one a line; the exit code is 1 when there is something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).parents[2], help="another checkout")
    found = lint(parser.parse_args().root)
    for finding in found:
        print(finding)
    return 1 if found else 0


def lint(root: Path) -> list[Finding]:
    """Everything that is wrong in the repository at `root`, by file and line."""
    pages = read(root)
    world = look(root, pages)
    found = {finding for page in pages for finding in check(page, world)}
    found.update(names.check_bundle(world), references.check_manifests(root), shell.check_scripts(pages))
    return sorted(found)


def check(page: Page, world: World) -> Iterator[Finding]:
    """What is wrong on one page; of a head that cannot be read, that."""
    for one in CHECKS if frontmatter.is_readable(page) else CHECKS[:1]:
        yield from one(page, world)


if __name__ == "__main__":
    sys.exit(main())
