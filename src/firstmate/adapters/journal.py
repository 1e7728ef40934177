"""The database of runs: what was asked for, what every step was about to do and what became of it, who is alive.

SQLite beside the state, or Postgres by its URL, where several workers share it. An intent is written before anything
is done, its outcome after; an intent without an outcome is something that may have happened.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from firstmate.errors import FirstmateError, UnknownError, UsageError

SCHEMA = 1
PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between the tries to set it up: SQLite does not wait for a process that does so too."""
TABLES = sa.MetaData()
VERSIONS = sa.Table("firstmate_schema", TABLES, sa.Column("version", sa.Integer, primary_key=True))
RUNS = sa.Table(
    "firstmate_runs",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("workflow", sa.String, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("names", sa.Text, nullable=False),
    sa.Column("key", sa.String, nullable=False),
    sa.Column("going", sa.String, unique=True),  # the key while it goes on, so that there is one of each; then null
    sa.Column("state", sa.String, nullable=False),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("begun", sa.Float, nullable=False),
    sa.Column("ended", sa.Float),
    sa.Column("worker", sa.String, nullable=False, server_default=""),
    sa.Column("lives", sa.Integer, nullable=False, server_default="1"),
)
STEPS = sa.Table(
    "firstmate_steps",
    TABLES,
    sa.Column("run", sa.String, sa.ForeignKey("firstmate_runs.id"), primary_key=True),
    sa.Column("path", sa.String, primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("intent", sa.Text, nullable=False),
    sa.Column("worker", sa.String, nullable=False),
    sa.Column("begun", sa.Float, nullable=False),
    sa.Column("ended", sa.Float),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("output", sa.Text),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
)
CONTROLS = sa.Table(
    "firstmate_controls",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run", sa.String, nullable=False, index=True),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
WORKERS = sa.Table(
    "firstmate_workers",
    TABLES,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("seen", sa.Float, nullable=False),
)


@dataclass(frozen=True)
class RunRow:
    """One run. `content` is the workflow's file as it was; `names` what its expressions know; times are epochs."""

    id: str
    workflow: str
    content: dict[str, Any]
    names: dict[str, Any]
    key: str
    state: str
    why: str
    begun: float
    ended: float | None
    worker: str = ""
    """Who carries its latest life."""
    lives: int = 1
    """0: it has none of its own, but goes on inside of another run."""

    @property
    def life(self) -> str:
        """What the engine calls it: a run that was reopened is another one to it."""
        return self.id if self.lives <= 1 else f"{self.id}~{self.lives}"


@dataclass(frozen=True)
class StepRow:
    """One attempt of a step. Status `running` without a live worker: it was interrupted."""

    path: tuple[str, ...]
    attempt: int
    intent: Any
    worker: str
    begun: float
    ended: float | None
    status: str
    output: Any
    error: str


class TakenOverError(FirstmateError):
    """Another worker carries the run now, since this one gave no sign of life."""


class Journal:
    """The database behind a URL. Raises UnknownError when it does not answer, UsageError when it is of a later one."""

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            is_file = sa.make_url(url).get_backend_name() == "sqlite"
            patience = {"timeout": PATIENCE} if is_file else {}
            self._engine = sa.create_engine(url, connect_args=patience, pool_pre_ping=not is_file)
            self._set_up()
        except sa.exc.ArgumentError as error:
            raise UsageError(f"{url} is no URL of a database.", hint="postgresql+psycopg://USER@HOST/NAME") from error

    def close(self) -> None:
        self._engine.dispose()

    def _set_up(self) -> None:
        """Make the tables. Several processes may do it at once: whoever was slower finds them made and looks again."""
        for pause in PAUSES:
            try:
                version = self._made()
                break
            except sa.exc.DatabaseError as error:
                failed = error
                time.sleep(pause)
        else:
            raise UnknownError(f"The database of runs cannot be set up: {failed.orig}.")
        if version > SCHEMA:
            raise UsageError(f"The database of runs is of version {version}, this Firstmate knows {SCHEMA}.")

    def _made(self) -> int:
        """The version of the tables, which are there afterwards."""
        with self._engine.begin() as talk:
            if talk.dialect.name == "sqlite" and talk.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
                talk.exec_driver_sql("PRAGMA journal_mode=WAL")
        TABLES.create_all(self._engine)
        with self._engine.begin() as talk:
            version: int | None = talk.execute(sa.select(VERSIONS.c.version)).scalar()
            if version is None:
                talk.execute(VERSIONS.insert().values(version=SCHEMA))
        return version or SCHEMA

    @contextmanager
    def _talk(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as talk:
                yield talk
        except sa.exc.OperationalError as error:
            raise UnknownError(f"The database of runs does not answer: {error.orig}.") from error

    # ---- runs ------------------------------------------------------------------------------------------------------

    def new_run(self, run: RunRow) -> None:
        """Raises UsageError when a run of the same key goes on."""
        row = {**vars(run), "content": json.dumps(run.content), "names": json.dumps(run.names)}
        try:
            with self._talk() as talk:
                talk.execute(RUNS.insert().values(**row, going=run.key or None))
        except sa.exc.IntegrityError as error:
            raise self._taken(run) from error

    def going(self, key: str) -> str:
        """The run that goes on under a key; empty: none."""
        with self._talk() as talk:
            return talk.execute(sa.select(RUNS.c.id).where(RUNS.c.going == key)).scalar() or ""

    def run(self, run_id: str) -> RunRow | None:
        with self._talk() as talk:
            row = talk.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).mappings().one_or_none()
        return _run(row) if row else None

    def runs(self, limit: int) -> list[RunRow]:
        """The latest, newest first."""
        with self._talk() as talk:
            rows = talk.execute(sa.select(RUNS).order_by(RUNS.c.begun.desc(), RUNS.c.id).limit(limit)).mappings().all()
        return [_run(row) for row in rows]

    def reopen(self, run: RunRow, worker: str, state: str) -> RunRow:
        """An ended run goes on, in another life. Raises UsageError as new_run does."""
        values = {"state": state, "why": "", "ended": None, "going": run.key or None, "worker": worker}
        try:
            with self._talk() as talk:
                talk.execute(RUNS.update().where(RUNS.c.id == run.id).values(**values, lives=RUNS.c.lives + 1))
        except sa.exc.IntegrityError as error:
            raise self._taken(run) from error
        reopened = self.run(run.id)
        assert reopened is not None
        return reopened

    def hand_over(self, workers: Iterable[str], worker: str) -> None:
        """Runs of these workers that have not ended are carried by another one from now on."""
        theirs = (RUNS.c.worker.in_(list(workers)), RUNS.c.ended.is_(None))
        with self._talk() as talk:
            talk.execute(RUNS.update().where(*theirs).values(worker=worker))

    def carried_by(self, worker: str) -> list[RunRow]:
        """Runs of this worker that have not ended, without those that go on inside of others."""
        query = sa.select(RUNS).where(RUNS.c.worker == worker, RUNS.c.ended.is_(None), RUNS.c.lives > 0)
        with self._talk() as talk:
            return [_run(row) for row in talk.execute(query).mappings().all()]

    def _taken(self, run: RunRow) -> UsageError:
        other = self.going(run.key)
        return UsageError(
            f"Run {other} of {run.workflow} goes on: one at a time for `{run.key}`.",
            hint=f"`firstmate run show {other}`, or `firstmate run cancel {other}`",
        )

    def set_state(self, run_id: str, state: str, why: str, ended: float | None) -> None:
        """`ended`: None while it goes on; a run that has ended gives its key back."""
        values: dict[str, Any] = {"state": state, "why": why, "ended": ended}
        with self._talk() as talk:
            key = talk.execute(sa.select(RUNS.c.key).where(RUNS.c.id == run_id)).scalar()
            values["going"] = None if ended is not None else key or None
            talk.execute(RUNS.update().where(RUNS.c.id == run_id).values(**values))

    # ---- steps -----------------------------------------------------------------------------------------------------

    def begin(
        self, run_id: str, path: tuple[str, ...], attempt: int, intent: Any, worker: str, at: float
    ) -> StepRow | None:
        """Write the intent. Gives the row that is there already: the attempt was interrupted, and may have happened.

        Raises TakenOverError when the run is another worker's.
        """
        here = RUNS.outerjoin(STEPS, sa.and_(*_step(run_id, path, attempt)))
        query = sa.select(RUNS.c.worker.label("carrier"), STEPS).select_from(here).where(RUNS.c.id == run_id)
        with self._talk() as talk:
            found = talk.execute(query).mappings().one()
            if found["carrier"] != worker:
                raise TakenOverError(f"Run {run_id} was taken over by {found['carrier']}.")
            if found["run"] is None:
                talk.execute(
                    STEPS.insert().values(
                        run=run_id,
                        path="/".join(path),
                        attempt=attempt,
                        intent=json.dumps(intent),
                        worker=worker,
                        begun=at,
                        status="running",
                    )
                )
        return _step_row(found) if found["run"] else None

    def amend(self, run_id: str, path: tuple[str, ...], attempt: int, intent: Any) -> None:
        """Write more of the intent, once it is known."""
        with self._talk() as talk:
            talk.execute(STEPS.update().where(*_step(run_id, path, attempt)).values(intent=json.dumps(intent)))

    def end(
        self, run_id: str, path: tuple[str, ...], attempt: int, status: str, output: Any, error: str, at: float
    ) -> None:
        """Write what became of it."""
        values = {"status": status, "output": json.dumps(output), "error": error, "ended": at}
        with self._talk() as talk:
            talk.execute(STEPS.update().where(*_step(run_id, path, attempt)).values(**values))

    def skip(self, run_id: str, path: tuple[str, ...], why: str, at: float) -> None:
        """A person says that a step is not needed."""
        with self._talk() as talk:
            where = (STEPS.c.run == run_id, STEPS.c.path == "/".join(path))
            last = talk.execute(sa.select(sa.func.max(STEPS.c.attempt)).where(*where)).scalar() or 0
            row = {"run": run_id, "path": "/".join(path), "attempt": last + 1, "intent": "{}", "worker": ""}
            talk.execute(STEPS.insert().values(**row, begun=at, ended=at, status="skipped", error=why))

    def steps(self, run_id: str) -> list[StepRow]:
        """Every attempt, in the order in which they began."""
        query = sa.select(STEPS).where(STEPS.c.run == run_id).order_by(STEPS.c.begun, STEPS.c.path, STEPS.c.attempt)
        with self._talk() as talk:
            return [_step_row(row) for row in talk.execute(query).mappings().all()]

    # ---- what people say -------------------------------------------------------------------------------------------

    def tell(self, run_id: str, command: Mapping[str, Any], at: float) -> None:
        """A command to a run: it takes it up when it next looks."""
        with self._talk() as talk:
            talk.execute(CONTROLS.insert().values(run=run_id, command=json.dumps(dict(command)), at=at))

    def told(self, run_id: str, after: int) -> list[tuple[int, dict[str, Any]]]:
        """Commands with their numbers, those that came after one."""
        query = (
            sa.select(CONTROLS).where(CONTROLS.c.run == run_id, CONTROLS.c.number > after).order_by(CONTROLS.c.number)
        )
        with self._talk() as talk:
            return [(row["number"], json.loads(row["command"])) for row in talk.execute(query).mappings().all()]

    # ---- workers ---------------------------------------------------------------------------------------------------

    def beat(self, worker: str, at: float) -> None:
        """The worker lives."""
        with self._talk() as talk:
            if not talk.execute(WORKERS.update().where(WORKERS.c.name == worker).values(seen=at)).rowcount:
                talk.execute(WORKERS.insert().values(name=worker, seen=at))

    def take_dead(self, before: float, at: float) -> list[str]:
        """Workers not seen since then. Each is given to one caller only, who forgets it when its runs are handed over;
        until then it counts as seen, so that another caller comes after one who did not get so far.
        """
        stale = WORKERS.c.seen < before
        with self._talk() as talk:
            dead = talk.execute(sa.select(WORKERS.c.name).where(stale)).scalars().all()
            taken = WORKERS.update().where(stale).values(seen=at)
            return [name for name in dead if talk.execute(taken.where(WORKERS.c.name == name)).rowcount]

    def forget(self, workers: Iterable[str]) -> None:
        """These workers have nothing left to be taken over."""
        with self._talk() as talk:
            talk.execute(WORKERS.delete().where(WORKERS.c.name.in_(list(workers))))


def _step(run_id: str, path: tuple[str, ...], attempt: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (STEPS.c.run == run_id, STEPS.c.path == "/".join(path), STEPS.c.attempt == attempt)


def _run(row: sa.RowMapping) -> RunRow:
    fields = {name: row[name] for name in RunRow.__dataclass_fields__}
    return RunRow(**{**fields, "content": json.loads(row["content"]), "names": json.loads(row["names"])})


def _step_row(row: sa.RowMapping) -> StepRow:
    fields = {name: row[name] for name in StepRow.__dataclass_fields__}
    output = json.loads(row["output"]) if row["output"] else None
    return StepRow(
        **{**fields, "path": tuple(row["path"].split("/")), "intent": json.loads(row["intent"]), "output": output}
    )
