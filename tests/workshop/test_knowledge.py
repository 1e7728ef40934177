"""The knowledge pages are whole, and what stands in their blocks is read by the tools that it is written for."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from firstmate.adapters import shfmt
from firstmate.practice.control import Practice
from firstmate.practice.schema import misfit, unknown_fields
from firstmate.practice.types import is_known
from tests.support.postgres import database, is_installed, postgres
from tests.support.require import require, require_kubectl

FOLDER = Path(__file__).parents[2] / "knowledge"
INDEX = FOLDER / "README.md"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path != INDEX)
SECTIONS = ["What matters", "Decisions", "Commands", "When it breaks", "Check after", "See also"]
INFOS = {
    "sh",
    "sh untried",
    "sql",
    "yaml",
    "yaml rules",
    "yaml alertmanager",
    "promql",
    "json",
    "nix untried",
    "python",
    "ini",
}
# fmt: off
TRIED = {
    "age", "age-keygen", "amtool", "claude", "createdb", "curl", "df", "dig", "du", "findmnt", "firstmate", "free",
    "getent", "git", "grep", "head", "ip", "journalctl", "jq", "kubectl", "lsblk", "mosquitto_passwd",
    "mosquitto_pub", "mosquitto_sub", "openssl", "pg_dump", "pg_dumpall", "pg_isready", "pg_restore", "promtool",
    "psql", "python3", "redis-cli", "restic", "showmount", "sort", "sqlite3", "ss", "ssh", "ssh-keygen",
    "ssh-keyscan", "sshd", "sysctl",
}
# fmt: on
"""Programs of the blocks that were tried here; whatever else is named there has to be marked as untried."""

POSTGRES = {"createdb", "pg_dump", "pg_dumpall", "pg_isready", "pg_restore", "psql"}
NOT_SERVED = ("kubectl auth can-i --list",)
"""Lines whose API the practice cluster does not have."""


@dataclass(frozen=True)
class Block:
    """What stands between two fences; `info` says what it is."""

    page: str
    line: int
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def _blocks(path: Path) -> Iterator[Block]:
    for token in MarkdownIt().parse(path.read_text(encoding="utf-8")):
        if token.type in ("fence", "code_block"):
            assert token.map is not None
            yield Block(path.name, token.map[0] + 1, token.info, token.content)


BLOCKS = [block for page in PAGES for block in _blocks(page)]


def _of(*infos: str) -> list[Block]:
    return [block for block in BLOCKS if block.info in infos]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_its_parts_and_is_one_page(page: Path) -> None:
    """A title, two or three sentences of what it is about, and the sections in their order."""
    text = page.read_text(encoding="utf-8")
    lines = text.splitlines()

    assert lines[0].startswith("# ") and ":" in lines[0] and lines[2] and not lines[2].startswith("#")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS
    assert 60 <= len(lines) <= 140 and max(map(len, lines)) <= 320
    assert "firstmate " in text


def test_the_index_names_every_page() -> None:
    """And none that is not there."""
    named = re.findall(r"^\| \[([a-z-]+)\]\(\1\.md\) \|", INDEX.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(named) == [page.stem for page in PAGES] and len(PAGES) >= 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_leads_to_others(page: Path) -> None:
    """Two at least."""
    links = set(re.findall(r"\]\(([a-z-]+\.md)\)", page.read_text(encoding="utf-8")))

    assert len(links) >= 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_failures_are_told_by_symptom_cause_and_cure(page: Path) -> None:
    """Five or more, no cell empty."""
    section = page.read_text(encoding="utf-8").partition("## When it breaks")[2].partition("\n## ")[0]
    head, _, *rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in section.splitlines() if line.startswith("|")]

    assert [cell.strip() for cell in head] == ["symptom", "cause", "cure"]
    assert len(rows) >= 5 and all(len(row) == 3 and all(cell.strip() for cell in row) for row in rows)


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_says_what_it_is(block: Block) -> None:
    """So that it is known who has read it."""
    assert block.info in INFOS and block.text.strip()


@pytest.mark.parametrize("block", _of("sh", "sh untried"), ids=str)
def test_a_shell_block_parses(block: Block) -> None:
    """Also where it was not tried."""
    assert _shell_fault(block.text) == ""


def _shell_fault(script: str) -> str:
    command = [shfmt.find(), "-ln", "bash", "--to-json"]
    return subprocess.run(command, input=script, capture_output=True, text=True).stderr


@pytest.mark.parametrize("block", _of("sh"), ids=str)
def test_what_is_not_marked_was_tried(block: Block) -> None:
    """A program that is not known here stands in a block that says so."""
    assert {command[0] for command in _commands(block.text)} <= TRIED


def _commands(script: str) -> Iterator[list[str]]:
    """The simple commands of the script, a word each part; redirections aside."""
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&<>()")
        lexer.whitespace_split = True
        words = list[str]()
        for word in [*lexer, ";"]:
            if word and set(word) <= set("|;&()"):
                if words:
                    yield words
                words = []
            elif not (set(word) <= set("<>") or (words and words[-1] in ("<", ">"))):
                words.append(word)


@pytest.mark.kubectl
@pytest.mark.parametrize("block", [block for block in _of("sh") if "kubectl " in block.text], ids=str)
def test_kubectl_accepts_its_lines(block: Block, tmp_path: Path) -> None:
    """The real one knows every command and every flag with its value."""
    require_kubectl()
    for command in _commands(block.text):
        if command[0] == "kubectl":
            assert _kubectl_fault(command) == "", shlex.join(command)


def _kubectl_fault(command: list[str]) -> str:
    """With --help it reads its flags, and does nothing."""
    arguments = command[: command.index("--")] if "--" in command else command
    ended = subprocess.run([*arguments, "--help"], capture_output=True, text=True)
    usage = re.search(r"^Usage:\n  (.*)$", ended.stdout, re.MULTILINE)
    if ended.returncode or usage is None:
        return ended.stderr or "no usage"
    return "no such command" if "SUBCOMMAND" in usage[1] or usage[1].startswith("kubectl [flags]") else ""


@pytest.mark.kubectl
@pytest.mark.parametrize("page", sorted({block.page for block in _of("sh")}))
def test_its_lines_do_what_they_should_on_the_practice_cluster(page: str, practice: Practice, tmp_path: Path) -> None:
    """One after the other, as they stand on the page."""
    folder = tmp_path / "apps/shop"
    folder.mkdir(parents=True)
    (folder / "kustomization.yaml").write_text("configMapGenerator: [{name: shop, namespace: dev, literals: [a=b]}]\n")
    lines = [line for block in _of("sh") if block.page == page for line in block.text.splitlines()]
    for line in lines:
        if line.startswith("kubectl ") and "|" not in line and not line.startswith(NOT_SERVED):
            expected = 1 if line.startswith("kubectl diff ") else 0  # there is one
            _run(line, tmp_path, expected, KUBECONFIG=str(practice.folder.kubeconfig))


def _run(line: str, folder: Path, expected: int = 0, **env: str) -> None:
    done = subprocess.run(line, shell=True, cwd=folder, env={**os.environ, **env}, capture_output=True, text=True)
    assert done.returncode == expected, f"{line}\n{done.stderr}"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """The healthy scenario, in a process of its own."""
    require_kubectl()
    practice = Practice.at(tmp_path_factory.mktemp("practice"))
    practice.start("healthy", 0)
    yield practice
    practice.stop()


@pytest.mark.parametrize("block", _of("yaml", "yaml rules", "yaml alertmanager"), ids=str)
def test_a_yaml_block_loads(block: Block) -> None:
    """Each of its documents."""
    assert all(document is not None for document in YAML(typ="safe").load_all(block.text))


def test_a_manifest_has_only_fields_that_its_kind_has() -> None:
    """Each of the right type."""
    objects = [dict(one) for block in _of("yaml") for one in YAML(typ="safe").load_all(block.text) if "kind" in one]
    typed = [(_type_name(one), one) for one in objects if is_known(_type_name(one))]

    assert len(typed) >= 3
    for name, one in typed:
        assert list(unknown_fields(name, one)) == [] and misfit(name, one) is None


def _type_name(manifest: dict[str, Any]) -> str:
    group, _, version = manifest["apiVersion"].rpartition("/")
    return f"{group.partition('.')[0]}/{version}.{manifest['kind']}"


@pytest.mark.parametrize("block", _of("json"), ids=str)
def test_a_json_block_loads(block: Block) -> None:
    """Without comments."""
    assert json.loads(block.text)


@pytest.mark.parametrize("block", _of("python"), ids=str)
def test_a_python_block_compiles(block: Block) -> None:
    """What it imports may not be here."""
    compile(block.text, str(block), "exec")


@pytest.mark.prometheus
@pytest.mark.parametrize("block", _of("yaml rules", "promql"), ids=str)
def test_promtool_accepts_rules_and_queries(block: Block, tmp_path: Path) -> None:
    """A query as the expression of a rule."""
    require("promtool", shutil.which("promtool") is not None, "apt-get install -y prometheus")
    assert _promtool_fault(block, tmp_path / "rules.yml") == ""


def _promtool_fault(block: Block, path: Path) -> str:
    rules = [{"record": f"query:{number}", "expr": line} for number, line in enumerate(block.text.splitlines())]
    path.write_text(block.text if block.info != "promql" else json.dumps({"groups": [{"name": "q", "rules": rules}]}))
    ended = subprocess.run(["promtool", "check", "rules", str(path)], capture_output=True, text=True)
    return ended.stderr if ended.returncode else ""


@pytest.mark.prometheus
def test_prometheus_and_alertmanager_answer_the_lines(
    prometheus: Callable[..., str], alertmanager: Callable[..., str], tmp_path: Path
) -> None:
    """Checks of the pages' own configurations, queries, alerts and silences; the servers listen on other ports."""
    require("promtool", shutil.which("promtool") is not None, "apt-get install -y prometheus")
    (tmp_path / "prometheus.yml").write_text("global: {scrape_interval: 30s}\n")
    (tmp_path / "alerts.yml").write_text(_of("yaml rules")[0].text)
    (tmp_path / "alertmanager.yml").write_text(_of("yaml alertmanager")[0].text)
    ports = {"127.0.0.1:9090": urlsplit(prometheus()).netloc, "127.0.0.1:9093": urlsplit(alertmanager()).netloc}
    for line in (line for block in _of("sh") for line in block.text.splitlines()):
        if line.startswith(("amtool ", "promtool ")) or any(port in line for port in ports):
            for port, real in ports.items():
                line = line.replace(port, real)
            _run(line, tmp_path)


def test_postgres_runs_the_sql_and_its_programs_the_lines(tmp_path: Path) -> None:
    """Roles are made, queries answered, a dump taken and restored, in the order of the page."""
    require("postgres", is_installed(), "apt-get install -y postgresql")
    with postgres() as server:
        for block in _of("sql"):
            url = database(server, str(block)).replace("+psycopg", "")
            with psycopg.connect(url, autocommit=True) as talk:
                for statement in block.text.split(";\n"):
                    talk.execute(statement.encode())
        host = parse_qs(urlsplit(server).query)["host"][0]
        for line in (line for block in _of("sh") for line in block.text.splitlines()):
            if line.split(" ")[0] in POSTGRES:
                _run(line, tmp_path, PGHOST=host)


@pytest.mark.kubectl
@pytest.mark.parametrize(
    "line",
    ["kubectl frobnicate", "kubectl get pods --bogus", "kubectl rollout bogus web", "kubectl drain n --timeout=x"],
)
def test_a_wrong_kubectl_line_would_be_found(line: str) -> None:
    """Neither a command nor a flag that does not exist gets through."""
    require_kubectl()
    (command,) = _commands(line)
    assert _kubectl_fault(command)


def test_a_wrong_block_would_be_found(tmp_path: Path) -> None:
    """Shell that does not parse, a rule without an expression."""
    assert _shell_fault("for x in; do")
    require("promtool", shutil.which("promtool") is not None, "apt-get install -y prometheus")
    assert _promtool_fault(Block("", 1, "promql", "rate(up)\n"), tmp_path / "rules.yml")
