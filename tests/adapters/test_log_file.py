"""The log: nothing is lost, nothing is written twice, and whatever is done to it afterwards shows."""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import signal
from pathlib import Path

import pytest

from firstmate.adapters import log_file
from firstmate.guard.log import Anchor, Entry, verify

COUNT = 12


def entry(number: int) -> Entry:
    return Entry(f"2026-01-01T00:00:{number % 60:02}Z", "decided", tool="Bash", command=f"kubectl get pod web-{number}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A state folder with a log of a few entries."""
    for number in range(COUNT):
        log_file.append(str(tmp_path), entry(number))
    return tmp_path


def breaches(folder: Path) -> tuple[object, ...]:
    anchor = log_file.anchor(str(folder))
    assert anchor
    return verify(log_file.lines(str(folder)), [anchor]).breaches


def test_a_log_that_nobody_touched_is_whole(folder):
    """It says where it stands."""
    verified = verify(log_file.lines(str(folder)), [])

    assert breaches(folder) == () and verified.anchor == log_file.anchor(str(folder))
    assert verified.anchor.entries == COUNT


def lines_of(folder: Path) -> list[bytes]:
    return (folder / log_file.LOG).read_bytes().splitlines(keepends=True)


def changed_byte(lines: list[bytes], chance: random.Random) -> list[bytes]:
    number = chance.randrange(len(lines))
    line = bytearray(lines[number])
    place = chance.randrange(len(line))
    line[place] ^= 1 << chance.randrange(8)
    return [*lines[:number], bytes(line), *lines[number + 1 :]]


def removed(lines: list[bytes], chance: random.Random) -> list[bytes]:
    number = chance.randrange(len(lines))
    return lines[:number] + lines[number + 1 :]


def swapped(lines: list[bytes], chance: random.Random) -> list[bytes]:
    one, other = chance.sample(range(len(lines)), 2)
    moved = list(lines)
    moved[one], moved[other] = moved[other], moved[one]
    return moved


def cut(lines: list[bytes], chance: random.Random) -> list[bytes]:
    return lines[: chance.randrange(len(lines))]


def repeated(lines: list[bytes], chance: random.Random) -> list[bytes]:
    number = chance.randrange(len(lines))
    return [*lines[: number + 1], *lines[number:]]


def rewritten(lines: list[bytes], chance: random.Random, folder: Path) -> list[bytes]:
    """A whole new log with a sound chain, which says something else."""
    for number in range(len(lines)):
        log_file.append(str(folder), entry(number + chance.randrange(100, 200)))
    return lines_of(folder)


@pytest.mark.parametrize("change", [changed_byte, removed, swapped, cut, repeated])
def test_whatever_is_done_to_it_shows(folder, change):
    """A changed byte, a removed line, two swapped, a cut tail, one repeated: 50 of each, all found."""
    whole = lines_of(folder)
    for seed in range(50):
        (folder / log_file.LOG).write_bytes(b"".join(change(whole, random.Random(seed))))
        assert breaches(folder), f"{change.__name__}, seed {seed}"


def test_a_whole_rewrite_shows(folder, tmp_path_factory):
    """The chain is sound, but it is not the one that was anchored: 50 of 50."""
    whole = lines_of(folder)
    for seed in range(50):
        (folder / log_file.LOG).write_bytes(
            b"".join(rewritten(whole, random.Random(seed), tmp_path_factory.mktemp("other")))
        )
        assert breaches(folder), seed


def test_a_rewrite_of_log_and_anchor_shows_to_whoever_remembers(folder, tmp_path):
    """The database or syslog kept where the log stood."""
    (remembered,) = [log_file.anchor(str(folder))]
    other = tmp_path / "other"
    for number in range(COUNT + 3):
        log_file.append(str(other), entry(number + 100))

    assert remembered and verify(log_file.lines(str(other)), [remembered]).breaches


def test_the_next_entry_does_not_hide_a_cut_tail(folder):
    """It is chained to what was anchored, not to what is left."""
    (folder / log_file.LOG).write_bytes(b"".join(lines_of(folder)[:-2]))

    log_file.append(str(folder), entry(99))

    assert breaches(folder)


def test_half_an_entry_of_a_writer_that_was_killed_is_no_breach(folder):
    """It was never anchored, and nothing was done for it."""
    whole = (folder / log_file.LOG).read_bytes()
    (folder / log_file.LOG).write_bytes(whole + b'{"seq":13,"prev"')

    log_file.append(str(folder), entry(99))

    assert breaches(folder) == () and len(lines_of(folder)) == COUNT + 1


def test_an_entry_whose_writer_was_killed_before_the_anchor_stays(folder):
    """The next one is chained to it."""
    before = (folder / log_file.ANCHOR).read_bytes()
    log_file.append(str(folder), entry(98))
    (folder / log_file.ANCHOR).write_bytes(before)

    log_file.append(str(folder), entry(99))

    assert breaches(folder) == () and len(lines_of(folder)) == COUNT + 2


def write_many(folder: str, who: int) -> None:
    for number in range(100):
        log_file.append(folder, entry(number)._replace(session=str(who)))


def test_processes_that_write_at_once_lose_nothing(tmp_path):
    """Four of them, a hundred entries each: every one is there, in a sound chain."""
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_many, args=(str(tmp_path), who)) for who in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    told = [json.loads(line)["session"] for line in log_file.lines(str(tmp_path))]
    assert breaches(tmp_path) == () and all(told.count(str(who)) == 100 for who in range(4))


def full_disk(folder: str) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = (Path(folder) / log_file.LOG).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40, size + 40))
    try:
        log_file.append(folder, entry(99))
    except OSError:
        return
    raise AssertionError("it was written")


def test_a_full_disk_is_an_error_and_leaves_the_log_whole(folder):
    """Whoever asked must not act; the entries before are as they were."""
    process = multiprocessing.get_context("fork").Process(target=full_disk, args=(str(folder),))
    process.start()
    process.join()

    assert process.exitcode == 0 and breaches(folder) == () and len(lines_of(folder)) == COUNT


def test_secrets_never_reach_it(tmp_path):
    """Neither by their form nor by value, in any field."""
    told = Entry("t", "decided", command="x --password hunter2", reasons=("DB_TOKEN=hunter2",), outcome="swordfish!")
    log_file.append(str(tmp_path), told, secrets=["swordfish!"])

    text = (tmp_path / log_file.LOG).read_text()
    assert "hunter2" not in text and "swordfish" not in text and text.count("(redacted)") == 3


def test_only_its_owner_reads_it(folder):
    """It tells what runs where."""
    assert (folder / log_file.LOG).stat().st_mode & 0o077 == 0


def test_automatic_actions_are_counted_by_hour_and_day(tmp_path):
    """By object; what is older than a day is forgotten."""
    for now in (0.0, 50_000.0, 86_000.0, 86_001.0):
        log_file.append(str(tmp_path), entry(1), automatic=["home/media/pod/web"], now=now)

    assert log_file.recent(str(tmp_path), 86_500.0) == {"home/media/pod/web": (2, 3)}
    assert log_file.recent(str(tmp_path), 400_000.0) == {}


@pytest.mark.parametrize("spoiled", ["", "[", "[]", '{"entries": "x"}'])
def test_a_spoiled_anchor_is_none(folder, spoiled):
    """Nobody remembers: verify has to say so."""
    (folder / log_file.ANCHOR).write_text(spoiled)

    assert log_file.anchor(str(folder)) is None and log_file.exists(str(folder))


def test_no_log_is_no_breach(tmp_path):
    """Nothing was decided yet."""
    assert verify(log_file.lines(str(tmp_path)), []) == (Anchor(), ()) and not log_file.exists(str(tmp_path))
