"""The page on the site file names every key, and its example is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from firstmate.services.site_check import check
from firstmate.sites.checks import MODULES
from firstmate.sites.schema import site_schema

PAGE = (Path(__file__).parents[2] / "docs/site-file.md").read_text()
SCHEMA = site_schema({})["properties"]
SERVICE, PHASE = SCHEMA["services"]["items"]["properties"], SCHEMA["phases"]["items"]["properties"]
SECTIONS = {
    "The file": SCHEMA,
    "nodes": SCHEMA["nodes"]["items"]["properties"],
    "gpus": SCHEMA["nodes"]["items"]["properties"]["gpus"]["items"]["properties"],
    "power": SCHEMA["power"]["properties"],
    "clusters": SCHEMA["clusters"]["items"]["properties"],
    "services": SERVICE,
    "deploy": SERVICE["deploy"]["properties"],
    "phases": PHASE,
    "gate": PHASE["gate"]["items"]["properties"],
    "constraints": SCHEMA["constraints"]["items"]["properties"],
    "owners": SCHEMA["owners"]["items"]["properties"],
    "secrets": SCHEMA["secrets"]["additionalProperties"]["properties"],
    "budgets": SCHEMA["budgets"]["properties"],
    "suppressions": SCHEMA["suppressions"]["items"]["properties"],
    "forges": SCHEMA["forges"]["items"]["properties"],
}


def section(name: str) -> str:
    """What stands under a heading, up to the next one."""
    return re.split(r"^##+ ", PAGE.partition(f"# {name}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_has_the_keys_that_the_file_has(name):
    """All of them, and no others."""
    rows = re.findall(r"^\| (`[^|]*`) \|", section(name), re.MULTILINE)
    keys = [key for row in rows for key in re.findall(r"`([a-z_]+)`", row)]

    assert sorted(keys) == sorted(SECTIONS[name])


def test_its_example_is_right(tmp_path):
    """Nothing is wrong with it."""
    (tmp_path / "site.yaml").write_text(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0])

    assert check(tmp_path / "site.yaml") == []


def test_every_check_is_on_the_page():
    """One row each, by its name and in their order."""
    rows = re.findall(r"^\| ([a-z]+) \|", section("What `site check` finds"), re.MULTILINE)

    assert rows == [module.__name__.rpartition(".")[2] for module in MODULES]
