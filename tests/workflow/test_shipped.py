"""The workflows that ship: each is valid, has a budget, and proves what it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstmate import wiring
from firstmate.services import workflows
from firstmate.workflow.values import WRITERS, Kind

FOLDER = wiring.shipped("workflows")
FILES = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".yaml", ".md"))
WANTED = (
    "backup-check certificate-renewal clean-up cluster-health deploy-app drain-node drift-repair explain-alert "
    "heal-crashloop morning-report rollback-app scale"
)


def test_all_are_there():
    """Those that the documents name."""
    assert set(WANTED.split()) <= set(workflows.names([FOLDER]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_workflow_has_nothing_wrong(path: Path):
    """Names, references, arguments of actions: as `firstmate workflow validate` checks them."""
    assert workflows.faults(path, workflows.catalogue([FOLDER], [wiring.shipped("agents")])) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_workflow_has_a_budget_and_proves_what_it_does(path: Path):
    """What asks a model has a budget in dollars; what changes a workload ends with a check or a wait."""
    _, workflow = workflows.load(path, workflows.catalogue([FOLDER], [wiring.shipped("agents")]))
    steps = list(workflow.walk())
    changes = [step for step in steps if step.kind in WRITERS and not step.what.startswith(("status.", "kubectl get"))]
    proofs = [step for step in steps if step.kind is Kind.CHECK or step.what.endswith(".wait")]

    assert workflow.budget.usd or not any(step.kind is Kind.AGENT for step in steps)
    assert proofs or not changes or workflow.name == "clean-up"
