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
        : completion cost diff doctor explain gap gpu knowledge phase preflight status tier verify
        approvals: list show
        guard: check log
        log: show verify
        orders: check show
        prp: check
        rbac: print
        run: list show
        site: check graph schema show
        workflow: list schema validate
        """
    ),
    safe={
        "init": "writes a new site file, never over one",
        "phase draft": "writes a draft for review, never over a file",
        "phase up": "runs a workflow: each of its steps is judged on its own",
        "render": "writes what is Firstmate's own in CLAUDE.md and the commands",
        "freeze": "stops every change, until a person thaws it",
        "prp new": "writes a new file, never over one",
        "run": "runs a workflow: each of its steps is judged on its own",
        **{f"run {verb}": "steers a run: each of its steps is judged on its own"
           for verb in ("cancel", "continue", "next", "pause", "report", "resume", "rollback")},
    },
    risky={
        "phase advance": "says that a phase of the site is over",
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
    own={"phase up": "dry-run", "render": "check diff"},
    worse={
        **dict.fromkeys(
            ("gap --site", "phase --site", "phase up --site", "site graph --site", "verify --site", "FIRSTMATE_SITE"),
            "takes the word of another site file for where secrets are, and whom they are sent to",
        ),
        "render --site": "writes what another site file says, into the CLAUDE.md that it names",
    },
    dry={"phase up": "dry-run", "render": "check"},
    where={"--kubeconfig": "kubeconfig", "--context": "context", "KUBECONFIG": "kubeconfig"},
)  # fmt: skip


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of a firstmate command; `--` may stand anywhere before it."""
    words = tuple(word for word in command.words if word.text != "--")
    yield from tool.acts(command._replace(words=words), FIRSTMATE)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(FIRSTMATE)
