"""Nothing that a user can ask for is undocumented, and the generated pages can be made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from generators import guard_rules
from generators.reference import analyzers_page, cli_page

from firstmate.analyzers import rules
from firstmate.entrypoints.cli import COMMANDS
from firstmate.guard.commands import MODULES
from firstmate.guard.kube.commands import COMMANDS as KUBECTL

ROOT = Path(__file__).parents[2]


def test_every_verb_has_its_help_on_the_page() -> None:
    """The page of the CLI has a section for each verb and for each verb below it."""
    sections = set(re.findall(r"^## firstmate ?(.*)$", cli_page(), re.MULTILINE))
    assert {"", *COMMANDS} <= sections
    assert {"practice start", "practice stop", "practice status", "practice list"} <= sections


def test_every_rule_has_an_address_on_the_page() -> None:
    """The page of the analyzers has one heading for each code, so that `#CODE` leads to it."""
    headings = re.findall(r"^## (.*)$", analyzers_page(rules()), re.MULTILINE)
    assert headings == sorted(rule.code for rule in rules())


def test_every_program_of_the_guard_is_on_its_page() -> None:
    """With the module that knows it, and for kubectl every command that has no command below it."""
    page = guard_rules.page("")
    assert [program for program in MODULES if f"`{program}`" not in page] == []
    leaves = [path for path in KUBECTL if not any(other.startswith(f"{path} ") for other in KUBECTL)]
    assert [path for path in leaves if f"| `kubectl {path}` |" not in page] == []


@pytest.mark.parametrize("page", ["CLAUDE.md", "README.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))])
def test_scripts_in_the_docs_exist(page: str) -> None:
    """A script that is named in prose is there; links and everything else is the linter's."""
    text = (ROOT / page).read_text()
    scripts = [ROOT / script for script in re.findall(r"\bscripts/[a-z]+(?:-[a-z]+)*\b", text)]
    assert [str(script) for script in scripts if not script.exists()] == []
