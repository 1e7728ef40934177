"""No rule and no mapping knows the benchmark's systems: a rule is one that holds in any cluster."""

from __future__ import annotations

import json
import os
import re
import tarfile
from pathlib import Path

import pytest

from firstmate.analyzers import rules
from tests.support.require import require

ROOT = Path(__file__).parents[2]
MAPPING = ROOT / "tests" / "bench" / "mapping.json"
JUDGING = sorted(
    p for folder in ("analyzers", "facts", "snapshot") for p in (ROOT / "src/firstmate" / folder).rglob("*.py")
)
CASES = 40
"""Enough to meet every application of both systems; reading all would take the test's patience."""
COMMON = frozenset(
    {"default", "frontend", "kube-system", "redis", "mysql", "master", "istio", "istio-system", "nginx", "server"}
)
"""Names that the benchmark shares with half the world."""


@pytest.fixture(scope="module")
def names() -> frozenset[str]:
    """The names of the benchmark's workloads, Services, namespaces and images, without the common ones."""
    archive = Path(os.environ.get("FIRSTMATE_BENCH", "")) / "cases-dev.tar.xz"
    require("the benchmark", archive.is_file(), "set FIRSTMATE_BENCH to its folder")
    found: set[str] = set()
    cases = 0
    with tarfile.open(archive) as packed:
        for member in packed:
            if member.name.endswith("/objects.json") and (content := packed.extractfile(member)):
                found |= _names(json.load(content)["items"])
                cases += 1
            if cases == CASES:
                break
    return frozenset(n for n in found - COMMON if len(n) > 4 and not n.startswith("kube-"))


def _names(items: list[dict]) -> set[str]:
    found = set()
    for item in items:
        if item["kind"] in ("Deployment", "StatefulSet", "Service", "Namespace", "Node"):
            found.add(item["metadata"]["name"])
        for container in item.get("spec", {}).get("template", {}).get("spec", {}).get("containers", []):
            found.add(container["image"].rpartition("/")[2].partition(":")[0])
    return found


@pytest.mark.parametrize("path", [*JUDGING, MAPPING], ids=lambda p: p.name)
def test_no_rule_knows_a_name_of_the_benchmark(path: Path, names: frozenset[str]) -> None:
    """Neither in code nor in words nor in examples."""
    text = path.read_text()

    assert [name for name in sorted(names) if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)] == []


def test_every_mapped_code_is_a_rule() -> None:
    """A code that is renamed takes its mapping along."""
    known = {rule.code for rule in rules()}

    assert set(json.loads(MAPPING.read_text())) - known == set()
