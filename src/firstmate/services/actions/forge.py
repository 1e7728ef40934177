"""What is done on a forge: pull requests are opened, checked, merged, commented, closed."""

from __future__ import annotations

from typing import Any

from firstmate.adapters.forge import CLOSED, FAILED, MERGED, NONE, OPEN, PENDING, Checks, Pull
from firstmate.services.actions.pulls import NUMBER, TITLE, merged, text_of, trailer
from firstmate.services.actions.sources import WHICH, Repository, as_action_errors, opened
from firstmate.services.actions.values import (
    FLAG,
    SPAN,
    TEXT,
    UNDO,
    Action,
    ActionError,
    Call,
    Output,
    Plan,
    Tools,
    takes,
)
from firstmate.workflow.parse import seconds

INTERVAL = 5.0


def _repository(tools: Tools, call: Call) -> Repository:
    """As it was planned, where there is a plan."""
    return opened(tools, {"repo": call.facts["repo"], "base": call.facts["base"]} if call.facts else call.arguments)


def _facts(repository: Repository, pull: Pull) -> dict[str, Any]:
    return {"repo": repository.source.url, "base": pull.base, "sha": pull.sha, "state": pull.state}


def _told(repository: Repository, pull: Pull) -> Output:
    return {"repo": repository.source.url, "pull": pull.number, "url": pull.url, "state": pull.state, "sha": pull.sha}


# ---- open ----------------------------------------------------------------------------------------------------------


def _plan_open(tools: Tools, call: Call) -> Plan:
    arguments = call.arguments
    with as_action_errors():
        repository = _repository(tools, call)
        base, head = repository.base, arguments["branch"]
        commit = repository.clone.fetch(head)
        shows = repository.clone.diff(repository.clone.fetch(base), commit)
        line = repository.forge.open_line(base, head, arguments["title"], text_of(call))
        return Plan((line,), {"repo": repository.source.url, "base": base, "sha": commit}, shows)


def _open(tools: Tools, call: Call) -> Output:
    arguments = call.arguments
    with as_action_errors():
        repository = _repository(tools, call)
        if repository.clone.tip(arguments["branch"]) != call.facts["sha"]:
            raise ActionError(f"branch {arguments['branch']} has moved since this was planned")
        pull = _opened(repository, call)
        if pull is None or pull.state != OPEN:
            pull = repository.forge.open(call.facts["base"], arguments["branch"], arguments["title"], text_of(call))
        return _as_opened(repository, pull)


def _opened(repository: Repository, call: Call) -> Pull | None:
    return repository.forge.pull_of(call.facts["base"], call.arguments["branch"])


def _has_opened(tools: Tools, call: Call) -> Output | None:
    with as_action_errors():
        repository = _repository(tools, call)
        pull = _opened(repository, call)
        return _as_opened(repository, pull) if pull and pull.state == OPEN else None


def _as_opened(repository: Repository, pull: Pull) -> Output:
    back = {"repo": repository.source.url, "pull": pull.number}
    return {**_told(repository, pull), UNDO: {"action": "forge.close", "with": back}}


# ---- checks --------------------------------------------------------------------------------------------------------


def _checks(tools: Tools, call: Call) -> Output:
    """Waits while they run; fails when one of them has failed."""
    arguments = call.arguments
    ends = tools.clock() + seconds(arguments.get("within", "0s"))
    with as_action_errors():
        repository = _repository(tools, call)
        pull = repository.forge.pull(arguments["pull"])
        while _is_open(found := repository.forge.checks(pull.sha), arguments.get("some", False)):
            if tools.clock() >= ends:
                raise ActionError(f"the checks of pull request {pull.number} are not over: {_shown(found)}")
            tools.sleep(INTERVAL)
    if found.state == FAILED:
        raise ActionError(f"checks of pull request {pull.number} failed: {_shown(found)}")
    return {**_told(repository, pull), "checks": found.state}


def _is_open(found: Checks, some: bool) -> bool:
    return found.state == PENDING or (some and found.state == NONE)


def _shown(found: Checks) -> str:
    return ", ".join(found.told[:5]) or "there are none"


# ---- merge ---------------------------------------------------------------------------------------------------------


def _plan_merge(tools: Tools, call: Call) -> Plan:
    arguments = call.arguments
    with as_action_errors():
        repository = _repository(tools, call)
        pull = repository.forge.pull(arguments["pull"])
        if arguments.get("sha", pull.sha) != pull.sha:
            raise ActionError(
                f"the head of pull request {pull.number} is {pull.sha[:12]}, not the commit that is meant"
            )
        if pull.state == CLOSED:
            raise ActionError(f"pull request {pull.number} is closed")
        facts = _facts(repository, pull)
        if pull.state == MERGED:
            return Plan((), facts, f"pull request {pull.number} is merged already")
        found = repository.forge.checks(pull.sha)
        if found.state == FAILED:
            raise ActionError(f"checks of pull request {pull.number} failed: {_shown(found)}")
        base, head = repository.clone.fetch(pull.base), repository.clone.fetch(pull.head)
        shows = f"{pull.title} ({pull.url})\nchecks: {found.state}\n{repository.clone.diff(base, head)}"
        return Plan((repository.forge.merge_line(pull.number, pull.sha),), facts, shows)


def _merge(tools: Tools, call: Call) -> Output:
    with as_action_errors():
        repository = _repository(tools, call)
        pull = repository.forge.pull(call.arguments["pull"])
        return _as_merged(repository, merged(tools, repository.forge, pull, call.facts["sha"], call.mark))


def _has_merged(tools: Tools, call: Call) -> Output | None:
    with as_action_errors():
        repository = _repository(tools, call)
        pull = repository.forge.pull(call.arguments["pull"])
        return _as_merged(repository, pull) if pull.state == MERGED else None


def _as_merged(repository: Repository, pull: Pull) -> Output:
    back = {"repo": repository.source.url, "base": pull.base, "sha": pull.merged_as, "merge": True}
    told = {**_told(repository, pull), "base": pull.base, "merged": pull.merged_as}
    return {**told, UNDO: {"action": "git.revert", "with": back}}


# ---- comment, close, reopen ----------------------------------------------------------------------------------------


def _plan_comment(tools: Tools, call: Call) -> Plan:
    with as_action_errors():
        repository = _repository(tools, call)
        pull = repository.forge.pull(call.arguments["pull"])
        line = repository.forge.comment_line(pull.number, call.arguments["text"])
        return Plan((line,), _facts(repository, pull), call.arguments["text"])


def _comment(tools: Tools, call: Call) -> Output:
    with as_action_errors():
        repository = _repository(tools, call)
        text = f"{call.arguments['text']}\n\n{_marked(call)}"
        return {"pull": call.arguments["pull"], "url": repository.forge.comment(call.arguments["pull"], text)}


def _has_commented(tools: Tools, call: Call) -> Output | None:
    with as_action_errors():
        url = _repository(tools, call).forge.comment_with(call.arguments["pull"], _marked(call))
        return {"pull": call.arguments["pull"], "url": url} if url else None


def _marked(call: Call) -> str:
    return f"<!-- {trailer(call.mark)} -->"


def _turning(is_open: bool) -> Action:
    """The action that closes a pull request, or opens it again: each takes the other back."""
    wanted, other = (OPEN, CLOSED) if is_open else (CLOSED, OPEN)
    inverse = "forge.close" if is_open else "forge.reopen"

    def plan(tools: Tools, call: Call) -> Plan:
        with as_action_errors():
            repository = _repository(tools, call)
            pull = repository.forge.pull(call.arguments["pull"])
            if pull.state == MERGED:
                raise ActionError(f"pull request {pull.number} is merged: git.revert takes it back")
            line = repository.forge.reopen_line if is_open else repository.forge.close_line
            lines = (line(pull.number),) if pull.state == other else ()
            return Plan(lines, _facts(repository, pull), f"{pull.title} ({pull.url})")

    def do(tools: Tools, call: Call) -> Output:
        with as_action_errors():
            repository = _repository(tools, call)
            pull = repository.forge.pull(call.arguments["pull"])
            if (pull.state, pull.sha) != (call.facts["state"], call.facts["sha"]):
                raise ActionError(f"pull request {pull.number} is not what it was when this was planned")
            if pull.state == other:
                repository.forge.set_open(pull.number, is_open)
            return output(call)

    def happened(tools: Tools, call: Call) -> Output | None:
        with as_action_errors():
            pull = _repository(tools, call).forge.pull(call.arguments["pull"])
            return output(call) if pull.state == wanted else None

    def output(call: Call) -> Output:
        told: Output = {"pull": call.arguments["pull"], "state": wanted}
        if call.facts["state"] == wanted:
            return told
        return {**told, UNDO: {"action": inverse, "with": {"repo": call.facts["repo"], "pull": told["pull"]}}}

    says = "open a closed pull request again" if is_open else "close a pull request without merging it"
    return Action(says, takes("pull", **WHICH, pull=NUMBER), do, plan, happened)


ACTIONS = {
    "forge.checks": Action(
        "wait until the checks of a pull request are over, and fail when one of them did",
        takes("pull", **WHICH, pull=NUMBER, within=SPAN, some=FLAG),
        _checks,
        waits=True,
    ),
    "forge.close": _turning(False),
    "forge.comment": Action(
        "say something on a pull request; irreversible, others have read it",
        takes("pull text", **WHICH, pull=NUMBER, text=TEXT),
        _comment,
        _plan_comment,
        _has_commented,
    ),
    "forge.merge": Action(
        "merge a pull request, if its head still is what was planned; taken back by git.revert",
        takes("pull", **WHICH, pull=NUMBER, sha=TEXT),
        _merge,
        _plan_merge,
        _has_merged,
    ),
    "forge.open": Action(
        "open a pull request for a branch, or find the one that is open; taken back by forge.close",
        takes("branch title", **WHICH, base=TEXT, branch=TEXT, title=TITLE, text=TEXT),
        _open,
        _plan_open,
        _has_opened,
    ),
    "forge.reopen": _turning(True),
}
