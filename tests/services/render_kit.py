"""A home in which a site is rendered, and what of a file is not the block."""

from __future__ import annotations

from pathlib import Path

from firstmate.adapters.managed_block import CLOSED, OPENED
from firstmate.adapters.site_file import load
from firstmate.services import render
from firstmate.services.render import Places
from firstmate.sites.values import Phase, Service, Site

HYDRA = load(Path(__file__).parents[2] / "knowledge/sites/hydra.yaml").site
SITE = Site(
    name="house",
    phase=1,
    phases=(Phase(0, "base"), Phase(1, "foundation")),
    services=(Service("database", 1, node="shed"),),
)
MINE = b"# mine\n\nDo as I say.\n"


class Desk:
    """A home with the folder of Claude Code, and a site's CLAUDE.md."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.claude_md = folder / "site" / "CLAUDE.md"
        self.claude_md.parent.mkdir()
        self.commands = folder / ".claude/commands/project"
        self.places = Places(
            folder / "site/site.yaml", self.claude_md, folder / ".claude", folder / "state/firstmate/rendered.json"
        )
        self.places.record.parent.mkdir(parents=True)

    def render(self, site: Site = SITE) -> list[str]:
        """What was kept aside or left alone."""
        plan = render.planned(site, self.places)
        return [*render.carry_out(plan, self.places.record), *plan.left_alone]

    def remove(self) -> list[str]:
        plan = render.removal(self.places.record)
        render.carry_out(plan, self.places.record)
        render.forget(self.places.record)
        return list(plan.left_alone)

    def command(self, name: str = "phase1-foundation") -> Path:
        return self.commands / f"{name}.md"


def around(content: bytes) -> bytes:
    """A file without the block's own lines."""
    begin, end = content.index(OPENED.encode()), content.index(CLOSED.encode())
    return content[:begin] + content[end + len(CLOSED) :]
