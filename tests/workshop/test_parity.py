"""docs/parity.md holds everything that k8sgpt and Popeye look for, and names only rules that there are."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from firstmate.analyzers import rules

PAGE = (Path(__file__).parents[2] / "docs" / "parity.md").read_text()
K8SGPT = """
    Pod DaemonSet Deployment ReplicaSet PersistentVolumeClaim Service Ingress StatefulSet Job CronJob Node
    ValidatingWebhookConfiguration MutatingWebhookConfiguration ConfigMap
    HorizontalPodAutoscaler PodDisruptionBudget NetworkPolicy Log GatewayClass Gateway HTTPRoute Storage Security
    ClusterCatalog ClusterExtension ClusterServiceVersion Subscription InstallPlan CatalogSource OperatorGroup
"""
"""https://github.com/k8sgpt-ai/k8sgpt/blob/05247a851ba9292ca57e5070f1d0c4d3986b8d4c/pkg/analyzer/analyzer.go"""
POPEYE = """
    100 101 102 103 104 105 106 107 108 109 110 111 112 113 200 201 202 203 204 205 206 207 208 209
    300 301 302 303 304 305 306 307 308 400 401 402 403 404 405 406 407 666 500 501 503 504 505 506 507 508
    600 602 603 604 605 700 701 702 703 704 705 706 707 708 709 710 711 712 800 900 901
    1000 1001 1002 1003 1004 1100 1101 1102 1103 1104 1105 1106 1107 1108 1109 1110 1120
    1200 1201 1202 1203 1204 1205 1206 1207 1208 1300 1400 1401 1402 1403 1404 1500 1501 1502 1503
    1600 1601 1602 1603 1604 1700 1701 1702 1703 1704
"""
"""https://github.com/derailed/popeye/blob/5d07838165bb64fa70c594f2b46ef14a9080782f/internal/issues/assets/codes.yaml"""


def rows(section: str) -> list[list[str]]:
    """The rows of a section's table, without its head."""
    text = PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize(("section", "theirs"), [("k8sgpt", K8SGPT), ("Popeye", POPEYE)])
def test_everything_of_theirs_has_exactly_one_place(section: str, theirs: str) -> None:
    """Nothing is left out silently, and nothing is invented."""
    told = [name for row in rows(section) for name in row[0].split(", ")]

    assert sorted(told) == sorted(theirs.split())


@pytest.mark.parametrize("pattern", sorted(set(re.findall(r"`([a-z*-]+)`", PAGE)) - {"name-*"}))
def test_every_rule_of_ours_exists(pattern: str) -> None:
    """A name with a star means all rules that it fits, of which there is one at least."""
    assert any(fnmatchcase(rule.code, pattern) for rule in rules())


@pytest.mark.parametrize("section", ["k8sgpt", "Popeye"])
def test_what_none_of_ours_tells_has_its_reason(section: str) -> None:
    """Each row names a rule or says why there is none."""
    silent = [row[0] for row in rows(section) if "`" not in row[-2] and not row[-1]]

    assert not silent
