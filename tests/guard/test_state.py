"""What is there decides."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.guard.decide import decide, settle
from firstmate.guard.values import Decision, Known, Question, ToolCall, UnansweredError

CONFIG = {"current": "home", "contexts": {"home": {"server": "https://x", "namespace": "shop", "user": "me"}}}
POD = {"controller": "ReplicaSet web-1", "ready": True, "others": 2, "finished": False, "budget": ""}


def with_facts(command: str, facts: Any) -> Decision:
    """The decision about a kubectl command, every object that it names having these facts; None: not readable."""
    known = Known(answers={Question("kubeconfig", "/root/.kube/config"): CONFIG})
    while True:
        try:
            return decide(ToolCall("Bash", {"command": f"kubectl {command}"}), known)
        except UnansweredError as unanswered:
            question = unanswered.question
            assert question.ask == "object"
            names = [name for name in ("a", "b", "web") if f'"{name}"' in question.subject]
            answer = None if facts is None else dict.fromkeys(names, facts)
            known = known._replace(answers={**known.answers, question: answer})


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        ("delete pod a", POD),
        ("delete pod a b", POD),
        ("delete pod a", {**POD, "ready": False, "others": 0, "budget": "web"}),
        ("delete pod a", {**POD, "controller": "Job x", "finished": True}),
        ("delete pod a", {**POD, "argocd": "shop"}),
        ("delete job a", {"finished": True}),
        ("scale deploy web --replicas=3", {"replicas": 2}),
        ("scale sts web --replicas=2", {"replicas": 2, "claims": True}),
    ],
)
def test_in_the_right_state_it_is_safe(command: str, facts: dict[str, Any]):
    """Managed, not the last one, finished, not somebody else's to scale."""
    assert with_facts(command, facts).tier == "safe"


@pytest.mark.parametrize(
    ("command", "facts", "reason"),
    [
        ("delete pod a", {**POD, "controller": ""}, "a is a bare pod: nothing makes it again"),
        ("delete pod a", {**POD, "others": 0}, "a is the last ready replica of ReplicaSet web-1"),
        ("delete pod a", {**POD, "controller": "Job x"}, "Job x is still running"),
        ("delete pod a", {**POD, "controller": "Node pi4"}, "a is a static pod of its node"),
        ("delete pod a", {**POD, "budget": "web"}, "PodDisruptionBudget web allows no disruption now"),
        ("delete job a", {"finished": False}, "job a is still running"),
        ("delete job a", {"finished": True, "argocd": "shop"}, "owned by Argo CD application shop: change it in Git"),
        ("scale deploy web --replicas=3", {"scaler": "web"}, "HorizontalPodAutoscaler web sets its replicas"),
        ("scale rs web --replicas=3", {"controller": "Deployment web"}, "Deployment web sets its replicas"),
        ("scale sts web --replicas=3", {"replicas": 2, "claims": True}, "every replica has data of its own"),
        ("scale deploy web --replicas=3", {"argocd": "shop"}, "owned by Argo CD application shop"),
        ("patch deploy web -p '{}'", {"argocd": "shop"}, "owned by Argo CD application shop"),
        ("set image deploy/web a=b", {"argocd": "shop"}, "owned by Argo CD application shop"),
        ("delete svc web", {"argocd": "shop"}, "owned by Argo CD application shop"),
        ("delete pvc a", {"users": ["StatefulSet db"]}, "StatefulSet db keeps its data there"),
        ("delete pod a", None, "what is there could not be read"),
        ("scale deploy web --replicas=3", None, "what is there could not be read"),
    ],
)
def test_in_another_state_it_is_asked_about(command: str, facts: Any, reason: str):
    """And the reason says what is there."""
    decision = with_facts(command, facts)

    assert decision.tier == "risky"
    assert reason in decision.reasons[0]


@pytest.mark.parametrize(
    "command", ["get pods", "edit widget web", "patch deploy web -p '{}' --context prod", "drain a"]
)
def test_where_it_decides_nothing_it_is_not_asked(command: str):
    """Reads, kinds of others, places that are not the user's own: nothing but the kubeconfig has to be known."""
    known = Known(answers={Question("kubeconfig", "/root/.kube/config"): CONFIG})

    assert decide(ToolCall("Bash", {"command": f"kubectl {command}"}), known).tier in ("read", "risky")


def test_what_is_asked_names_the_objects():
    """Cluster, kind, namespace and names: whoever answers needs nothing else."""
    known = Known(answers={Question("kubeconfig", "/root/.kube/config"): CONFIG})
    with pytest.raises(UnansweredError) as raised:
        decide(ToolCall("Bash", {"command": "kubectl delete pod a b"}), known)

    assert raised.value.question.subject == (
        '{"context": "home", "kind": "pod", "kubeconfig": "", "names": ["a", "b"], "namespace": "shop"}'
    )


def syncing(command: str, facts: Any, current: str = "home") -> Decision:
    """The decision about a command that deploys from Git; `facts` of what it names, None: not readable."""
    config = {**CONFIG, "current": current}

    def answer(question: Question) -> Any:
        return config if question.ask == "kubeconfig" else None if facts is None else {"web": facts.get("web")}

    return settle(ToolCall("Bash", {"command": command}), Known(), answer)


DEPLOYING = ("argocd app sync web", "flux reconcile kustomization web", "flux reconcile hr web -n shop")


@pytest.mark.parametrize("command", DEPLOYING)
def test_what_is_well_is_synced_unasked(command: str):
    """Safe; with its reason."""
    assert syncing(command, {"web": {"unfit": ""}}).tier == "safe"


@pytest.mark.parametrize("command", DEPLOYING)
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (None, "could not be read"),
        ({}, "there is no"),
        ({"web": {"unfit": "application web is Degraded"}}, "application web is Degraded"),
    ],
)
def test_what_is_not_well_is_asked_about(command: str, facts: Any, reason: str):
    """Nor what is not there, or cannot be read."""
    decision = syncing(command, facts)
    assert (decision.tier, reason in decision.reasons[0]) == ("risky", True)


@pytest.mark.parametrize(
    "command",
    [
        "argocd app sync web --prune",
        "argocd app sync web --force",
        "argocd app sync web --replace",
        "argocd app sync web --revision v1",
        "argocd app sync web --server evil.example.net",
        "argocd app sync web --argocd-context other",
        "argocd app sync web api",
        "flux reconcile kustomization web --kubeconfig=/tmp/x",
        "flux reconcile helmrelease web --force",
        "flux reconcile kustomization web --context other",
    ],
)
def test_a_sync_that_is_not_plain_is_asked_about(command: str):
    """However well the application is."""
    assert syncing(command, {"web": {"unfit": ""}}).tier == "risky"


def test_an_application_is_looked_for_where_the_kubeconfig_leads():
    """In Argo CD's namespace unless another is named."""
    subjects: list[str] = []

    def answer(question: Question) -> Any:
        if question.ask == "object":
            subjects.append(question.subject)
        return CONFIG if question.ask == "kubeconfig" else None

    for command in ("argocd app sync web", "argocd app sync team/web"):
        settle(ToolCall("Bash", {"command": command}), Known(), answer)
    assert ['"namespace": "argocd"' in subjects[0], '"namespace": "team"' in subjects[1]] == [True, True]
    assert all('"context": "home"' in subject and '"kind": "application"' in subject for subject in subjects)
