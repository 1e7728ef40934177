"""The architecture is enforced: each contract of pyproject.toml fails when it is broken."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
BREACHES = {
    "Imports point downward": [
        ("snapshot/kinds.py", "import firstmate.services.look"),
        ("unplaced.py", "'a module that has no place in the layers'"),
    ],
    "Nouns are pure": [("text.py", "import pathlib"), ("analyzers/breach.py", "import kubernetes")],
    "One module talks to Kubernetes": [("services/look.py", "import kubernetes")],
    "One module starts programs": [("adapters/files.py", "import subprocess")],
    "One module keeps the approvals": [("adapters/files.py", "import sqlite3")],
    "One module speaks HTTP": [("adapters/files.py", "import httpx")],
    "One module knows the durable engine": [("services/run_workflow.py", "import dbos")],
    "Two modules talk to the database of runs": [("services/run_workflow.py", "import sqlalchemy")],
    "One module each speaks to Redis and to DNS servers": [("services/verify.py", "import redis")],
    "One module computes expressions, one fills templates": [("workflow/parse.py", "import jinja2")],
    "Only its own verb knows the practice cluster": [("entrypoints/show/page.py", "import firstmate.practice")],
    "Analyzers do not know each other": [("analyzers/breach.py", "import firstmate.analyzers.image_not_found")],
    "Checks of a preflight do not know each other": [
        ("preflight/checks/breach.py", "import firstmate.preflight.checks.crd_missing")
    ],
    "The guard is light": [("guard/values.py", "import dataclasses")],
    "The hook stays light": [("services/guard_call.py", "import firstmate.wiring"), ("answers.py", "import msgspec")],
    "Programs of the catalogue do not know each other": [
        ("guard/commands/breach.py", "import firstmate.guard.commands.kubectl")
    ],
    "Adapters do not know each other": [("adapters/files.py", "import firstmate.adapters.cluster")],
}


def test_every_contract_has_a_breach() -> None:
    """A contract that is added without a proof that it can fail does not pass."""
    assert {contract["name"] for contract in CONTRACTS} == set(BREACHES)


@pytest.mark.parametrize(
    ("contract", "file", "line"), [(name, *breach) for name, breaches in BREACHES.items() for breach in breaches]
)
def test_a_breach_fails_by_the_name_of_the_contract(tmp_path: Path, contract: str, file: str, line: str) -> None:
    """One forbidden import, planted in a copy of the package, is reported under its contract."""
    package = tmp_path / "firstmate"
    shutil.copytree(ROOT / "src" / "firstmate", package, ignore=shutil.ignore_patterns("__pycache__"))
    with (package / file).open("a") as module:
        module.write(f"\n{line}\n")
    lint_imports = Path(sys.executable).with_name("lint-imports")
    command = [str(lint_imports), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contract} BROKEN" in done.stdout


PURE = next(contract["source_modules"] for contract in CONTRACTS if contract["name"] == "Nouns are pure")
PLACES = [ROOT / "src" / module.replace(".", "/") for module in PURE]
NOUNS = [file for place in PLACES for file in (*place.rglob("*.py"), place.with_suffix(".py")) if file.is_file()]
READING_AND_PRINTING = {"open", "print", "input", "read_text", "read_bytes", "write_text", "write_bytes"}


@pytest.mark.parametrize("file", NOUNS, ids=lambda file: str(file.relative_to(ROOT / "src" / "firstmate")))
def test_nouns_neither_read_nor_print(file: Path) -> None:
    """What a linter of imports cannot see: a builtin or a path's method that touches the world."""
    calls = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    names = {call.id if isinstance(call, ast.Name) else getattr(call, "attr", "") for call in calls}
    assert names.isdisjoint(READING_AND_PRINTING)
