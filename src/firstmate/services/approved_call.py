"""What a person has approved runs once, with the files and at the place that were judged. Light."""

from __future__ import annotations

import json
from collections.abc import Mapping

from firstmate.adapters import log_file
from firstmate.adapters.approval_store import ApprovalStore
from firstmate.adapters.pinned_files import Pinned, pin
from firstmate.answers import Answers
from firstmate.approvals import Request
from firstmate.errors import FirstmateError
from firstmate.guard.calls import Decided, deciding
from firstmate.guard.decide import settle_or_ask
from firstmate.guard.log import is_witnessed
from firstmate.guard.pinned import PLACE_FLAGS, files_of, is_clear, rewritten
from firstmate.guard.targets import default_kubeconfig
from firstmate.guard.values import Decision, Known, Outcome, Question, ToolCall

USES_OF_OURS = ("files.use.guard", "files.use.secret")
"""Of a copy, and of the kubeconfig: both are named by us."""
NOT_PINNED = "its files cannot be held as they were judged; written as one plain command, they could"


def approved(call: ToolCall, decision: Decision, known: Known, answers: Answers, state: str, now: float) -> Decided:
    """Allowed when a person has approved exactly this; else a request for it, where nobody can be asked now.

    Its files are copied before anything is looked up, and what runs reads the copies. An approval that the log does not
    have was written into the database by hand.
    """
    try:
        pins = _pins(decision, state)
        command = _held(call, decision, known, pins) if pins is not None else None
        if files_of(decision.acts) and command is None:
            return Decided(_with(decision, NOT_PINNED))
        if command and not _is_same(call, decision, command, known, answers):
            return Decided(_with(decision, NOT_PINNED)._replace(outcome=Outcome.DENY))
        request = _request(call, decision, known, pins or {}, answers)
        store = ApprovalStore(state)
        used = store.use(request, now)
        if used is not None and is_witnessed(log_file.lines(state), str(used.id), used.binding):
            allowed = decision._replace(
                outcome=Outcome.ALLOW, reasons=(f"request {used.id} was approved by {used.by}", *decision.reasons)
            )
            return Decided(allowed, approval=str(used.id), command=command or "")
        asked = 0 if decision.outcome is Outcome.ASK else store.ask(request, now).id
        return Decided(decision, asked, command=command or "")
    except (FirstmateError, OSError) as error:
        return Decided(_with(decision, f"approvals cannot be looked up: {error}"))


def _with(decision: Decision, reason: str) -> Decision:
    return decision._replace(reasons=(*decision.reasons, reason))


def _pins(decision: Decision, state: str) -> dict[str, Pinned] | None:
    """Copies of the files that decide; None when they cannot be had."""
    files = files_of(decision.acts)
    return pin(state, files) if is_clear(files) else None


def _held(call: ToolCall, decision: Decision, known: Known, pins: Mapping[str, Pinned]) -> str | None:
    """The command with the copies, and its place named; None when it cannot be written so."""
    script = call.input.get("command")
    if not isinstance(script, str):
        return None
    places = {act.place for act in decision.acts if act.tool in PLACE_FLAGS}
    context = kubeconfig = ""
    if len(places) == 1 and (place := places.pop()) and place.context and not (place.host or place.server):
        context, kubeconfig = place.context, place.kubeconfig or default_kubeconfig(known)
    copies = {path: pinned.copy for path, pinned in pins.items()}
    return rewritten(script, known.cwd, copies, "" if ":" in kubeconfig else kubeconfig, context)


def _is_same(call: ToolCall, decision: Decision, command: str, known: Known, answers: Answers) -> bool:
    """Whether what would run instead does what was judged."""
    again = settle_or_ask(call._replace(input={**call.input, "command": command}), known, answers)
    return _what(again) == _what(decision)


def _what(decision: Decision) -> list[tuple[object, ...]]:
    """Its acts, but for the use of our own copies, which lie where agents have no business, and of the kubeconfig."""
    acts = (act for act in decision.acts if act.rule not in USES_OF_OURS)
    return [(act.tier, act.rule, act.kind, act.namespace, act.names, act.replicas) for act in acts]


def _request(call: ToolCall, decision: Decision, known: Known, pins: Mapping[str, Pinned], answers: Answers) -> Request:
    contexts = sorted({act.place.context for act in decision.acts if act.place.context})
    clusters = answers(Question("kubeconfig", default_kubeconfig(known))) if contexts else None
    servers = (clusters or {}).get("contexts", {})
    return Request(
        operation=call.tool,
        arguments=deciding(call),
        target=", ".join(contexts),
        cluster=json.dumps([[name, servers.get(name)] for name in contexts], sort_keys=True) if contexts else "",
        cwd=known.cwd,
        files={path: pinned.sha256 for path, pinned in pins.items()},
        proposer=known.env.get("USER", ""),
        tier=str(decision.tier),
        rule=decision.rule,
        reasons=decision.reasons,
        safer=decision.safer,
    )
