"""What a page or the plugin's manifest leads to: files, headings, knowledge pages and hooks that have to be there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from linters.pages import Finding, Page
from linters.world import World

FILE = re.compile(r"(?<![\w./-])((?:knowledge|docs)/[a-z][a-z0-9./-]*\.(?:md|yaml))\b")
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
STARTERS = (".claude-plugin/plugin.json", "hooks/hooks.json", ".claude/settings.json")
STARTED = re.compile(
    r"""CLAUDE_(?:PLUGIN_ROOT|PROJECT_DIR)\}?["\\]*/([\w./-]+)"""  # relative to the plugin, or to the checkout
    r"""|(?<![\w$}/.])((?:[\w-]+/)+[\w-]+\.(?:py|sh|js))\b"""
)


def check(page: Page, world: World) -> Iterator[Finding]:
    """Each link and each named file that leads nowhere."""
    for link in page.links:
        if wrong := _dead(page, link.text, world):
            yield Finding(page.path, link.line, f"link {link.text}: {wrong}")
    for named in page.matches(FILE):
        if not (world.root / named.text).exists():
            yield Finding(page.path, named.line, f"there is no {named.text}")


def _dead(page: Page, target: str, world: World) -> str:
    """Why a relative link leads nowhere; nothing when it leads somewhere, or out into the net."""
    if ABSOLUTE.match(target):
        return ""
    path, _, anchor = unquote(target).partition("#")
    if not path:
        return "" if anchor in page.anchors else f"this page has no heading #{anchor}"
    root = world.root.resolve()
    file = (root / page.path).parent.joinpath(path).resolve()
    if not file.is_relative_to(root):
        return "it leads out of the repository"
    if not file.exists():
        return "there is no such file"
    there = world.page(str(file.relative_to(root)))
    if anchor and there and anchor not in there.anchors:
        return f"{there.path} has no heading #{anchor}"
    return ""


def check_manifests(root: Path) -> Iterator[Finding]:
    """Each file that the plugin's hooks or the settings start, and that is not there."""
    for manifest in STARTERS:
        if (root / manifest).is_file():
            yield from _manifest(root, manifest)


def _manifest(root: Path, manifest: str) -> Iterator[Finding]:
    text = (root / manifest).read_text(encoding="utf-8")
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        yield Finding(manifest, error.lineno, f"it is not JSON: {error.msg}")
        return
    for match in STARTED.finditer(text):
        path = match[1] or match[2]
        if not (root / path).exists():
            yield Finding(manifest, text.count("\n", 0, match.start()) + 1, f"there is no {path}")
