"""standing-orders.yaml: what is wrong with it is said with file and line, and the last good ones stay in force."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from firstmate.adapters import orders_file
from firstmate.adapters.orders_sidecar import Files, in_force
from firstmate.command_tiers import CommandTier
from firstmate.errors import UsageError
from firstmate.guard.orders import DEFAULTS, PATTERNS, STRICTEST, orders_from
from firstmate.services import standing_orders

LOOSE = "schema: 1\noverrides:\n- {verb: delete, tier: safe}\n- {verb: drain, tier: forbidden}\n"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Where they are written and where they are checked; nothing is there yet."""
    return Files(str(tmp_path / "standing-orders.yaml"), str(tmp_path / "state" / "orders.json"))


def write(files: Files, text: str) -> None:
    Path(files.written).write_text(text)


def tiers(files: Files) -> list[CommandTier]:
    return [entry.tier for entry in in_force(files).orders.overrides]


def test_the_shipped_file_says_what_the_defaults_are(tmp_path):
    """Whoever saves it unchanged changes nothing; its examples are good as well."""
    path = tmp_path / "orders.yaml"
    path.write_text(orders_file.shipped())
    examples = "".join(
        line.removeprefix("#") if line.startswith("#  ") else line
        for line in orders_file.shipped().splitlines(keepends=True)
    )
    (tmp_path / "examples.yaml").write_text(
        examples.replace("overrides: []", "overrides:").replace("grants: []", "grants:")
    )

    assert orders_from(orders_file.load(path)) == DEFAULTS
    assert len(orders_from(orders_file.load(tmp_path / "examples.yaml")).overrides) == 3


def test_the_schema_knows_the_patterns_that_the_guard_knows():
    """And no others."""
    known = set(orders_file.schema()["properties"]["overrides"]["items"]["properties"])

    assert known == {*PATTERNS, "tier", "why"}


@pytest.mark.parametrize(
    ("text", "where", "what", "hint"),
    [
        ("schema: 1\nmodus: observe\n", 2, "`modus` is not a key here", "`mode`"),
        ("schema: 1\nmode: observ\n", 2, "mode: `observ` is none of its values", "`observe`"),
        ("schema: 1\nmode: 3\n", 2, "`3` is none of its values", "observe"),
        ("schema: 1\nbounds:\n  replicas:\n    mx: 3\n", 4, "`mx` is not a key here", "`max`"),
        ("schema: 1\nbounds:\n  replicas:\n    max: many\n", 4, "bounds.replicas.max: has to be a whole number", ""),
        ("schema: 1\nbounds:\n  replicas:\n    max: -1\n", 4, "less than 0", ""),
        ("schema: 1\nbounds:\n  quiet_hours: {from: 10pm, to: '07:00'}\n", 3, "`10pm` does not fit", "such as"),
        ("schema: 1\nbounds:\n  quiet_hours: {from: '10:00'}\n", 3, "`to` is missing", ""),
        ("schema: 1\noverrides:\n- tier: safe\n- verb: x\n", 4, "overrides[1]: `tier` is missing", ""),
        ("schema: 1\noverrides:\n- tier: read\n  verb: delete\n", 3, "none of its values", "safe"),
        ("schema: 1\noverrides:\n- tier: safe\n  verb: ''\n", 4, "may not be empty", ""),
        ("schema: 1\noverrides: none\n", 2, "has to be a list", ""),
        ("schema: 1\nprotected: [kube-system]\n", 2, "has to be a mapping", ""),
        ("schema: 2\n", 1, "has to be 1", ""),
        ("mode: standard\n", 1, "`schema` is missing", ""),
        ("schema: 1\nmode: observe\nmode: standard\n", 3, "not valid YAML", ""),
        ("schema: 1\nmode: [\n", 3, "not valid YAML", ""),
        ("schema: 1\na: &a [x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n", 2, "anchors", ""),
        ("- 1\n", 1, "has to be a mapping", ""),
        ("", 1, "has to be a mapping", ""),
        ("schema: 1\nmode: " + "[" * 5000, 2, "levels deep", ""),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path, text, where, what, hint):
    """And with the nearest key or word that is known."""
    path = tmp_path / "standing-orders.yaml"
    path.write_text(text)

    with pytest.raises(UsageError) as told:
        orders_file.load(path)

    assert (f"{path}:{where}: " if where else f"{path}") in told.value.message
    assert what in told.value.message and hint in told.value.hint


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 1_100_000])
def test_what_is_no_such_file_is_refused(tmp_path, content):
    """Binary, or far too long."""
    (tmp_path / "orders.yaml").write_bytes(content)

    with pytest.raises(UsageError):
        orders_file.load(tmp_path / "orders.yaml")


def test_no_file_means_the_defaults(files):
    """Nothing has to be set up first."""
    assert in_force(files) == (DEFAULTS, "")


def test_a_file_that_was_never_checked_lets_nothing_run_unasked(files):
    """The strictest orders hold, and the problem is told."""
    write(files, LOOSE)

    assert in_force(files).orders == STRICTEST and "never checked" in in_force(files).problem


@pytest.mark.parametrize("spoiled", ["", "{", "[]", "{}", '{"schema": 1, "content": 3}', '{"schema": 9}'])
def test_a_spoiled_sidecar_is_not_trusted(files, spoiled):
    """Whatever is in it."""
    write(files, LOOSE)
    standing_orders.check(files)
    Path(files.checked).write_text(spoiled)

    assert in_force(files).orders == STRICTEST


def test_checked_orders_are_in_force(files):
    """The whole of them, without a problem."""
    write(files, LOOSE)
    standing_orders.check(files)

    assert tiers(files) == [CommandTier.SAFE, CommandTier.FORBIDDEN] and not in_force(files).problem


def test_of_a_newer_file_only_what_the_old_one_tightens_is_left(files):
    """Until it is checked: it may say less, and nobody knows yet."""
    write(files, LOOSE)
    standing_orders.check(files)
    write(files, LOOSE + "mode: observe\n")

    assert tiers(files) == [CommandTier.FORBIDDEN] and "has changed" in in_force(files).problem


def test_a_bad_file_leaves_the_last_good_ones_in_force(files):
    """All of them, and the problem is told with its line."""
    write(files, LOOSE)
    standing_orders.check(files)
    write(files, LOOSE + "modus: observe\n")

    with pytest.raises(UsageError, match=r"standing-orders\.yaml:5: "):
        standing_orders.check(files)

    assert tiers(files) == [CommandTier.SAFE, CommandTier.FORBIDDEN] and "not valid" in in_force(files).problem
    assert ":5: " in standing_orders.in_force(files).problem


def test_whoever_can_read_yaml_checks_a_changed_file_at_once(files):
    """The CLI needs no `orders check` first."""
    write(files, LOOSE)

    assert not standing_orders.in_force(files).problem and not in_force(files).problem


def test_bad_orders_are_not_written(files):
    """An edit that does not fit leaves file and force as they were; the message names the file, not the draft."""
    standing_orders.begin(files)
    before = Path(files.written).read_text()

    with pytest.raises(UsageError, match=r"/standing-orders\.yaml:2: "):
        standing_orders.replace(files, "schema: 1\nmodus: x\n")

    assert Path(files.written).read_text() == before and not in_force(files).problem
    assert sorted(path.name for path in Path(files.written).parent.iterdir()) == ["standing-orders.yaml", "state"]


def test_orders_survive_the_way_through_json(files):
    """What the hook reads is what the person wrote."""
    write(files, LOOSE)
    standing_orders.check(files)

    assert json.loads(Path(files.checked).read_text())["content"] == orders_file.load(Path(files.written))
