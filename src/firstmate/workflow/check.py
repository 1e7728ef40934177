"""What a workflow of the right shape still has wrong: names that lead nowhere, cycles, what nothing takes back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from firstmate import schedule
from firstmate.problems import Problem, Where, nearest, schema_faults, shape_problems
from firstmate.workflow.expressions import ExpressionError, parts, quoted_values, references
from firstmate.workflow.parse import NEVER_UNDONE, kinds_of
from firstmate.workflow.values import BLOCKS, IN_FILES, WRITERS, Kind

NAMES = ("inputs", "steps", "alert", "site", "run", "now")
"""What every expression knows; inside `do` of a foreach also `item` and `index`."""
OF_A_STEP = ("output", "status", "error")
LEAVES = tuple(kind for kind in IN_FILES if kind not in BLOCKS)
KEYS_OF = {
    "prompt": (Kind.AGENT,),
    "output": (Kind.AGENT,),
    "model": (Kind.AGENT, Kind.WORKFLOW),
    "with": (Kind.ACTION, Kind.CHECK, Kind.WORKFLOW, Kind.AGENT),
    "join": (Kind.PARALLEL,),
    "do": (Kind.FOREACH,),
    "limit": (Kind.FOREACH,),
    "cases": (Kind.SWITCH,),
    "default": (Kind.SWITCH,),
    "choices": (Kind.ASK,),
    "undo": (*WRITERS, Kind.AGENT),
    "tier": (*WRITERS, Kind.AGENT),
    "retry": LEAVES,
    "timeout": LEAVES,
}
"""Keys that belong to some kinds of steps only."""
WANTED = {Kind.AGENT: "prompt", Kind.FOREACH: "do", Kind.SWITCH: "cases"}

LONGEST = 300
"""Characters of a message, which may hold what the file does."""
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Catalogue:
    """What there is to name. None: it is not known here, and not checked. Of actions and checks also the JSON Schema of
    their arguments.
    """

    agents: Collection[str] | None = None
    actions: Mapping[str, Content] | None = None
    checks: Mapping[str, Content] | None = None
    workflows: Collection[str] | None = None


@dataclass(frozen=True)
class _Scope:
    """What the expressions of a list of steps may name: steps that are over, and the names of the block."""

    inputs: Collection[str]
    names: tuple[str, ...] = NAMES
    over: Mapping[str, Content] = field(default_factory=dict)
    approved: bool = False


def semantic_problems(content: Content, catalogue: Catalogue) -> list[Problem]:
    """Everything that is wrong with the content, whose shape is right, in the order of the file."""
    return [replace(problem, message=problem.message[:LONGEST]) for problem in _found(content, catalogue)]


def _found(content: Content, catalogue: Catalogue) -> list[Problem]:
    scope = _Scope(tuple(content.get("inputs", {})))
    found = [*_triggers(content), *_of_inputs(content), *_doubles(content)]
    found += _expressions(content.get("concurrency", ""), ("concurrency",), scope)
    if "steps" in content:
        return [*found, *_of_steps(content["steps"], ("steps",), scope, catalogue)]
    for number, phase in enumerate(content["phases"]):
        where: Where = ("phases", number)
        for part in ("requires", "gate"):
            inside = scope if part == "requires" else _over(scope, phase["steps"])
            for place, check in enumerate(phase.get(part, ())):
                found += _of_check(check, (*where, part, place), inside, catalogue)
        found += _of_steps(phase["steps"], (*where, "steps"), scope, catalogue, beside=True)
        scope = _over(scope, phase["steps"])
    return found


def _triggers(content: Content) -> Iterator[Problem]:
    """Nobody is there to give what a run by itself needs, and the time has to come."""
    triggers = content.get("triggers", {})
    if "schedule" not in triggers:
        return
    try:
        schedule.check(triggers["schedule"])
    except schedule.ScheduleError as error:
        yield Problem(("triggers", "schedule"), str(error))
    if needed := next((name for name, told in content.get("inputs", {}).items() if "default" not in told), ""):
        yield Problem(("inputs", needed), f"nobody gives `{needed}` when the schedule begins it", "add a default")


def _of_inputs(content: Content) -> Iterator[Problem]:
    """Rules that are none, and defaults that they would refuse."""
    for name, told in content.get("inputs", {}).items():
        rules = {rule: wanted for rule, wanted in told.items() if rule not in ("default", "description")}
        wrong = list(schema_faults(rules))
        for problem in wrong or (shape_problems(told["default"], rules) if "default" in told else ()):
            where = () if wrong else ("default",)
            yield Problem(("inputs", name, *where, *problem.where), problem.message, problem.hint)


def _over(scope: _Scope, steps: Sequence[Content]) -> _Scope:
    return _Scope(scope.inputs, scope.names, {**scope.over, **{step["id"]: step for step in steps}}, scope.approved)


# ---- lists of steps ------------------------------------------------------------------------------------------------


def _of_steps(
    steps: Sequence[Content], where: Where, scope: _Scope, catalogue: Catalogue, *, beside: bool = False
) -> Iterator[Problem]:
    needs = _needs(steps, beside)
    by_id = {step["id"]: step for step in steps}
    for number, step in enumerate(steps):
        for place, need in enumerate(step.get("needs", ())):
            if need not in by_id:
                yield Problem((*where, number, "needs", place), f"there is no step `{need}` here", nearest(need, by_id))
    if cycle := _cycle(needs):
        first = next(number for number, step in enumerate(steps) if step["id"] == cycle[0])
        told = " → ".join((*cycle, cycle[0]))
        yield Problem((*where, first, "needs"), f"these steps wait for each other: {told}")
        return
    for number, step in enumerate(steps):
        before = _before(step["id"], needs)
        over = {name: by_id[name] for name in before if name in by_id}
        approved = scope.approved or any(Kind.APPROVE in kinds_of(one) for one in over.values())
        inside = _Scope(scope.inputs, scope.names, {**scope.over, **over}, approved)
        yield from _of_step(step, (*where, number), inside, catalogue)
        yield from _of_goto(step, (*where, number), [later["id"] for later in steps[number + 1 :]], by_id)


def _needs(steps: Sequence[Content], beside: bool) -> dict[str, tuple[str, ...]]:
    before: tuple[str, ...] = ()
    needs = {}
    for step in steps:
        needs[step["id"]] = tuple(step.get("needs", before))
        before = () if beside else (step["id"],)
    return needs


def _before(name: str, needs: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Every step that is over when this one begins."""
    found: set[str] = set()
    waiting = list(needs.get(name, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += needs.get(one, ())
    return found


def _cycle(needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Steps that wait for each other, the first of the file first; none: ()."""
    for name in needs:
        path: list[str] = [name]
        seen = {name}
        waiting = [iter(needs[name])]
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                path.pop()
            elif following == name:
                return tuple(path)
            elif following in needs and following not in seen:
                seen.add(following)
                path.append(following)
                waiting.append(iter(needs[following]))
    return ()


def _of_goto(step: Content, where: Where, later: Sequence[str], here: Collection[str]) -> Iterator[Problem]:
    action, _, target = step.get("on_failure", "").partition(" ")
    if action != "goto" or target in later:
        return
    told = "stands before it: `goto` leads forward only" if target in here else "is no step of this list"
    yield Problem((*where, "on_failure"), f"`{target}` {told}", nearest(target, later))


def _doubles(content: Content) -> Iterator[Problem]:
    seen: set[str] = set()
    for where, step in _all_steps(content):
        if step["id"] in seen:
            yield Problem((*where, "id"), f"another step is called `{step['id']}` too")
        seen.add(step["id"])


def _all_steps(content: Content) -> Iterator[tuple[Where, Content]]:
    lists: list[tuple[Where, Any]] = [(("steps",), content.get("steps", ()))]
    lists += [(("phases", n, "steps"), phase["steps"]) for n, phase in enumerate(content.get("phases", ()))]
    while lists:
        where, steps = lists.pop(0)
        for number, step in enumerate(steps):
            yield (*where, number), step
            lists += [((*where, number, *way), inner) for way, inner in _blocks(step)]


def _blocks(step: Content) -> Iterator[tuple[Where, Sequence[Content]]]:
    for key in ("parallel", "cases"):
        yield from (((key, name), steps) for name, steps in step.get(key, {}).items())
    for key in ("do", "default"):
        if key in step:
            yield (key,), step[key]


# ---- one step ------------------------------------------------------------------------------------------------------


def _of_step(step: Content, where: Where, scope: _Scope, catalogue: Catalogue) -> Iterator[Problem]:
    kinds = kinds_of(step)
    if len(kinds) != 1:
        told = "does nothing" if not kinds else f"does {' and '.join(kinds)}"
        yield Problem(where, f"step `{step['id']}` {told}: it needs exactly one of {', '.join(IN_FILES)}")
        return
    kind = kinds[0]
    for key, allowed in KEYS_OF.items():
        if key in step and kind not in allowed:
            yield Problem((*where, key), f"`{key}` belongs to a step of {' or '.join(allowed)}, this one is {kind}")
    if kind in WANTED and WANTED[kind] not in step:
        yield Problem(where, f"step `{step['id']}` has no `{WANTED[kind]}`")
    for problem in schema_faults(step.get("output", {})):
        yield Problem((*where, "output", *problem.where), problem.message, problem.hint)
    yield from _named(step, kind, where, catalogue)
    yield from _of_expressions(step, kind, where, scope)
    yield from _of_undo(step, where, scope)
    names = (*scope.names, "item", "index") if kind is Kind.FOREACH else scope.names
    inside = _Scope(scope.inputs, names, scope.over, scope.approved or "approve" in step)
    for way, steps in _blocks(step):
        yield from _of_steps(steps, (*where, *way), inside, catalogue)


def _named(step: Content, kind: Kind, where: Where, catalogue: Catalogue) -> Iterator[Problem]:
    there: dict[Kind, Collection[str] | None] = {
        Kind.AGENT: catalogue.agents,
        Kind.ACTION: catalogue.actions,
        Kind.CHECK: catalogue.checks,
        Kind.WORKFLOW: catalogue.workflows,
    }
    known = there.get(kind)
    if known is not None and step[kind] not in known:
        yield Problem((*where, kind), f"there is no {kind} `{step[kind]}`", nearest(step[kind], known))
    elif kind is Kind.ACTION and catalogue.actions is not None:
        yield from _arguments(step.get("with", {}), (*where, "with"), catalogue.actions[step[kind]])
    elif kind is Kind.CHECK and catalogue.checks is not None:
        yield from _arguments(step.get("with", {}), (*where, "with"), catalogue.checks[step[kind]])
    undo = step.get("undo")
    if not isinstance(undo, dict) or catalogue.actions is None:
        return
    if undo["action"] in catalogue.actions:
        yield from _arguments(undo.get("with", {}), (*where, "undo", "with"), catalogue.actions[undo["action"]])
    else:
        told = f"there is no action `{undo['action']}`"
        yield Problem((*where, "undo", "action"), told, nearest(undo["action"], catalogue.actions))


def _arguments(given: Content, where: Where, schema: Content) -> Iterator[Problem]:
    """What does not fit, as far as it is known before it runs: the value of an expression is not."""
    for problem in shape_problems(given, schema):
        is_no_argument = len(problem.where) == 1 and problem.where[0] not in schema.get("properties", {})
        if is_no_argument or not _is_computed(given, problem.where):
            yield Problem((*where, *problem.where), problem.message, problem.hint)


def _is_computed(given: Any, where: Where) -> bool:
    for part in where:
        if isinstance(given, str):
            break
        given = given.get(part) if isinstance(given, Mapping) else given[int(part)]
    return isinstance(given, str) and "{{" in given


def _of_check(check: Content, where: Where, scope: _Scope, catalogue: Catalogue) -> Iterator[Problem]:
    if catalogue.checks is not None and check["check"] not in catalogue.checks:
        told = f"there is no check `{check['check']}`"
        yield Problem((*where, "check"), told, nearest(check["check"], catalogue.checks))
    elif catalogue.checks is not None:
        yield from _arguments(check.get("with", {}), (*where, "with"), catalogue.checks[check["check"]])
    yield from _expressions(check.get("with", {}), (*where, "with"), scope)


def _of_undo(step: Content, where: Where, scope: _Scope) -> Iterator[Problem]:
    """What cannot be taken back is asked for first."""
    approved = scope.approved or "approve" in step
    if step.get("undo") == NEVER_UNDONE and not approved:
        told = f"step `{step['id']}` cannot be taken back, and nobody approves it"
        yield Problem((*where, "undo"), told, "add `approve:` to it, or an approve step before it")


# ---- expressions ---------------------------------------------------------------------------------------------------


def _of_expressions(step: Content, kind: Kind, where: Where, scope: _Scope) -> Iterator[Problem]:
    for key in ("when", "foreach", "switch"):
        if key in step:
            yield from _references(step[key], (*where, key), scope)
    if step.get("when", "").strip().lower() in ("false", "none", "0"):
        yield Problem((*where, "when"), f"step `{step['id']}` never runs")
    if kind is Kind.SWITCH:
        yield from _of_cases(step, where, scope)
    own = _over(scope, [step])
    for key in ("run", "prompt", "with", "ask"):
        if key in step:
            yield from _expressions(step[key], (*where, key), scope)
    undo = step.get("undo", "")
    yield from _expressions(undo, (*where, "undo"), own)
    for key, text in (("run", step.get("run")), ("undo", undo)):
        if isinstance(text, str):
            yield from _quoted(text, (*where, key))


def _quoted(text: str, where: Where) -> Iterator[Problem]:
    try:
        inside = list(quoted_values(text))
    except ExpressionError:
        return
    for expression in inside:
        told = f"`{expression}` stands inside quotes, a substitution, a comment or a here-document"
        yield Problem(where, told, "values are quoted for you: write it bare, or hand it to an action")


def _expressions(value: Any, where: Where, scope: _Scope) -> Iterator[Problem]:
    """Those of every text in a value."""
    if isinstance(value, str):
        try:
            found = [text for is_value, text in parts(value) if is_value]
        except ExpressionError as error:
            yield Problem(where, str(error))
            return
        for expression in found:
            yield from _references(expression, where, scope)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _expressions(part, (*where, str(key)), scope)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _expressions(part, (*where, number), scope)


def _references(expression: str, where: Where, scope: _Scope) -> Iterator[Problem]:
    try:
        chains = references(expression)
    except ExpressionError as error:
        yield Problem(where, str(error))
        return
    for chain in sorted(_longest(chains)):
        if chain[0] not in scope.names:
            yield Problem(where, f"`{chain[0]}` is not known here", nearest(chain[0], scope.names))
        elif chain[0] == "inputs" and len(chain) > 1 and chain[1] not in scope.inputs:
            yield Problem(where, f"there is no input `{chain[1]}`", nearest(chain[1], scope.inputs))
        elif chain[0] == "steps" and len(chain) > 1:
            yield from _step_reference(chain, where, scope)


def _longest(chains: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without those that are only the beginning of another."""
    every = set(chains)
    return [one for one in every if not any(len(o) > len(one) and o[: len(one)] == one for o in every)]


def _step_reference(chain: tuple[str, ...], where: Where, scope: _Scope) -> Iterator[Problem]:
    name, rest = chain[1], chain[2:]
    if name not in scope.over:
        yield Problem(where, f"step `{name}` is not over when this is computed", nearest(name, scope.over))
        return
    if rest and rest[0] not in OF_A_STEP:
        yield Problem(where, f"a step has no `{rest[0]}`", nearest(rest[0], OF_A_STEP))
    elif len(rest) > 1 and rest[0] == "output":
        fields = _fields(scope.over[name])
        if fields and rest[1] not in fields:
            yield Problem(where, f"the output of `{name}` has no `{rest[1]}`", nearest(rest[1], fields))


def _of_cases(step: Content, where: Where, scope: _Scope) -> Iterator[Problem]:
    """A case that the switched value can never be: the value is a field of an agent's answer with an `enum`."""
    chain = step["switch"].strip().split(".")
    if len(chain) != 4 or (chain[0], chain[2]) != ("steps", "output"):
        return
    field = _fields(scope.over.get(chain[1], {})).get(chain[3])
    listed = field.get("enum") if isinstance(field, dict) else None
    values = [str(value) for value in listed] if isinstance(listed, list) else []
    for case in step.get("cases", {}) if values else ():
        if str(case) not in values:
            told = f"`{step['switch'].strip()}` is never `{case}`: this case is never reached"
            yield Problem((*where, "cases", case), told, nearest(str(case), values))


def _fields(step: Content) -> Content:
    """Fields of an agent's answer, as far as its schema tells."""
    fields = step.get("output", {}).get("properties")
    return fields if isinstance(fields, dict) else {}
