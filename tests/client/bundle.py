"""The pages of the bundle: what the files say, without a client."""

from __future__ import annotations

from pathlib import Path

from linters.pages import Page, read

ROOT = Path(__file__).resolve().parents[2]
PARTS = (".claude-plugin", "commands", "agents", "skills")


def pages() -> list[Page]:
    """The whole bundle, in one order."""
    return [page for page in read(ROOT) if page.kind != "page"]


def names(kind: str) -> set[str]:
    """`names("agent")`: what the bundle calls its agents."""
    return {page.name for page in pages() if page.kind == kind}
