"""Decide about a tool call of the client, use an approval where one is needed, and write it to the log. Light."""

from __future__ import annotations

from collections.abc import Mapping
from time import gmtime, localtime, strftime
from typing import NamedTuple

from firstmate.adapters.orders_sidecar import Files, in_force
from firstmate.answers import Answers
from firstmate.command_tiers import CommandTier
from firstmate.guard.calls import Decided
from firstmate.guard.decide import settle_or_ask, weigh
from firstmate.guard.orders import Orders
from firstmate.guard.targets import default_kubeconfig
from firstmate.guard.values import Act, Decision, Known, Outcome, ToolCall


class Here(NamedTuple):
    """Where the call comes from and when: the environment, the folder, and seconds since 1970."""

    env: Mapping[str, str]
    cwd: str
    session: str
    call_id: str
    now: float

    @property
    def home(self) -> str:
        return self.env.get("HOME") or "/root"

    @property
    def state(self) -> str:
        return f"{self.env.get('XDG_STATE_HOME') or f'{self.home}/.local/state'}/firstmate"

    @property
    def config(self) -> str:
        return f"{self.env.get('XDG_CONFIG_HOME') or f'{self.home}/.config'}/firstmate"


def guard_call(call: ToolCall, here: Here) -> Decided:
    """What becomes of the call. Whatever has a tier is in the log before it is done, or is not done."""
    known = Known(cwd=here.cwd, home=here.home, env=here.env, orders=_orders(here))
    answers = Answers(here.state, default_kubeconfig(known))
    decision = settle_or_ask(call, known, answers)
    if decision.tier is None:
        return _of_subagent(call, Decided(decision), here)
    known = _informed(known, here)
    decided = Decided(settle_or_ask(call, known, answers))
    if decided.decision.approvable:
        from firstmate.services.approved_call import approved  # noqa: PLC0415 - only what is risky needs it

        decided = approved(call, decided.decision, known, answers, here.state, here.now)
    try:
        _log(call, decided, here)
    except OSError as error:
        if decided.decision.tier is not CommandTier.READ:
            return Decided(stopped(call, "guard.log", f"the log cannot be written ({error.strerror})", Outcome.DENY))
    return decided


def _of_subagent(call: ToolCall, decided: Decided, here: Here) -> Decided:
    """A call of a subagent (`Task` in older clients) may be for a step of a workflow."""
    if call.tool not in ("Agent", "Task"):
        return decided
    from firstmate.services.delegated_call import delegated  # noqa: PLC0415 - few calls are

    return delegated(call, decided, here.state)


def stopped(call: ToolCall, rule: str, reason: str, outcome: Outcome | None = None) -> Decision:
    """The decision where the guard could not do its work: asked where somebody can answer, else denied."""
    decision = weigh(call, Known(), (Act(CommandTier.RISKY, rule, reason),))
    return decision._replace(outcome=outcome or decision.outcome, approvable=False)


def _orders(here: Here) -> Orders:
    """Those in force: paths that they protect may belong to any program."""
    return in_force(Files(f"{here.config}/standing-orders.yaml", f"{here.state}/orders.json")).orders


def _informed(known: Known, here: Here) -> Known:
    """With the freeze, the hour, and how often was acted unasked."""
    from firstmate.adapters import freeze_file, log_file  # noqa: PLC0415 - most calls need none of it

    return known._replace(
        frozen=freeze_file.reason(freeze_file.frozen(here.state, here.now)),
        clock=strftime("%H:%M", localtime(here.now)),
        automatic=log_file.recent(here.state, here.now),
    )


def _log(call: ToolCall, decided: Decided, here: Here) -> None:
    """Raises OSError."""
    from firstmate.adapters import log_file  # noqa: PLC0415 - only what has a tier is logged
    from firstmate.guard.bounds import object_keys  # noqa: PLC0415
    from firstmate.guard.log import decided as entry_of  # noqa: PLC0415

    decision = decided.decision
    time = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(here.now))
    entry = entry_of(call, decision, time, here.session, here.call_id)._replace(approval=decided.approval)
    unasked = decision.outcome is Outcome.ALLOW and decision.tier is CommandTier.SAFE
    keys = (key for act in decision.acts if act.tier is CommandTier.SAFE for key in object_keys(act))
    log_file.append(here.state, entry, automatic=keys if unasked else (), now=here.now)
