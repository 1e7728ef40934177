"""The table of calls, in SQLite and in a real Postgres: made by whoever comes first, kept whole, found by run."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from firstmate.adapters.call_book import Call, CallBook, CallState
from firstmate.errors import UnknownError
from tests.support.postgres import database, is_installed, postgres
from tests.support.require import require

CALL = Call("s1", "r1", ("a", "b"), "x", "haiku", "q", CallState.RUNNING, 1.0, None, 0.2, 0.1)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/runs.db"
        return
    require("postgres", is_installed(), "apt-get install -y postgresql")
    with postgres() as server:
        yield database(server, "runs")


def test_calls_are_kept_in_their_order_whoever_writes_them(url: str) -> None:
    """Eight processes' worth of books at once; what is written again is the same call, further on."""
    with ThreadPoolExecutor(8) as pool:
        books = list(pool.map(lambda _: CallBook(url), range(8)))
    books[0].write(CALL)
    books[1].write(replace(CALL, session="s2", run="r1.sub.1"))
    books[2].write(replace(CALL, session="s3", run="r10"))
    held = replace(CALL, state=CallState.HELD, ended=2.0, cost=0.05, output={"cause": "oom"}, told={"usd": 0.05})
    books[3].write(held)

    found = books[4].of("r1")

    assert [call.session for call in found] == ["s1", "s2"] and found[0] == held
    assert [call.counts for call in books[5].all()] == [0.05, 0.2, 0.2]
    for book in books:
        book.close()


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    """In a sentence."""
    with pytest.raises(UnknownError, match="does not answer"):
        CallBook(f"sqlite:///{tmp_path}/no/such/folder/runs.db")
