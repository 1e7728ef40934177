"""Whatever stands in a workflow's file: an answer with a line, at once, and no traceback. Bombs are refused."""

from __future__ import annotations

import random
import time

import pytest

from tests.workflow.spoilt import real, text, verdict


@pytest.mark.parametrize("first", range(0, 600, 60))
def test_a_spoilt_file_is_answered(tmp_path, first):
    """Sixty at a time: with its faults and their lines, or with why it is no YAML."""
    verdicts = [verdict(tmp_path / "w.yaml", text(random.Random(number))) for number in range(first, first + 60)]

    assert {"faulty", "unreadable"} <= set(verdicts)


def test_real_files_are_right(tmp_path):
    """As they are."""
    assert {verdict(tmp_path / "w.yaml", content) for content in real()} == {"right"}


LIST = "[" * 50_000
BOMBS = {
    "mappings as keys": "a: {{{b: {c: d}}: e}: f}\n",
    "aliases": "a: &a [x, x]\n"
    + "".join(f"{n}: &{n} [*{p}, *{p}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)),
    "merged aliases": "a: &a {x: 1}\nb: {<<: *a}\n",
    "alias of itself": "a: &a [*a]\n",
    "deep lists": "steps: " + LIST,
    "deep closed lists": "steps: " + "[" * 5000 + "]" * 5000,
    "deep mappings": "steps: " + "{a: " * 20_000,
    "deep by indentation": "\n".join(" " * n + "a:" for n in range(400)),
    "a huge scalar": "description: " + "x" * 120_000,
    "a huge number": "budget: {usd: " + "9" * 100_000 + "}",
    "a huge hexadecimal": "budget: {usd: 0x" + "f" * 100_000 + "}",
    "many keys": "inputs:\n" + "".join(f"  k{n}: {{type: string}}\n" for n in range(5000)),
    "many steps": "steps:\n" + "".join(f"  - {{id: s{n}, run: x}}\n" for n in range(5000)),
    "many needs": "steps:\n"
    + "".join(f"  - {{id: s{n}, run: x, needs: [{', '.join(f's{m}' for m in range(n))}]}}\n" for n in range(150)),
    "many blanks": "steps:" + "\n" * 120_000,
    "many comments": "# x\n" * 30_000,
    "many anchors": "".join(f"a{n}: &a{n} x\n" for n in range(8000)),
    "many documents": "---\na: 1\n" * 8000,
    "a long key": "? " + "k" * 100_000 + "\n: x\n",
    "quotes": "a: " + "'" * 100_000,
    "escapes": 'a: "' + "\\" * 100_000,
    "colons": ": " * 60_000,
    "dashes": "- " * 60_000,
    "question marks": "? " * 60_000,
    "tags": "a: " + "!!str " * 20_000,
    "a tag": "a: !<" + "x" * 100_000,
    "braces": "steps: [{id: a, run: '" + "{{ " * 30_000 + "'}]",
    "a long expression": "steps: [{id: a, run: '{{ " + "1 + " * 25_000 + "1 }}'}]",
    "nested expression": "steps: [{id: a, run: '{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}'}]",
    "negations": "steps: [{id: a, when: '" + "not " * 25_000 + "1', run: x}]",
    "a long pattern": "inputs: {a: {type: string, pattern: '(a+)+$', default: '"
    + "a" * 60
    + "!'}}\nsteps: [{id: a, run: x}]",
    "a large file": "# " + "x" * 3_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once(tmp_path, name):
    """Within a second, whatever it would make or however deep it goes."""
    head = "" if name in ("many documents", "colons", "dashes") else "schema: 1\nname: w\ndescription: x\n"
    begun = time.process_time()
    said = verdict(tmp_path / "w.yaml", head + BOMBS[name])

    assert (said, time.process_time() - begun < 1.0) in [("faulty", True), ("unreadable", True), ("right", True)]
