"""What an earlier version has left unended goes on in this one."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from firstmate.adapters.journal import Journal
from tests.workflow.killed.ledger import Ledger
from tests.workflow.killed.life import RUN
from tests.workflow.killed.shapes import read

ROOT = Path(__file__).parents[2]
PENDING = ROOT / "tests/workflow/killed/pending-1.sql"
"""The database of format 1, of a run of the shape `rollback`, killed while it undid its step c, which had happened."""
HAPPENED = [("a", "a"), ("f.0.b", "b u"), ("f.1.b", "b v"), ("c", "c"), ("c.#undo", "back c")]


def test_a_run_that_an_earlier_version_left_is_taken_up(tmp_path):
    """From its database as it was then: what had happened is not done again, the rest is."""
    shape, ledger, url = read()["rollback"], Ledger(tmp_path / "world"), f"sqlite:///{tmp_path / 'runs.db'}"
    with closing(sqlite3.connect(tmp_path / "runs.db")) as database:
        database.executescript(PENDING.read_text())
    for path, effect in HAPPENED:
        ledger.append(f"{RUN}/{path}/1", effect)
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers/worker-before.lock").touch()

    command = [sys.executable, "-m", "tests.workflow.killed.life", str(tmp_path), url, RUN, "workers"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*command, json.dumps(shape.content)], cwd=ROOT, env=env, check=True, timeout=60)

    assert shape.wrong(ledger.effects()) == ""
    with closing(Journal(url)) as journal:
        run = journal.run(RUN)
    assert run and (run.state, run.ended is not None) == ("rolled back", True)
