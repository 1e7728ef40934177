"""Clients of databases: rows of (tier, command)."""

from __future__ import annotations

from time import perf_counter

import pytest

from firstmate.guard.hosts.sql import only_reads
from tests.guard.commands.rows import rows
from tests.guard.support import decided, tier_of

ROWS = rows("databases")


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[command for _, command in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """The clients' documentation says what each of them does with its arguments."""
    assert tier_of(command, home="/root", cwd="/repo") == tier


def test_there_are_rows_enough():
    """150, none of them twice."""
    assert len({command for _, command in ROWS}) == len(ROWS) >= 150


def test_a_file_of_statements_is_read():
    """It has to be the same when it runs."""
    decision = decided("psql -f report.sql", files={"/repo/report.sql": "select 1;\nselect 2;\n"}, cwd="/repo")

    assert decision.tier == "read"
    assert ("/repo/report.sql",) in [act.files for act in decision.acts]
    assert tier_of("psql -f x.sql", files={"/repo/x.sql": "select 1;\ndrop table t;\n"}, cwd="/repo") == "risky"


@pytest.mark.parametrize("dialect", ["", "mysql", "postgres", "sqlite"])
@pytest.mark.parametrize(
    "text",
    ["", "--", "drop table t", "select 'a", 'select "a', "select 1 -- x\rdrop table t", "select `a", "select 1 \0"],
)
def test_what_is_no_statement_that_only_reads(text: str, dialect: str):
    """Nothing, halves of a statement, and what a database may take for two."""
    assert not only_reads(text, dialect)


def test_dialects_differ():
    """A hash begins a comment in one and is an operator in the other."""
    assert only_reads("select a #> b from t", "postgres")
    assert not only_reads("select a #> b from t", "mysql")


@pytest.mark.parametrize("piece", ["[", "(", "\n", "/* ", "--", "'a", "`", "$", "1;", " ", "\\g ", '"a'])
def test_its_cost_grows_with_the_text(piece: str):
    """A text of 60,000 signs takes no longer than a person notices."""
    before = perf_counter()
    for dialect in ("postgres", "mysql", "sqlite", ""):
        only_reads(f"select {piece * (60_000 // len(piece))}x", dialect)

    assert perf_counter() - before < 10
