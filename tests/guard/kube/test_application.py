"""An application of Argo CD's, read over HTTP by the kubeconfig: synced unasked when it is healthy.

Not on the real control plane of the tests: its API server dies of custom resources.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters import kube_facts, kube_state
from firstmate.guard.decide import settle
from firstmate.guard.values import Decision, Known, Question, ToolCall
from tests.support.fake_api import Answer, as_json, fake_api, kubeconfig

PATH = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/web"


def decided(folder: Path, command: str, health: str) -> Decision:
    """With a cluster that has the application `web`, as the user's own."""
    application = {"kind": "Application", "metadata": {"name": "web"}, "status": {"health": {"status": health}}}
    missing = Answer(b'{"kind": "Status", "code": 404}', 404)
    with fake_api(lambda path, query: as_json(application) if path == PATH else missing) as server:
        path = str(kubeconfig(folder, server))

        def answer(question: Question) -> Any:
            if question.ask == "object":
                return kube_state.answer(question.subject, path, 5)  # the machine may be busy
            return kube_facts.answer(question.subject, str(folder / "contexts.json"))

        return settle(ToolCall("Bash", {"command": command}), Known(env={"KUBECONFIG": path}), answer)


@pytest.mark.parametrize(
    ("command", "health", "tier", "reason"),
    [
        ("argocd app sync web", "Healthy", "safe", "deploys what Git says"),
        ("argocd app sync web", "Degraded", "risky", "application web is Degraded"),
        ("argocd app sync api", "Healthy", "risky", "there is no application api"),
        ("argocd app sync web --prune", "Healthy", "risky", "deletes what is no longer in Git"),
        ("argocd app sync team/web", "Healthy", "risky", "there is no application web"),
    ],
)
def test_an_application_is_looked_at(tmp_path: Path, command: str, health: str, tier: str, reason: str):
    """By its name and namespace; its health decides."""
    decision = decided(tmp_path, command, health)
    assert (decision.tier, reason in decision.reasons[0]) == (tier, True)
