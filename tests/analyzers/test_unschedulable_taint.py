"""unschedulable-taint: taints put there by people, not those of the node lifecycle controller."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_taint import check
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import facts_of, node
from tests.support.scheduling import closed_control_plane, tainted, waiting

NEW = "0/2 nodes are available: 2 node(s) had untolerated taint {dedicated: db}. preemption: 0/2 nodes are available."
OLD = "0/2 nodes are available: 2 node(s) had taint {dedicated: db}, that the pod didn't tolerate."


def workers():
    return tainted("w-1", "dedicated", "db"), tainted("w-2", "dedicated", "db")


def test_a_taint_of_all_workers_is_named():
    """The taint, its effect and its nodes stand in the claim; the undo puts it back."""
    (finding,) = check(facts_of(closed_control_plane(), *workers(), *waiting(NEW)))

    assert "dedicated=db:NoSchedule of w-1, w-2" in finding.claim
    assert finding.remedies[1].undo == "kubectl taint node w-1 w-2 dedicated=db:NoSchedule"


def test_old_schedulers_say_it_in_other_words():
    """Before 1.21 the verdict spoke of a taint that the pod did not tolerate."""
    assert len(list(check(facts_of(*workers(), *waiting(OLD))))) == 1


def test_without_the_nodes_the_words_decide_at_lower_confidence():
    """Nobody may list nodes: the verdict is all there is, and the finding says so."""
    (finding,) = check(facts_of(*waiting(NEW), unread={"nodes": Missing(Why.FORBIDDEN)}))

    assert finding.unseen == "the nodes"
    assert finding.confidence < 0.7


def test_a_node_that_is_not_ready_is_no_taint():
    """The controller's own taint only repeats the node's condition."""
    words = "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }."
    down = node("w-1", ready=False, spec={"taints": [{"key": "node.kubernetes.io/not-ready", "effect": "NoExecute"}]})

    assert not list(check(facts_of(down, *waiting(words))))


def test_a_tainted_control_plane_beside_full_workers_is_quiet():
    """kubeadm taints the control plane; what the workers say counts."""
    words = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {control-plane: }."
    control = tainted("cp-1", "node-role.kubernetes.io/control-plane")
    control["metadata"]["labels"]["node-role.kubernetes.io/control-plane"] = ""

    assert not list(check(facts_of(control, node("w-1"), *waiting(words))))
