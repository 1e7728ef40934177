"""The pages of the bundle, as values: what the files say, without a client."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PARTS = (".claude-plugin", "commands", "agents", "skills")
SPAN = re.compile(r"`([^`\n]+)`")
RUN_AT_ONCE = re.compile(r"^!`([^`\n]+)`", re.MULTILINE)
BASH_RULE = re.compile(r"Bash\(((?:[^()]|\([^()]*\))*)\)")


@dataclass(frozen=True)
class Page:
    """One Markdown file: `kind` is command, agent or skill; `meta` its frontmatter; `body` the rest."""

    kind: str
    name: str
    path: Path
    meta: dict[str, Any]
    body: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @property
    def runs_at_once(self) -> list[str]:
        """The commands whose output the client puts into the prompt."""
        return RUN_AT_ONCE.findall(self.body)

    @property
    def allowed(self) -> list[str]:
        """The Bash rules that it approves in advance, without their `Bash(…)`."""
        return BASH_RULE.findall(self.meta.get("allowed-tools", ""))

    @property
    def code(self) -> list[str]:
        """Everything that it shows as code or approves as a command."""
        return [*SPAN.findall(self.body.replace("\\|", "|")), *self.allowed]


def pages(root: Path = ROOT) -> list[Page]:
    """The whole bundle, in one order."""
    return [
        *(_page("command", path.stem, path) for path in sorted(root.glob("commands/*.md"))),
        *(_page("agent", path.stem, path) for path in sorted(root.glob("agents/*.md"))),
        *(_page("skill", path.parent.name, path) for path in sorted(root.glob("skills/*/SKILL.md"))),
    ]


def names(kind: str) -> set[str]:
    """`names("agent")`: what the bundle calls its agents."""
    return {page.name for page in pages() if page.kind == kind}


def _page(kind: str, name: str, path: Path) -> Page:
    _, meta, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Page(kind, name, path, yaml.safe_load(meta), body)
