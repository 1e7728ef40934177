"""The pages of a site: what they say in each stage of it, and that no page names what does not exist."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from linters import bundle
from linters.pages import Page, read
from linters.world import World, look

from firstmate.adapters.site_file import load
from firstmate.services.site_pages import block, command, command_name, context
from firstmate.sites.values import Deploy, Owner, Phase, Service, Site
from tests.client.bundle import ROOT
from tests.services.render_kit import HYDRA

STAGES = tuple(Phase(number, name) for number, name in enumerate(("base", "foundation", "media")))
SITE = Site("house", phase=1, phases=STAGES, services=(Service("films", 2),))


@pytest.fixture(scope="module")
def world() -> World:
    """The names that pages of this repository may use."""
    return look(ROOT, read(ROOT))


@pytest.mark.parametrize("path", sorted((ROOT / "knowledge/sites").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_linter_finds_nothing_on_what_is_rendered_of_the_examples(world: World, path: Path) -> None:
    """Each command of a phase, the block and the page for agents: verbs, flags, tools, lengths."""
    site = load(path).site
    pages = [
        *(Page(f"commands/{command_name(p)}.md", "command", command(site, p, "firstmate")) for p in site.phases),
        Page("docs/CLAUDE.md", "page", block(site)),
        Page("docs/site.md", "page", context(site)),
    ]
    assert [str(finding) for page in pages for finding in bundle.check(page, world)] == []


@pytest.mark.parametrize("phase", HYDRA.phases, ids=lambda phase: phase.name)
def test_a_command_says_when_it_is_used_in_110_characters(phase: Phase) -> None:
    """Also of a phase with the longest name there may be."""
    for named in (phase, replace(phase, name="x" * 63)):
        (line,) = [line for line in command(HYDRA, named, "firstmate").splitlines() if line.startswith("description:")]
        assert len(line.removeprefix("description: ").strip('"')) <= 110


@pytest.mark.parametrize(
    ("number", "told", "untold"),
    [
        (0, "The phase is over", "`firstmate phase up 0"),
        (1, "After the user's yes to just that: `firstmate phase up 1` in the background", "The phase is over"),
        (2, "is later. The site stands in phase 1, foundation", "`firstmate phase up 2`."),
    ],
)
def test_what_may_be_done_depends_on_the_stage(number: int, told: str, untold: str) -> None:
    """A phase that is over is repaired, a later one prepared; only the current one is brought up and left."""
    text = command(SITE, SITE.phases[number], "firstmate")
    assert told in text
    assert untold not in text
    assert ("firstmate phase advance" in text) == (number == 1)


def test_a_phase_without_services_says_so() -> None:
    """There is nothing to bring up, and no gate that could open."""
    text = command(SITE, SITE.phases[1], "firstmate")
    assert "No service is declared for this phase" in text
    assert "It has neither a gate nor services" in text


@pytest.mark.parametrize(
    ("service", "way"),
    [
        (Service("a", 1, rollback="call Ada"), "- a: call Ada"),
        (
            Service("a", 1, deploy=Deploy(compose="/srv/c.yml", service="a")),
            "- a: docker compose --file /srv/c.yml down",
        ),
        (Service("a", 1, deploy=Deploy(application="a")), "- a: `argocd app rollback a`"),
        (Service("a", 1, deploy=Deploy(unit="a.service")), "- a: `systemctl stop a.service`"),
        (Service("a", 1, deploy=Deploy(run="up", undo="down")), "- a: `down`"),
        (Service("a", 1, deploy=Deploy(run="up")), "- a: no way back is written down"),
        (Service("a", 1), "- a: no way back is written down"),
    ],
)
def test_every_service_has_its_way_back(service: Service, way: str) -> None:
    """The owner's words first, else what its way to come up tells."""
    site = replace(SITE, services=(service,))
    assert way in block(site)
    assert way in command(site, SITE.phases[1], "firstmate")


def test_the_block_stays_short_where_a_phase_has_many_services() -> None:
    """Claude reads it at every start."""
    site = replace(SITE, services=tuple(Service(f"s{number}", 1, node="shed") for number in range(300)))
    text = block(site)
    assert len(text.splitlines()) <= 150
    assert "- And 260 more: `firstmate site show`." in text


def test_who_decides_is_named() -> None:
    """So that a question goes to somebody."""
    site = replace(SITE, owners=(Owner("Ada", "in person"), Owner("Bo")))
    assert "Ask Ada (in person), Bo." in block(site)


def test_a_site_without_a_current_phase_shows_all_of_its_services() -> None:
    """Nothing speaks of a phase or a gate there; where it has phases, it is said that none is the current one."""
    site = Site("house", services=(Service("films", 2, node="shed"), Service("ssh", node="shed")))
    text = block(site)
    assert text.startswith("## house\n")
    assert "### Services\n\n- films on shed" in text
    assert "- `firstmate verify`: everything that is declared." in text
    assert "phase" not in text
    assert block(replace(site, phases=STAGES)).startswith("## house: it is not said in which of its phases it is\n")


def test_a_site_that_says_nothing_yet_has_a_block_too() -> None:
    """What holds for every site stands there."""
    text = block(Site())
    assert text.startswith("## This site\n")
    assert "### Verify" in text and "### Escalate" in text
    assert "### Ports" not in text


@pytest.mark.parametrize("page", [block(HYDRA), block(Site()), context(HYDRA), command(HYDRA, HYDRA.phases[1], "fm")])
def test_a_page_is_set_well(page: str) -> None:
    """One blank line around headings, no two together, nothing at the end of a line."""
    lines = page.rstrip("\n").split("\n")
    for number, line in enumerate(lines):
        assert line == line.rstrip()
        if number:
            assert (lines[number - 1], line) != ("", "")
            assert not line.startswith("## ") or lines[number - 1] == ""
