"""What is done to a repository of manifests: read it, propose a change by a pull request, take a change back.

The commit is made when it is planned, in a clone of our own: what a person approves is its very hash. Doing it
publishes that commit, on the condition that nobody has changed its files on the branch meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from firstmate.adapters.forge import CLOSED, MERGED, OPEN, Pull
from firstmate.adapters.git import Tree
from firstmate.errors import FirstmateError
from firstmate.services.actions.manifests import SUFFIXES, Edits, Wanted, edited, kind_of, plain_files, written
from firstmate.services.actions.pulls import LONGEST_TITLE, NUMBER, TITLE, merged, signed, text_of
from firstmate.services.actions.sources import WHICH, Repository, Source, as_action_errors, opened
from firstmate.services.actions.status import judged
from firstmate.services.actions.values import (
    FLAG,
    TEXT,
    UNDO,
    Action,
    ActionError,
    Arguments,
    Call,
    Output,
    Plan,
    Tools,
    takes,
)

SHA: Mapping[str, Any] = {"type": "string", "pattern": r"^[0-9a-f]{7,64}$(?!\n)"}
ONE_VALUE: Mapping[str, Any] = {"type": ["string", "number", "boolean", "null"]}
SET: Mapping[str, Any] = {"type": "object", "minProperties": 1, "additionalProperties": ONE_VALUE}
FILES: Mapping[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "string", "maxLength": 500_000},
}
WHERE: Mapping[str, Mapping[str, Any]] = {**WHICH, "path": TEXT, "base": TEXT}


# ---- open ----------------------------------------------------------------------------------------------------------


def _open(tools: Tools, call: Call) -> Output:
    with as_action_errors():
        repository = opened(tools, call.arguments)
        commit = repository.clone.fetch(repository.base)
        with repository.clone.checkout(commit) as tree:
            files = plain_files(Edits(tree), repository.source)
            kind = kind_of(Edits(tree), repository.source.path, repository.source.values)
        told = {"commit": commit, "subject": repository.clone.subject(commit), "kind": kind, "files": files}
        return {**_which(repository), "path": repository.source.path, **told}


def _which(repository: Repository) -> dict[str, str]:
    return {"repo": repository.source.url, "base": repository.base}


# ---- propose-change ------------------------------------------------------------------------------------------------


def _plan_change(tools: Tools, call: Call) -> Plan:
    arguments, title = call.arguments, _title(call.arguments)
    with as_action_errors():
        repository = opened(tools, arguments)
        tip = repository.clone.fetch(repository.base)
        with repository.clone.checkout(tip) as tree:
            changed = _changes(tree, repository.source, arguments)
            for file, text in changed.items():
                tree.write(file, text)
            told = _preflight(tools, repository.source, _whole(tree, repository.source, changed, arguments))
            commit = tree.commit(sorted(changed), signed(title, arguments.get("text", ""), mark=call.mark))
        if not commit:
            raise ActionError("nothing would change: it stands there already")
        return _published(repository, call, title, tip, commit, told)


def _changes(tree: Tree, source: Source, arguments: Arguments) -> dict[str, str]:
    if not ("set" in arguments or "files" in arguments):
        raise ActionError("give `set`, `files`, or both: what is to be changed")
    files = written(tree, arguments.get("files", {}))
    for file, text in files.items():
        tree.write(file, text)
    wanted = Wanted(arguments.get("set", {}), arguments.get("workload", ""), arguments.get("container", ""))
    return {**files, **edited(tree, source, wanted)}


def _title(arguments: Arguments) -> str:
    """As it is given, else what is changed, in a line."""
    named = arguments.get("workload") or arguments.get("app") or arguments.get("path", "")
    values = [f"{key} {value}" for key, value in arguments.get("set", {}).items()]
    told = ": ".join(filter(None, (named, ", ".join(values or list(arguments.get("files", {}))))))
    plain = "".join(letter if letter.isprintable() else " " for letter in told)
    return str(arguments.get("title") or plain[:LONGEST_TITLE])


def _whole(tree: Tree, source: Source, changed: Mapping[str, str], arguments: Arguments) -> dict[str, str]:
    """Those that are manifests as they stand: not parts of a kustomization or of a chart, which has to be rendered."""
    if not arguments.get("preflight", True):
        return {}
    edits = Edits(tree)
    folders = {file: file.rpartition("/")[0] for file in changed if file.endswith(SUFFIXES)}
    values = source.values
    return {file: changed[file] for file, folder in folders.items() if kind_of(edits, folder, values) == "plain"}


def _preflight(tools: Tools, source: Source, changed: Mapping[str, str]) -> str:
    """What stands against the manifests in this cluster. Raises ActionError for what would keep them from running."""
    if not changed:
        return ""
    try:
        answer = judged(tools, changed, source.namespace, asks_server=True)
    except FirstmateError as error:
        return f"preflight: not done ({error.message})\n"
    if answer.blockers:
        raise ActionError(f"it would not run here: {answer.sentence}; `preflight: false` proposes it nevertheless")
    return f"preflight: {answer.sentence}\n"


def _published(repository: Repository, call: Call, title: str, tip: str, commit: str, told: str) -> Plan:
    """The plan to publish a commit as a branch, with a pull request."""
    branch = _branch(title, call.mark)
    lines = (
        repository.clone.push_line(commit, branch),
        repository.forge.open_line(repository.base, branch, title, text_of(call)),
    )
    paths = repository.clone.changed(tip, commit)
    facts = {**_which(repository), "tip": tip, "commit": commit, "branch": branch, "paths": paths, "title": title}
    return Plan(lines, facts, told + repository.clone.diff(tip, commit))


def _propose(tools: Tools, call: Call) -> Output:
    with as_action_errors():
        repository = opened(tools, _same(call))
        return _proposed(repository, call, _publish(repository, call))


def _publish(repository: Repository, call: Call) -> Pull:
    """The commit of the plan, as a branch with a pull request; what of it is there already is left."""
    facts, clone = call.facts, repository.clone
    now = clone.fetch(facts["base"])
    if moved := clone.changed(facts["tip"], now, *facts["paths"]):
        raise ActionError(f"{', '.join(moved[:3])} changed on {facts['base']} since this was planned")
    tip = clone.tip(facts["branch"])
    if tip not in ("", facts["commit"]):
        raise ActionError(f"branch {facts['branch']} holds another commit than the planned one")
    if not tip:
        clone.publish(clone.push_line(facts["commit"], facts["branch"]))
    pull = repository.forge.pull_of(facts["base"], facts["branch"])
    if pull is None:
        return repository.forge.open(facts["base"], facts["branch"], facts["title"], text_of(call))
    if pull.state == CLOSED:
        raise ActionError(f"pull request {pull.number} was closed by somebody")
    return pull


def _has_proposed(tools: Tools, call: Call) -> Output | None:
    with as_action_errors():
        repository = opened(tools, _same(call))
        pull = repository.forge.pull_of(call.facts["base"], call.facts["branch"])
        return _proposed(repository, call, pull) if pull and pull.state != CLOSED else None


def _proposed(repository: Repository, call: Call, pull: Pull) -> Output:
    facts = call.facts
    back = {key: facts[key] for key in ("repo", "base", "branch", "commit")} | {"pull": pull.number}
    told = {key: facts[key] for key in ("repo", "base", "branch", "commit", "paths")}
    return {"pull": pull.number, "url": pull.url, **told, UNDO: {"action": "git.withdraw", "with": back}}


def _same(call: Call) -> Arguments:
    """The repository and branch of the plan, whatever an Application says by now."""
    return {"repo": call.facts["repo"], "base": call.facts["base"]}


def _branch(title: str, mark: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "change"
    return f"firstmate/{slug}-{sha256(mark.encode()).hexdigest()[:8]}"


# ---- revert --------------------------------------------------------------------------------------------------------


def _plan_revert(tools: Tools, call: Call) -> Plan:
    with as_action_errors():
        return _reverting(
            opened(tools, call.arguments), call, call.arguments["sha"], call.arguments.get("merge", False)
        )


def _reverting(repository: Repository, call: Call, commit: str, merges: bool) -> Plan:
    clone, base = repository.clone, repository.base
    tip = clone.fetch(base)
    meant = clone.whole(commit)
    if not meant or not clone.contains(base, meant):
        raise ActionError(f"commit {commit} is not on {base}: there is nothing to take back")
    commit = meant
    title = f"Revert: {clone.subject(commit)}"[:LONGEST_TITLE]
    message = signed(title, f"This takes back commit {commit}.", mark=call.mark)
    with clone.checkout(tip) as tree:
        back = tree.revert(commit, len(clone.parents(commit)) > 1, message)
    if not back:
        return Plan(facts={**_which(repository), "nothing": commit}, shows="nothing of it is left to be taken back")
    plan = _published(repository, call, title, tip, back, "")
    if not merges:
        return plan
    lines = (*plan.commands, clone.push_line(back, base))  # what merging it comes to, as one command
    return Plan(lines, {**plan.facts, "merges": True}, plan.shows)


def _revert(tools: Tools, call: Call) -> Output:
    if "nothing" in call.facts:
        return {"reverted": "", "nothing": True}
    with as_action_errors():
        repository = opened(tools, _same(call))
        pull = _publish(repository, call)
        if call.facts.get("merges"):
            pull = merged(tools, repository.forge, pull, call.facts["commit"], call.mark)
        return _reverted(repository, call, pull)


def _has_reverted(tools: Tools, call: Call) -> Output | None:
    if "nothing" in call.facts:
        return None
    with as_action_errors():
        repository = opened(tools, _same(call))
        pull = repository.forge.pull_of(call.facts["base"], call.facts["branch"])
        wanted = (MERGED,) if call.facts.get("merges") else (MERGED, OPEN)
        return _reverted(repository, call, pull) if pull and pull.state in wanted else None


def _reverted(repository: Repository, call: Call, pull: Pull) -> Output:
    output = _proposed(repository, call, pull)
    if not call.facts.get("merges"):
        return output
    again = {"repo": call.facts["repo"], "base": call.facts["base"], "sha": pull.merged_as, "merge": True}
    return {**output, "merged": pull.merged_as, UNDO: {"action": "git.revert", "with": again}}


# ---- withdraw ------------------------------------------------------------------------------------------------------


def _plan_withdraw(tools: Tools, call: Call) -> Plan:
    """Close it and delete its branch; what has been merged is reverted."""
    arguments = call.arguments
    with as_action_errors():
        repository = opened(tools, arguments)
        pull = repository.forge.pull(arguments["pull"])
        if pull.state == MERGED:
            plan = _reverting(repository, call, pull.merged_as, True)
            return Plan(plan.commands, {**plan.facts, "state": MERGED}, plan.shows)
        lines = [repository.forge.close_line(pull.number)] if pull.state == OPEN else []
        if repository.clone.tip(arguments["branch"]) == arguments["commit"]:
            lines.append(repository.clone.delete_line(arguments["commit"], arguments["branch"]))
        return Plan(
            tuple(lines), {**_which(repository), "state": pull.state}, f"pull request {pull.number}: {pull.title}"
        )


def _withdraw(tools: Tools, call: Call) -> Output:
    if call.facts["state"] == MERGED:
        return _revert(tools, call)
    arguments = call.arguments
    with as_action_errors():
        repository = opened(tools, arguments)
        pull = repository.forge.pull(arguments["pull"])
        if pull.state not in (call.facts["state"], CLOSED):
            raise ActionError(f"pull request {pull.number} is {pull.state} by now, {call.facts['state']} when planned")
        if pull.state == OPEN:
            repository.forge.set_open(pull.number, False)
        if repository.clone.tip(arguments["branch"]) == arguments["commit"]:
            repository.clone.publish(repository.clone.delete_line(arguments["commit"], arguments["branch"]))
        return {"closed": pull.number, "deleted": arguments["branch"]}


def _has_withdrawn(tools: Tools, call: Call) -> Output | None:
    if call.facts["state"] == MERGED:
        return _has_reverted(tools, call)
    arguments = call.arguments
    with as_action_errors():
        repository = opened(tools, arguments)
        is_open = repository.forge.pull(arguments["pull"]).state == OPEN
        if is_open or repository.clone.tip(arguments["branch"]) == arguments["commit"]:
            return None
        return {"closed": arguments["pull"], "deleted": arguments["branch"]}


ACTIONS = {
    "git.open": Action(
        "read what a repository, or an Argo CD Application's, has on its branch now", takes("", **WHERE), _open
    ),
    "git.propose-change": Action(
        "change manifests by a pull request: values of a workload, or whole files; taken back by git.withdraw",
        takes(
            "",
            **WHERE,
            workload=TEXT,
            container=TEXT,
            set=SET,
            files=FILES,
            title=TITLE,
            text=TEXT,
            preflight=FLAG,
        ),
        _propose,
        _plan_change,
        _has_proposed,
    ),
    "git.revert": Action(
        "take a commit back by a pull request, which is merged too with `merge`",
        takes("sha", **WHERE, sha=SHA, merge=FLAG),
        _revert,
        _plan_revert,
        _has_reverted,
    ),
    "git.withdraw": Action(
        "close a pull request of ours and delete its branch; where it has been merged, revert it",
        takes("repo pull branch commit", repo=TEXT, base=TEXT, pull=NUMBER, branch=TEXT, commit=SHA),
        _withdraw,
        _plan_withdraw,
        _has_withdrawn,
    ),
}
