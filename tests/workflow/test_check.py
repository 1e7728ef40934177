"""What is wrong with a workflow's file is told with its path and the nearest thing that would be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from firstmate.workflow.check import Catalogue
from tests.workflow.support import problems

SCALE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "replicas"],
    "properties": {"name": {"type": "string"}, "replicas": {"type": "integer"}, "labels": {"type": "object"}},
}
CATALOGUE = Catalogue(
    agents=("k8s-diagnostician", "git-operator"),
    actions={"argocd.sync": {}, "git.commit": {}, "kubectl.scale": SCALE},
    checks={"workload-ready": {}, "http": {}},
    workflows=("rollback-app",),
)
GOOD = """
inputs: {ns: {type: string}, apps: {type: array, default: []}}
concurrency: "{{ inputs.ns }}"
steps:
  - {id: look, run: "kubectl get pods -n {{ inputs.ns }}"}
  - id: judge
    agent: k8s-diagnostician
    prompt: "Why? {{ steps.look.output.stdout }}"
    output: {type: object, properties: {cause: {enum: [oom, config]}}}
  - id: cure
    switch: steps.judge.output.cause
    cases:
      oom: [{id: commit, action: git.commit, with: {cause: "{{ steps.judge.output.cause }}"}}]
      config: [{id: sync, action: argocd.sync}]
    default: [{id: person, ask: "What now?", choices: [stop]}]
  - id: each
    foreach: inputs.apps
    limit: 3
    do: [{id: ready, check: workload-ready, with: {app: "{{ item }}", number: "{{ index }}"}}]
  - id: fan
    needs: [look]
    parallel:
      a: [{id: one, run: "true"}, {id: two, check: http, on_failure: continue}]
      b: [{id: three, workflow: rollback-app}]
    join: any
  - {id: sure, approve: {by: [owner], within: 2h}}
  - {id: gone, run: "kubectl delete pvc {{ inputs.ns }}", undo: none}
  - {id: last, needs: [each, fan], when: "steps.look.status == 'done'", run: "true", on_failure: rollback}
"""


def test_nothing_is_wrong_with_a_good_one():
    """Every kind of step, block and key."""
    assert problems(GOOD, CATALOGUE) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # shape
        ("[{id: a, run: x, wen: y}]", "steps[0].wen: `wen` is not a key here (did you mean `when`?)"),
        ("[{id: A, run: x}]", "steps[0].id: `A` does not fit"),
        ("[{run: x}]", "steps[0]: `id` is missing"),
        ("[]", "steps: needs at least 1 entry"),
        ("{steps: [{id: a, run: x}], phases: []}", "the file: exactly one of `steps` and `phases` has to be there"),
        ("{triggers: {}}", "the file: exactly one of"),
        ("[{id: a, run: [x]}]", "steps[0].run: has to be text, not a list"),
        ("[{id: a, run: x, timeout: 5 minutes}]", "A number and ms, s, m, h or d: 5m."),
        ("[{id: a, run: x, retry: {limit: 99}}]", "steps[0].retry.limit: may not be more than 20"),
        ("[{id: a, run: x, tier: riksy}]", "steps[0].tier: `riksy` is none of its values (did you mean `risky`?)"),
        ("[{id: a, run: x, on_failure: explode}]", "stop, rollback, continue, ask, or `goto STEP`"),
        ("{schema: 2, steps: [{id: a, run: x}]}", "schema: has to be 1, not `2`"),
        ("{budget: {usd: 0}, steps: [{id: a, run: x}]}", "budget.usd: has to be more than 0"),
        ("[{id: a, undo: [x], run: y}]", "steps[0].undo: has to be text or a mapping, not a list"),
        # kinds
        ("[{id: a}]", "step `a` does nothing"),
        ("[{id: a, run: x, check: y}]", "step `a` does run and check"),
        ("[{id: a, run: x, prompt: y}]", "steps[0].prompt: `prompt` belongs to a step of agent, this one is run"),
        ("[{id: a, agent: git-operator}]", "step `a` has no `prompt`"),
        ("[{id: a, foreach: inputs}]", "step `a` has no `do`"),
        ("[{id: a, switch: inputs}]", "step `a` has no `cases`"),
        # names
        ("[{id: a, action: argocd.snyc}]", "there is no action `argocd.snyc` (did you mean `argocd.sync`?)"),
        ("[{id: a, agent: git-opertor, prompt: x}]", "did you mean `git-operator`?"),
        ("[{id: a, check: workload_ready}]", "did you mean `workload-ready`?"),
        ("[{id: a, workflow: rollback}]", "there is no workflow `rollback` (did you mean `rollback-app`?)"),
        ("[{id: a, run: x, undo: {action: git.comit}}]", "there is no action `git.comit`"),
        ("[{id: a, run: x}, {id: a, run: y}]", "steps[1].id: another step is called `a` too"),
        ("[{id: a, run: x, needs: [b]}]", "steps[0].needs[0]: there is no step `b` here"),
        ("[{id: a, run: x, needs: [b]}, {id: b, run: y}]", "these steps wait for each other: a → b → a"),
        ("[{id: a, run: x, needs: [a]}]", "these steps wait for each other: a → a"),
        # order
        ("[{id: a, run: x}, {id: b, run: y, on_failure: goto a}]", "`goto` leads forward only"),
        ("[{id: a, run: x, on_failure: goto c}, {id: b, run: y}]", "`c` is no step of this list"),
        ("[{id: a, run: 'x {{ steps.b.output }}'}, {id: b, run: y}]", "step `b` is not over when this is computed"),
        ("[{id: a, run: x}, {id: b, needs: [], when: steps.a.output, run: y}]", "step `a` is not over"),
        ("[{id: a, parallel: {l: [{id: b, run: x}], r: [{id: c, run: 'y {{ steps.b.output }}'}]}}]", "`b` is not over"),
        # expressions
        ("[{id: a, run: 'x {{ inputs.nam }}'}]", "there is no input `nam`"),
        ("[{id: a, run: 'x {{ input.nam }}'}]", "`input` is not known here (did you mean `inputs`?)"),
        ("[{id: a, run: 'x {{ item }}'}]", "`item` is not known here"),
        (
            "[{id: a, run: x}, {id: b, run: 'y {{ steps.a.outptu }}'}]",
            "a step has no `outptu` (did you mean `output`?)",
        ),
        ("[{id: a, run: 'x {{ 1 + }}'}]", "steps[0].run: "),
        ("[{id: a, run: 'x {{ inputs'}]", "is not closed"),
        ("[{id: a, when: '1 +', run: x}]", "steps[0].when: "),
        ("[{id: a, when: 'false', run: x}]", "step `a` never runs"),
        ("[{id: a, check: http, with: {l: ['{{ nope }}']}}]", "steps[0].with.l[0]: `nope` is not known"),
        ("{concurrency: '{{ inputs.x }}', steps: [{id: a, run: x}]}", "concurrency: there is no input `x`"),
        ("[{id: a, run: 'echo \"{{ run.id }}\"'}]", "`run.id` stands inside quotes"),
        # what cannot be undone
        ("[{id: a, run: x, undo: none}]", "cannot be taken back, and nobody approves it"),
        ("[{id: ok, approve: {}}, {id: a, run: x, needs: [], undo: none}]", "nobody approves it"),
    ],
)
def test_what_is_wrong_is_told(text, told):
    """With its place, and what would be right."""
    found = problems(text, CATALOGUE)

    assert any(told in line for line in found), found


def test_a_field_that_an_agent_never_gives_is_found():
    """Its output schema tells which there are, and which values."""
    text = GOOD.replace("steps.judge.output.cause\n", "steps.judge.output.caus\n")
    assert any(
        "the output of `judge` has no `caus` (did you mean `cause`?)" in line for line in problems(text, CATALOGUE)
    )

    text = GOOD.replace("      config: [", "      confg: [")
    assert any("is never `confg`: this case is never reached" in line for line in problems(text, CATALOGUE))


@pytest.mark.parametrize(
    "text",
    [
        "[{id: a, run: x, approve: {}, undo: none}]",
        "[{id: ok, approve: {}}, {id: a, run: x, undo: none}]",
        "[{id: ok, approve: {}}, {id: a, foreach: '[1]', do: [{id: b, run: x, undo: none}]}]",
        "[{id: a, run: x, on_failure: goto c}, {id: b, run: y}, {id: c, run: z}]",
        "[{id: a, run: x, undo: 'y {{ steps.a.output.stdout }}'}]",
        "{phases: [{id: p, steps: [{id: a, run: x}, {id: b, run: y}], gate: [{check: http}]}, "
        "{id: q, requires: [{check: http}], steps: [{id: c, run: 'x {{ steps.a.output }}'}]}]}",
    ],
)
def test_what_is_right_is_not_told(text):
    """Approvals reach into blocks; a later phase knows the steps of those before it."""
    assert problems(text, CATALOGUE) == []


def test_the_examples_of_the_docs_are_right():
    """Every whole workflow that docs/workflows.md shows."""
    page = (Path(__file__).parents[2] / "docs/workflows.md").read_text()
    shown = re.findall(r"```yaml\n(schema:.*?)```", page, re.DOTALL)

    assert shown and [problems(text) for text in shown] == [[]] * len(shown)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{name: web}", ["steps[0].with: `replicas` is missing"]),
        (
            "{name: web, replica: 2, replicas: 2}",
            ["steps[0].with.replica: `replica` is not a key here (did you mean `replicas`?)"],
        ),
        ("{name: web, replicas: two}", ["steps[0].with.replicas: has to be a whole number, not `two`"]),
        ("{name: web, replicas: '{{ inputs.n }}'}", []),
        ("{name: web, replicas: 2, labels: '{{ inputs.n }}'}", []),
    ],
)
def test_arguments_are_checked_as_far_as_they_are_known(given: str, said: list[str]):
    """The value of an expression is known when it runs."""
    text = f"inputs: {{n: {{type: integer}}}}\nsteps: [{{id: a, action: kubectl.scale, with: {given}}}]"

    assert problems(text, CATALOGUE) == said


def test_arguments_of_an_undo_are_checked_too():
    """It is an action as well."""
    text = "steps: [{id: a, run: x, undo: {action: kubectl.scale, with: {name: web}}}]"

    assert problems(text, CATALOGUE) == ["steps[0].undo.with: `replicas` is missing"]
