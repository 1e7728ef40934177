"""`firstmate phase` and `phase advance`: where a site stands, and that nothing but an open gate takes it further."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstmate import probe_wiring
from firstmate.adapters.site_file import load
from firstmate.errors import RefusedError
from firstmate.services.advance import Witness, advance
from firstmate.services.verify import Which, verify
from tests.cli.conftest import Ran

Firstmate = Callable[..., Ran]
SITE = """\
# our house
schema: 1
name: house
phase: 1      # since spring
phases:
  - {number: 0, name: base}
  - number: 1
    name: foundation
    goal: data has a home
    gate:
      - {text: the database is up, services: [database]}
  - number: 2
    name: automation
    blocked_by: BLOCKED
services:
  - {name: ssh, phase: 0, probe: {kind: file, path: FOLDER/ssh}}
  - {name: database, phase: 1PROBE}
  - {name: flows, phase: 2}
"""


class House:
    """A site whose database is up when a file is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "site.yaml"
        (folder / "ssh").touch()
        self.write()

    def write(self, probe: str = ", probe: {kind: file, path: FOLDER/database}", blocked: str = "[]") -> None:
        text = SITE.replace("PROBE", probe).replace("BLOCKED", blocked).replace("FOLDER", str(self.folder))
        self.path.write_text(text)

    def bring_up(self) -> None:
        (self.folder / "database").touch()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_it_shows_every_phase_and_what_the_gate_waits_for(house: House, firstmate: Firstmate) -> None:
    """Done, current, later; each thing that the gate asks for, and what keeps it from holding."""
    ran = firstmate("phase", "--site", house.path)
    assert ran.code == 1
    assert [line.split()[2] for line in ran.out.splitlines()[:3]] == ["done", "current", "later"]
    assert "gate of phase 1 (foundation): closed" in ran.out
    assert f"does not hold: the database is up: database: down (there is no {house.folder}/database)" in ran.out


def test_an_open_gate_is_said_with_the_next_step(house: House, firstmate: Firstmate) -> None:
    """Exit code 0 is for it alone."""
    house.bring_up()
    ran = firstmate("phase", "--site", house.path)
    assert ran.code == 0
    assert "gate of phase 1 (foundation): open" in ran.out
    assert ran.out.endswith("next: `firstmate phase advance`, to phase 2\n")


def test_programs_get_the_same(house: House, firstmate: Firstmate) -> None:
    """With --json: phases, gate, and what blocks the next one."""
    house.write(blocked="[the switch is not there yet]")
    told = json.loads(firstmate("phase", "--site", house.path, "--json").out)
    assert [(phase["number"], phase["stage"]) for phase in told["phases"]] == [
        (0, "done"),
        (1, "current"),
        (2, "later"),
    ]
    assert told["gate"]["open"] is False
    assert told["next"] == 2
    assert told["blocked_by"][-1] == "the switch is not there yet"


def test_what_cannot_be_seen_is_said_to_be_unknown(house: House, firstmate: Firstmate) -> None:
    """A service that nobody can ask closes the gate with another exit code than one that is down."""
    house.write(probe="")
    assert firstmate("phase", "--site", house.path).code == 3
    assert firstmate("phase", "advance", "--site", house.path).code == 3
    assert "phase: 1 " in house.path.read_text()


def test_options_before_the_verb_are_refused(house: House, firstmate: Firstmate) -> None:
    """They would be dropped, and another site be advanced."""
    house.bring_up()
    ran = firstmate("phase", "--site", house.path, "advance")
    assert ran.code == 2
    assert "Options stand after the verb" in ran.err
    assert "phase: 1 " in house.path.read_text()


def test_a_site_without_phases_is_told_so(house: House, firstmate: Firstmate) -> None:
    """It names the keys that are missing."""
    house.path.write_text("schema: 1\n")
    ran = firstmate("phase", "--site", house.path)
    assert ran.code == 2
    assert "does not say where it stands" in ran.err


@pytest.mark.usefixtures("home")
def test_advancing_changes_one_line_and_nothing_else(house: House, firstmate: Firstmate) -> None:
    """Comments, layout, mode and every other byte of the site file stay; it is remembered who, when, on what proof."""
    house.bring_up()
    house.path.chmod(0o640)
    before = house.path.read_text()

    ran = firstmate("phase", "advance", "--site", house.path)

    assert ran.code == 0, ran.err
    assert house.path.read_text() == before.replace("phase: 1      #", "phase: 2      #")
    assert stat.S_IMODE(house.path.stat().st_mode) == 0o640
    record = Path.home() / ".local/state/firstmate/phases.jsonl"
    intent, told = (json.loads(line) for line in record.read_text().splitlines())
    assert (told["from"], told["to"]) == (1, 2)
    assert (intent["done"], told["done"]) == (False, True)
    assert ["database", "up", f"{house.folder}/database is there"] in told["outcomes"]
    assert stat.S_IMODE(record.stat().st_mode) == 0o600


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_stay(house: House, firstmate: Firstmate, ends: str, mark: bytes) -> None:
    """Whatever editor wrote the file."""
    house.bring_up()
    before = mark + house.path.read_text().replace("\n", ends).encode()
    house.path.write_bytes(before)
    assert firstmate("phase", "advance", "--site", house.path).code == 0
    assert house.path.read_bytes() == before.replace(b"phase: 1      #", b"phase: 2      #")


@pytest.mark.usefixtures("home")
def test_a_linked_site_file_stays_a_link(house: House, firstmate: Firstmate) -> None:
    """Who keeps it with their dotfiles finds the change there."""
    house.bring_up()
    kept = house.path.rename(house.folder / "dotfiles.yaml")
    house.path.symlink_to("dotfiles.yaml")
    assert firstmate("phase", "advance", "--site", house.path).code == 0
    assert house.path.is_symlink()
    assert "phase: 2 " in kept.read_text()


@pytest.mark.parametrize(
    ("up", "blocked", "told"),
    [
        (False, "[]", "The gate of phase 1 is closed: database: down"),
        (True, "[the switch is not there]", "Phase 2 is blocked: the switch is not there."),
    ],
)
def test_it_refuses_and_names_what_blocks(
    house: House, firstmate: Firstmate, up: bool, blocked: str, told: str
) -> None:
    """The site file is as it was, and nothing is remembered."""
    house.write(blocked=blocked)
    if up:
        house.bring_up()
    before = house.path.read_bytes()
    ran = firstmate("phase", "advance", "--site", house.path)
    assert (ran.code, told in ran.err) == (4, True), ran.err
    assert house.path.read_bytes() == before


@pytest.mark.usefixtures("home")
def test_after_the_last_phase_there_is_none(house: House, firstmate: Firstmate) -> None:
    """It says so and changes nothing."""
    house.bring_up()
    house.path.write_text(house.path.read_text().replace("phase: 1      #", "phase: 2      #"))
    (house.folder / "flows").touch()
    house.path.write_text(
        house.path.read_text().replace(
            "{name: flows, phase: 2}",
            f"{{name: flows, phase: 2, probe: {{kind: file, path: {house.folder}/flows}}}}",
        )
    )
    ran = firstmate("phase", "advance", "--site", house.path)
    assert ran.code == 2
    assert "Phase 2 is the last one of the site." in ran.err


def test_a_site_file_that_changes_meanwhile_is_not_advanced(house: House, home: Path) -> None:
    """What was probed is not what stands there now."""
    house.bring_up()
    site = load(house.path).site
    report = verify(site, Which(), probe_wiring.tools(site))
    house.write(blocked="[the switch is not there]")
    with pytest.raises(RefusedError, match="was changed while its services were probed"):
        advance(house.path, report, Witness("Ada", datetime.now(UTC), home))
    assert list(home.iterdir()) == []


def test_a_read_only_site_file_is_not_changed(house: House, firstmate: Firstmate) -> None:
    """Its owner has said so."""
    house.bring_up()
    house.path.chmod(0o444)
    ran = firstmate("phase", "advance", "--site", house.path)
    assert ran.code == 4
    assert "read-only" in ran.err
