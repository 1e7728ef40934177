"""kubectl: rows of (tier, command), every one of its leaves, and the flags of the real one."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import pytest

from firstmate.guard.flags import UnclearError, flags
from firstmate.guard.kube import verbs
from firstmate.guard.kube.commands import ALIASES, COMMANDS, GLOBAL
from firstmate.guard.kube.line import read_line
from tests.guard.support import decided, tier_of
from tests.support.require import require_kubectl

DATA = Path(__file__).parents[1] / "data"
LEAVES = (DATA / "kubectl-leaves.txt").read_text().splitlines()
ROWS = [
    line.split(" ", 1) for line in (DATA / "kubectl-rows.txt").read_text().splitlines() if line[:1] not in ("", "#")
]
FLAG = re.compile(r"^ {4}(?:-(\w), )?--([\w.-]+)=", re.MULTILINE)


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[row[1][:80] for row in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """No cluster and no file is at hand; what needs the state of objects is not safe then."""
    assert tier_of(command.replace("⏎", "\n")) == tier


def test_there_are_rows_enough():
    """300, none of them twice, at least a third of them reads."""
    commands = [command for _, command in ROWS]

    assert len(commands) >= 300 and len(set(commands)) == len(commands)
    assert sum(tier == "read" for tier, _ in ROWS) >= 100


@pytest.mark.parametrize("leaf", LEAVES)
def test_every_leaf_of_kubectl_is_in_a_table(leaf: str):
    """Exactly one table says what it does."""
    tables = [verbs.READS, verbs.CHANGES, verbs.ASKED, verbs.CREATES, verbs.JUDGED_APART]

    assert leaf in COMMANDS
    assert sum(leaf in table for table in tables) == 1


@pytest.mark.parametrize("leaf", LEAVES)
def test_no_leaf_is_unknown_to_the_guard(leaf: str):
    """Asked for its help it reads; what is not in its tree is risky."""
    assert tier_of(f"kubectl {leaf} --help") == "read"
    assert tier_of(f"kubectl {leaf} --no-such-flag-of-any") == "risky"


@pytest.mark.kubectl
def test_the_flags_are_those_of_the_real_kubectl():
    """Long and short names of every command; newer and older ones may be there besides."""
    require_kubectl()
    version = subprocess.run(["kubectl", "version", "--client"], capture_output=True, text=True, check=True).stdout
    if "v1.32." not in version:
        pytest.skip("the table is of kubectl 1.32")
    for path, text in {**COMMANDS, "options": GLOBAL}.items():
        shown = subprocess.run(["kubectl", *path.split(), "--help"], capture_output=True, text=True, check=True).stdout
        if path == "options":
            shown = subprocess.run(["kubectl", "options"], capture_output=True, text=True, check=True).stdout
        known = flags(text)
        for letter, name in FLAG.findall(shown):
            assert name in known.takes, f"kubectl {path} --{name}"
            assert not letter or known.letters[letter] == name, f"kubectl {path} -{letter}"


WORDS = """
    get delete events pods ns shop --all -A -n --namespace -nx --context=a -v=1 -f --dry-run --dry-run=client -o yaml
    -oyaml -w --raw top node rollout restart create secret cm -it logs -p apply label --list --as=me auth can-i -R
""".split()  # noqa: SIM905 - read as a list


@pytest.mark.kubectl
@pytest.mark.parametrize("seed", range(30))
def test_the_real_kubectl_finds_the_same_command(seed: int):
    """In any heap of words and flags: asked for help, it says which command it took it for."""
    require_kubectl()
    chance = random.Random(seed)
    words = [*chance.choices(["get", "delete", "events", "top", "create"]), *chance.choices(WORDS, k=4)]
    chance.shuffle(words)
    words.append("--help")
    try:
        line = read_line(words)
        understood = line.path if line.said.surely("help") else ""
    except UnclearError:
        understood = ""

    done = subprocess.run(["kubectl", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    usage = re.search(r"Usage:\n  kubectl ((?:[a-z][a-z-]* ?)*)", done.stdout) if done.returncode == 0 else None

    assert not understood or (usage is not None and usage[1].startswith(understood)), (words, understood, done.stderr)
    assert usage is None or not usage[1] or understood, (words, usage)


def test_other_names_lead_to_the_same_command():
    """`create deploy` is `create deployment`."""
    for alias, path in ALIASES.items():
        assert read_line(alias.split()).path == path


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("kubectl get pods", "kubectl.get"),
        ("kubectl get secret x -o yaml", "kubectl.get.secret"),
        ("kubectl get secrets -o yaml", "kubectl.get.secrets"),
        ("kubectl delete ns shop", "kubectl.delete.namespace"),
        ("kubectl delete po x", "kubectl.delete.pod"),
        ("kubectl rollout restart deploy/web", "kubectl.rollout.restart.deployment"),
        ("kubectl create secret generic x", "kubectl.create.secret.generic.secret"),
        ("kubectl apply -f web.yaml --dry-run=server", "kubectl.apply.dry-run"),
        ("kubectl frobnicate", "kubectl.unknown"),
        ("kubectl get --frobnicate", "kubectl.unclear"),
        ("kubectl get pods --as=me", "kubectl.flag.as"),
        ("kubectl exec web -- rm x", "kubectl.exec"),
    ],
)
def test_the_rule_says_what_it_hangs_on(command: str, rule: str):
    """Standing orders and the log name it."""
    assert decided(command).rule == rule


@pytest.mark.parametrize(
    ("command", "safer"),
    [
        ("kubectl delete deploy web", "kubectl delete deploy web --dry-run=server"),
        ("kubectl -n shop apply -f web.yaml", "kubectl -n shop diff -f web.yaml"),
        ("kubectl get secret db -o yaml", "kubectl describe secret db"),
        ("kubectl delete deploy $X", ""),
        ("kubectl label pod web 'a=b c'", "kubectl label pod web 'a=b c' --dry-run=server"),
    ],
)
def test_there_is_a_safer_form(command: str, safer: str):
    """A command that shows it first; none when a word is not known."""
    assert decided(command).safer == safer


def test_an_act_says_what_it_is_about():
    """Kind, namespace, names and replicas are what orders, state and the log go by."""
    act = decided("kubectl -n shop scale sts/db --replicas=3 --context home").acts[-1]

    assert (act.tool, act.verb, act.kind, act.namespace, act.names, act.replicas) == (
        "kubectl",
        "scale",
        "statefulset",
        "shop",
        ("db",),
        3,
    )
    assert act.place.context == "home"


def test_a_here_document_is_judged_by_what_it_holds():
    """Its kinds and dangerous fields are the reasons."""
    manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostPID: true, containers: [{name: x}]}\n"
    decision = decided(f"kubectl apply -f - <<'EOF'\n{manifest}EOF")

    assert decision.tier == "risky"
    assert "sees every process of the node" in decision.reasons[0]


def test_a_file_is_judged_by_what_it_holds():
    """It has to be the same when it runs."""
    binding = "kind: ClusterRoleBinding\nmetadata: {name: x}\nroleRef: {name: cluster-admin}\n"
    decision = decided("kubectl create -f rbac.yaml", files={"/repo/rbac.yaml": binding}, cwd="/repo")

    assert "it makes somebody cluster-admin" in decision.reasons[0]
    assert decision.acts[0].files == ("/repo/rbac.yaml",)


def test_deleting_what_a_file_holds_may_be_forbidden():
    """The system's namespaces, however they are named."""
    files = {"/x.yaml": "kind: Namespace\nmetadata: {name: kube-system}\n"}

    assert tier_of("kubectl delete -f /x.yaml", files=files) == "forbidden"
    assert tier_of("kubectl delete -f /x.yaml --dry-run=server", files=files) == "read"


def test_a_dry_run_on_a_secret_that_prints_it_is_asked_about():
    """The server answers with what is there merged in."""
    files = {"/s.yaml": "kind: Secret\nmetadata: {name: db}\n", "/w.yaml": "kind: Service\nmetadata: {name: db}\n"}

    assert tier_of("kubectl apply -f /s.yaml --dry-run=server -o yaml", files=files) == "risky"
    assert tier_of("kubectl apply -f /w.yaml --dry-run=server -o yaml", files=files) == "read"


def test_the_program_in_a_container_is_judged_too():
    """What it would do is what counts, there as here; the host is told."""
    acts = decided("kubectl exec -n ci runner-0 -- kubectl delete ns kube-system").acts

    assert [(act.tier, act.place.host) for act in acts] == [("risky", ""), ("forbidden", "pod ci/runner-0")]
