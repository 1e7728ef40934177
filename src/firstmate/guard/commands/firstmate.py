"""firstmate itself: it may be asked and told to stop. Approvals, orders and the end of a freeze are a person's."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.guard.ops import tool
from firstmate.guard.values import Act, Command, Known

PERSONS = "is for a person at a terminal, never for an agent"
FIRSTMATE = tool.Tool(
    "firstmate",
    tool.paths(
        """
        : completion cost diff doctor explain preflight status tier
        approvals: list show
        guard: check log
        log: show verify
        orders: check show
        rbac: print
        run: list show
        workflow: list schema validate
        """
    ),
    safe={
        "freeze": "stops every change, until a person thaws it",
        "run": "runs a workflow: each of its steps is judged on its own",
        **{f"run {verb}": "steers a run: each of its steps is judged on its own"
           for verb in ("cancel", "continue", "next", "pause", "report", "resume", "rollback")},
    },
    risky={
        "run answer": "answers what a run has asked a person",
        "run retry": "does again what may have happened already",
        "run skip": "leaves out a step of a run",
    },
    forbidden={
        "approvals approve": f"approving {PERSONS}",
        "approvals deny": f"deciding on approvals {PERSONS}",
        "approvals setup": f"choosing how approvals are proven {PERSONS}",
        "approve": f"approving {PERSONS}",
        "orders edit": f"changing the standing orders {PERSONS}",
        "thaw": f"ending a freeze {PERSONS}",
        "trust": f"trusting a folder {PERSONS}",
    },
    no_say=tool.paths("practice: list start status stop"),
    everywhere="h:help version kubeconfig= context= n:namespace= site= json no-color",
    where={"--kubeconfig": "kubeconfig", "--context": "context", "KUBECONFIG": "kubeconfig"},
)  # fmt: skip


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of a firstmate command; `--` may stand anywhere before it."""
    words = tuple(word for word in command.words if word.text != "--")
    yield from tool.acts(command._replace(words=words), FIRSTMATE)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(FIRSTMATE)
