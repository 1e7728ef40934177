"""What a PRP still lacks, by its text alone."""

from __future__ import annotations

import random
import time

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.prps import gaps, name_problem, named

GOOD = """\
# Logs of a month are kept

## Problem
Loki's disk is full since Monday (`claim-almost-full`).

## Success criteria
- [ ] A query over 30 days answers.
- The claim is below 70 %.

## Options
### A: A larger claim
- Pros: one line.
- Cons: the disk of the node is the limit.

### B: Object storage
- Pros: no limit.
- Cons: one more service.

## Recommendation
A larger claim: it is undone by nothing, and costs nothing.

## Steps
### 1: Raise the claim
- Time: 5 min
- Risk: risky

```sh
# in Git
kubectl patch pvc loki -n logs -p '{}'
```

## Verification
```sh
kubectl get pvc -n logs
```

## Rollback
Cannot be undone: a claim never shrinks; the backup of last night is in `restic`.

## Dependencies
None.
"""


def _told(text: str) -> list[tuple[int, str, str]]:
    return [(gap.line, gap.section, gap.message) for gap in gaps(text)]


def test_a_whole_plan_lacks_nothing():
    """Neither with comments in it, nor with a `#` in its commands."""
    assert gaps(GOOD) == []
    assert gaps(GOOD.replace("## Problem\n", "## Problem\n<!-- TODO: ask\nFILL IN -->\n")) == []
    assert gaps(GOOD.replace("one line.", "one line. <!-- TODO -->")) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("# Logs", "Logs", (1, "title", "there is no title")),
        ("Loki's disk is full since Monday (`claim-almost-full`).\n", "", (3, "Problem", "nothing is written here")),
        ("Loki's disk", "<!-- what hurts -->\n<!-- ", (5, "the file", "this comment is never closed")),
        ("Loki's", "TBD: Loki's", (4, "Problem", "`TBD` is still there")),
        ("- [ ] A query over 30 days answers.\n- The", "The", (6, "Success criteria", "there is no list of criteria")),
        ("below 70 %", "below ??? %", (8, "Success criteria", "`???` is still there")),
        ("### B: Object", "Object", (10, "Options", "there have to be two options, not 1")),
        ("- Cons: one more service.\n", "", (15, "Options", "`B: Object storage` has no cons")),
        ("- Pros: no limit.", "- Pros:", (15, "Options", "`B: Object storage` has no pros")),
        ("A larger claim: it", "It", (19, "Recommendation", "it names none of the options")),
        ("### 1: Raise the claim\n", "", (22, "Steps", "there are no steps")),
        ("Time: 5 min", "Time: soon", (23, "Steps", "`1: Raise the claim` does not say how long it takes")),
        ("Risk: risky", "Risk: low", (23, "Steps", "`1: Raise the claim` has no risk")),
        ("kubectl patch pvc loki -n logs -p '{}'\n", "", (23, "Steps", "`1: Raise the claim` has no command")),
        ("kubectl patch", "TODO patch", (29, "Steps", "`TODO` is still there")),
        ("```sh\nkubectl get pvc -n logs\n```", "Look.", (32, "Verification", "there is no command")),
        ("Cannot be undone: a", "A", (37, "Rollback", "there is no way back")),
        ("## Rollback\n", "## Rollback\n<!--", (38, "the file", "this comment is never closed")),
        ("None.", "", (40, "Dependencies", "nothing is written here")),
        ("## Dependencies\nNone.\n", "", (37, "Dependencies", "this section is missing")),
        ("## Rollback", "## Problem", (37, "Problem", "this section is there twice")),
        ("## Rollback", "## Rollbak", (37, "Rollbak", "this is no section of a PRP")),
        ("logs\n```", "logs\n", (33, "the file", "this block of code is never closed")),
    ],
)
def test_what_is_missing_is_told_with_its_line(old, new, told):
    """Each kind of gap, with the section that it is in."""
    assert old in GOOD
    assert told in _told(GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- Pros: no limit.", "- **Pros:**\n  - no limit\n  - cheap"),
        ("- Pros: no limit.\n- Cons: one more service.", "**Pros**\n\n- no limit\n\n**Cons**\n\n- one more"),
        ("- Risk: risky", "* Risk: Risky (a claim never shrinks)"),
        ("Time: 5 min", "Time: 1.5 h"),
        ("A larger claim: it", "Option a, since it"),
        ("A larger claim: it", "**A**: it"),
        ("```sh\nkubectl get pvc -n logs\n```", "    kubectl get pvc -n logs"),
    ],
)
def test_it_may_be_written_in_other_ways(old, new):
    """Lists below a word, words in bold, the letter of an option."""
    assert old in GOOD and gaps(GOOD.replace(old, new)) == []


def test_lines_are_counted_as_an_editor_does():
    """A form feed or a separator of Unicode begins none."""
    told = _told(GOOD.replace("since Monday", "since\x0c\u2028Monday").replace("below 70 %", "below ??? %"))
    assert told == [(8, "Success criteria", "`???` is still there")]


def test_an_article_is_no_choice():
    """`A restart` does not name the option A."""
    told = _told(GOOD.replace("A larger claim: it", "A restart: it"))
    assert told == [(19, "Recommendation", "it names none of the options")]


@pytest.mark.parametrize(
    ("tier", "told"),
    [
        (None, []),
        (CommandTier.SAFE, []),
        (CommandTier.RISKY, ["`1: Raise the claim` says safe, and the guard says risky"]),
        (CommandTier.FORBIDDEN, ["`1: Raise the claim` is forbidden to the guard"]),
    ],
)
def test_a_risk_may_not_be_understated(tier, told):
    """Said higher than it is, is said."""
    asked = []

    def tier_of(script):
        asked.append(script)
        return tier

    found = gaps(GOOD.replace("Risk: risky", "Risk: safe"), tier_of)
    assert [gap.message for gap in found] == told
    assert asked == ["kubectl patch pvc loki -n logs -p '{}'"]


@pytest.mark.parametrize(
    "text", ["<!--" * 30_000, "-->" + "<!--" * 30_000, "[" * 60_000, "- " * 60_000, "## a\n" * 20_000]
)
def test_a_hostile_file_does_not_hold_it_up(text):
    """Patterns that look for what never comes would take minutes."""
    started = time.perf_counter()
    gaps(text)
    assert time.perf_counter() - started < 5


def test_an_empty_file_lacks_every_section():
    """And a title."""
    assert len(_told("")) == 9 and {line for line, _, _ in _told("")} == {1}


def test_headings_in_code_and_in_comments_are_none():
    """A block that shows a PRP is not one."""
    assert len(_told(f"````md\n{GOOD}````\n")) == 9
    assert len(_told(f"<!--\n{GOOD}-->\n")) == 9


def test_every_gap_says_what_to_do():
    """Also where nothing is right."""
    assert all(gap.hint for gap in (*gaps(""), *gaps(GOOD.replace(" ", "\n"))))


@pytest.mark.parametrize("seed", range(100))
def test_whatever_a_file_holds_its_gaps_have_lines(seed):
    """Lines lost, doubled, and mixed."""
    chooser, lines = random.Random(seed), GOOD.splitlines()
    for _ in range(chooser.randint(1, 15)):
        lines.insert(chooser.randrange(len(lines)), lines.pop(chooser.randrange(len(lines))))
        lines += chooser.choices(["```", "<!--", "- ", "### ", "> ## Steps", "\t- a", "1. x"], k=1)

    assert all(1 <= gap.line <= len(lines) for gap in gaps("\n".join(lines)))


@pytest.mark.parametrize("name", ["move-logs", "a", "2026-gpu"])
def test_a_name_that_is_good(name):
    """Letters, digits, hyphens."""
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    "name", ["", "Move", "../x", "a/b", "a--b", "-a", "a.md", "template", "a" * 61, "a b", "ä", "a\n"]
)
def test_a_name_that_is_not(name):
    """Nothing that leads elsewhere, and not the template's own."""
    assert name_problem(name)


def test_the_name_stands_in_the_title():
    """Which still has to be written."""
    assert named("# FILL IN: what\n", "move-logs") == "# FILL IN (move-logs): what\n"
