"""Approvals in a small database beside the state: decided exactly once, used exactly once, whoever comes first.

It alone uses sqlite3. Passphrases are kept as scrypt hashes; guesses are limited. The hook imports it when it asks.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from firstmate.approvals import LASTS, Approval, Request, binding, may_decide, wait_after, without_secrets
from firstmate.errors import RefusedError, UnknownError, UsageError
from firstmate.guard.log import Anchor

FILE = "approvals.db"
SCHEMA = 1
PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
TABLES = """
CREATE TABLE requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT, request TEXT NOT NULL, binding TEXT NOT NULL, asked REAL NOT NULL,
  expires REAL NOT NULL, decided REAL, approved INTEGER NOT NULL DEFAULT 0, person TEXT NOT NULL DEFAULT '', used REAL
);
CREATE INDEX requests_by_binding ON requests (binding);
CREATE TABLE people (
  name TEXT PRIMARY KEY, salt BLOB NOT NULL, digest BLOB NOT NULL, guesses INTEGER NOT NULL DEFAULT 0,
  guessed REAL NOT NULL DEFAULT 0
);
CREATE TABLE anchors (entries INTEGER PRIMARY KEY, head TEXT NOT NULL);
"""


class ApprovalStore:
    """The requests, the people who decide, and where the log stood. Safe for several processes at once."""

    def __init__(self, folder: str) -> None:
        self._path = os.path.join(folder, FILE)

    def ask(self, request: Request, now: float, lasts: float = LASTS) -> Approval:
        """Put a request to the people; one that waits already is not asked twice."""
        bound = binding(request)
        with self._writing() as database:
            waiting = database.execute(
                "SELECT * FROM requests WHERE binding = ? AND decided IS NULL AND expires > ?", (bound, now)
            ).fetchone()
            if waiting:
                return _approval(waiting)
            row = (json.dumps(without_secrets(request)._asdict()), bound, now, now + lasts)
            done = database.execute("INSERT INTO requests (request, binding, asked, expires) VALUES (?, ?, ?, ?)", row)
            return Approval(int(done.lastrowid or 0), without_secrets(request), bound, now, now + lasts)

    def get(self, number: int) -> Approval:
        """A request. Raises UsageError when there is none with this number."""
        with self._reading() as database:
            row = database.execute("SELECT * FROM requests WHERE id = ?", (number,)).fetchone()
        if not row:
            raise UsageError(f"There is no request {number}.", hint="firstmate approvals list")
        return _approval(row)

    def all(self) -> list[Approval]:
        """Every request, newest first."""
        with self._reading() as database:
            return [_approval(row) for row in database.execute("SELECT * FROM requests ORDER BY id DESC")]

    def decide(self, number: int, approve: bool, person: str, approvers: tuple[str, ...], now: float) -> Approval:
        """Approve or deny, once. Raises RefusedError when it is decided, expired, or not this person's to decide."""
        self._refuse(self.get(number), person, approvers, now)  # most come too late: they need not wait for a turn
        with self._writing() as database:
            row = database.execute("SELECT * FROM requests WHERE id = ?", (number,)).fetchone()
            self._refuse(_approval(row), person, approvers, now)
            database.execute(
                "UPDATE requests SET decided = ?, approved = ?, person = ? WHERE id = ?", (now, approve, person, number)
            )
        return self.get(number)

    def use(self, request: Request, now: float) -> Approval | None:
        """Take an approval of exactly this for the one time that it holds. None: there is none."""
        with self._writing() as database:
            row = database.execute(
                "SELECT * FROM requests WHERE binding = ? AND approved AND used IS NULL AND expires > ?",
                (binding(request), now),
            ).fetchone()
            if not row:
                return None
            database.execute("UPDATE requests SET used = ? WHERE id = ?", (now, row[0]))
        return _approval(row)._replace(used=now)

    def earlier(self, request: Request) -> Approval | None:
        """The latest request for exactly this, whatever has become of it. None: there is none."""
        with self._reading() as database:
            query = "SELECT * FROM requests WHERE binding = ? ORDER BY id DESC"
            row = database.execute(query, (binding(request),)).fetchone()
        return _approval(row) if row else None

    def people(self) -> frozenset[str]:
        """Who has set a passphrase."""
        with self._reading() as database:
            return frozenset(name for (name,) in database.execute("SELECT name FROM people"))

    def set_passphrase(self, person: str, passphrase: str) -> None:
        """A new person, or a new passphrase."""
        salt = secrets.token_bytes(16)
        with self._writing() as database:
            database.execute(
                "INSERT OR REPLACE INTO people (name, salt, digest) VALUES (?, ?, ?)",
                (person, salt, _digest(passphrase, salt)),
            )

    def prove(self, person: str, passphrase: str, now: float) -> None:
        """That it is this person's passphrase. Raises RefusedError; every guess counts before it is looked at."""
        with self._writing() as database:
            row = database.execute(
                "SELECT salt, digest, guesses, guessed FROM people WHERE name = ?", (person,)
            ).fetchone()
            if not row:
                raise RefusedError(f"{person} has set no passphrase.", hint="firstmate approvals setup")
            salt, digest, guesses, guessed = row
            left = guessed + wait_after(guesses) - now
            if left > 0:
                raise RefusedError(f"Too many wrong passphrases: the next one is heard in {left:.0f} seconds.")
            database.execute("UPDATE people SET guesses = guesses + 1, guessed = ? WHERE name = ?", (now, person))
        if not hmac.compare_digest(digest, _digest(passphrase, salt)):
            raise RefusedError("This is not the passphrase.")
        with self._writing() as database:
            database.execute("UPDATE people SET guesses = 0 WHERE name = ?", (person,))

    def remember(self, anchor: Anchor) -> None:
        """Where the log stands, for `log verify`."""
        with self._writing() as database:
            database.execute("INSERT OR IGNORE INTO anchors VALUES (?, ?)", (anchor.entries, anchor.head))

    def anchors(self) -> list[Anchor]:
        """Where the log has stood."""
        with self._reading() as database:
            return [Anchor(*row) for row in database.execute("SELECT entries, head FROM anchors")]

    def _refuse(self, approval: Approval, person: str, approvers: tuple[str, ...], now: float) -> None:
        if reason := may_decide(approval, person, self.people(), approvers, now):
            raise RefusedError(f"{reason[0].upper()}{reason[1:]}.")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            database = self._opened()
            try:
                yield database
            finally:
                database.close()
        except sqlite3.Error as error:
            raise UnknownError(f"{self._path} cannot be used: {error}.") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that has the only right to write from its beginning."""
        with self._reading() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
        with suppress(FileExistsError):  # never opened beside SQLite: closing it would drop the locks of this process
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        database = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        database.execute("PRAGMA synchronous = FULL")
        if self._version(database) == 0:
            self._create(database)
        if self._version(database) != SCHEMA:
            database.close()
            raise UnknownError(f"{self._path} is of another version of Firstmate.", hint="use the newer one")
        return database

    def _create(self, database: sqlite3.Connection) -> None:
        with suppress(sqlite3.OperationalError):  # locked without waiting for its turn: who holds the lock does it
            database.execute("PRAGMA journal_mode = WAL")
        database.execute("BEGIN IMMEDIATE")
        if self._version(database) == 0:  # nobody else was quicker
            for statement in filter(str.strip, TABLES.split(";")):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {SCHEMA}")
        database.execute("COMMIT")

    def _version(self, database: sqlite3.Connection) -> int:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def _approval(row: tuple[Any, ...]) -> Approval:
    number, request, bound, asked, expires, decided, approved, person, used = row
    told = json.loads(request)
    whole = Request(**{**told, "reasons": tuple(told["reasons"])})
    return Approval(number, whole, bound, asked, expires, decided, bool(approved), person, used)


def _digest(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, **SCRYPT)
