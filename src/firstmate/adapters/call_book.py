"""The table of calls of models, in the database of runs: what each reserved, what it cost, what it answered.

A row is written before the client is started, with the name of its session and the dollars kept back for it. Until
its end is written, those dollars are spent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from firstmate.errors import UnknownError

PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
MADE_MEANWHILE = (sa.exc.IntegrityError, sa.exc.ProgrammingError)
"""What Postgres says to `CREATE TABLE IF NOT EXISTS` when another process was quicker by less than that."""
CALLS = sa.Table(
    "firstmate_calls",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("session", sa.String, nullable=False, unique=True),
    sa.Column("run", sa.String, nullable=False),
    sa.Column("path", sa.String, nullable=False),
    sa.Column("agent", sa.String, nullable=False),
    sa.Column("tier", sa.String, nullable=False),
    sa.Column("question", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("begun", sa.Float, nullable=False),
    sa.Column("ended", sa.Float),
    sa.Column("reserved", sa.Float, nullable=False),
    sa.Column("cap", sa.Float, nullable=False),
    sa.Column("cost", sa.Float, nullable=False, server_default="0"),
    sa.Column("told", sa.Text, nullable=False, server_default="{}"),
    sa.Column("output", sa.Text, nullable=False, server_default="null"),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
)


class CallState(StrEnum):
    """Where a call stands. UNHELD: its answer did not fit, or was not sure enough. FAILED: there was no answer."""

    RUNNING = "running"
    DEFERRED = "deferred"
    HELD = "held"
    UNHELD = "unheld"
    FAILED = "failed"


@dataclass(frozen=True)
class Call:
    """One session of the client. Costs in dollars, times in seconds since 1970; `question` is a hash of what was asked.

    `reserved`: what it may have cost when it ends; `cap`: what the client was told; `told`: its own words about itself.
    """

    session: str
    run: str
    path: tuple[str, ...]
    agent: str
    tier: str
    question: str
    state: CallState
    begun: float
    ended: float | None
    reserved: float
    cap: float
    cost: float = 0.0
    told: Any = None
    output: Any = None
    error: str = ""

    @property
    def counts(self) -> float:
        """Dollars that it takes from a budget."""
        return self.cost if self.ended is not None else max(self.cost, self.reserved)


class CallBook:
    """The table behind the URL of the database of runs. Raises UnknownError when it does not answer."""

    def __init__(self, url: str) -> None:
        patience = {"timeout": PATIENCE} if url.startswith("sqlite") else {}
        self._engine = sa.create_engine(url, connect_args=patience)
        with suppress(*MADE_MEANWHILE), self._talk() as talk:
            talk.execute(sa.schema.CreateTable(CALLS, if_not_exists=True))

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _talk(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as talk:
                yield talk
        except sa.exc.OperationalError as error:
            raise UnknownError(f"The database of runs does not answer: {error.orig}.") from error

    def write(self, call: Call) -> None:
        """Put it in, or in place of the one of its session."""
        row = {
            **vars(call),
            "path": "/".join(call.path),
            "told": json.dumps(call.told),
            "output": json.dumps(call.output),
        }
        with self._talk() as talk:
            if not talk.execute(CALLS.update().where(CALLS.c.session == call.session).values(**row)).rowcount:
                talk.execute(CALLS.insert().values(**row))

    def of(self, run: str) -> list[Call]:
        """Those of a run and of the runs inside it, in the order in which they began."""
        return self._found(sa.or_(CALLS.c.run == run, CALLS.c.run.startswith(f"{run}.", autoescape=True)))

    def all(self) -> list[Call]:
        """Every one, in the order in which they began."""
        return self._found(sa.true())

    def _found(self, where: sa.ColumnElement[bool]) -> list[Call]:
        query = sa.select(CALLS).where(where).order_by(CALLS.c.number)
        with self._talk() as talk:
            return [_call(row) for row in talk.execute(query).mappings().all()]


def _call(row: sa.RowMapping) -> Call:
    fields = {name: row[name] for name in Call.__dataclass_fields__}
    path, state = tuple(row["path"].split("/")), CallState(row["state"])
    told, output = json.loads(row["told"]), json.loads(row["output"])
    return Call(**{**fields, "path": path, "state": state, "told": told, "output": output})
