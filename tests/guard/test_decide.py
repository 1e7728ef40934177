"""From a call to a decision."""

from __future__ import annotations

from firstmate.command_tiers import CommandTier
from firstmate.guard.decide import decide, settle_or_ask
from firstmate.guard.values import Known, Outcome, Question, ToolCall

NO_CLUSTER = Known(answers={Question("kubeconfig", "/root/.kube/config"): None})


def test_the_highest_tier_of_a_script_decides():
    """One risky command among reads makes the call risky."""
    decision = decide(ToolCall("Bash", {"command": "kubectl get pods && kubectl frobnicate; ls"}), NO_CLUSTER)

    assert (decision.tier, decision.outcome) == (CommandTier.RISKY, Outcome.ASK)


def test_what_has_nothing_to_do_with_operations_is_none_of_its_business():
    """The user's own rules go on deciding about it."""
    decision = decide(ToolCall("Bash", {"command": "pytest -q | tail -3"}), Known())

    assert (decision.tier, decision.outcome) == (None, Outcome.NONE)


def test_a_mistake_of_the_guard_lets_nothing_through():
    """It is asked about, and the mistake is told to whoever wants to know."""
    told: list[Exception] = []

    class Broken(dict[str, str]):
        def get(self, *_: object) -> str:
            raise ZeroDivisionError

    decision = settle_or_ask(ToolCall("Bash", Broken()), Known(), lambda _: None, told.append)

    assert (decision.outcome, decision.rule) == (Outcome.ASK, "guard.failed")
    assert isinstance(told[0], ZeroDivisionError)
