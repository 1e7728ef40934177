"""What the guard talks about: words and commands, what they would do, what has to be known, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.orders import DEFAULTS, Orders

UNKNOWN = "\0"
"""Stands in a word for what only the run will tell: a variable, a substitution, a glob. No argument can hold it."""


class Word(NamedTuple):
    """One word of a command as its program gets it, quotes removed."""

    text: str

    @property
    def known(self) -> bool:
        return UNKNOWN not in self.text


class Redirect(NamedTuple):
    """`operator` as written, without a file descriptor: `>`, `>>`, `<`, `&>`, `>|`, `<>`; the file it names."""

    operator: str
    target: Word


class Command(NamedTuple):
    """One simple command: what runs, with which variables, files and standard input."""

    words: tuple[Word, ...]
    assigned: tuple[tuple[str, Word], ...] = ()
    """Variables set for it, by itself or earlier in the script, exported or not."""
    redirects: tuple[Redirect, ...] = ()
    stdin: str | None = None
    """The text of its here-document, or that is piped in, UNKNOWN for what the run tells; None: it is given none."""
    cwd: str = ""
    """The folder it runs in when the script has changed it: absolute, relative to the call's, or UNKNOWN."""
    written: Mapping[str, tuple[str, ...]] = {}
    """Files that the same script writes, by their last name, with what may be in them; UNKNOWN when nobody says it."""

    @property
    def name(self) -> str:
        """The program, without its folder; UNKNOWN in it when only the run tells; empty: it only sets or redirects."""
        return self.words[0].text.rpartition("/")[2] if self.words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(word.text for word in self.words[1:])


class Place(NamedTuple):
    """Where a command acts, as it says so itself; empty where it leaves that to the configuration."""

    context: str = ""
    kubeconfig: str = ""
    server: str = ""
    host: str = ""


class Act(NamedTuple):
    """One thing that a command would do: how dangerous the catalogue takes it for, why, where, to what."""

    tier: CommandTier | None
    """None: it has nothing to do with operations."""
    rule: str
    """`kubectl.delete.pod`: module, verb, and what it hangs on."""
    reason: str
    safer: str = ""
    """A command that shows it first or does it more safely."""
    tool: str = ""
    verb: str = ""
    place: Place = Place()
    kind: str = ""
    """Singular and lower case, as kubectl names it; UNKNOWN in it when only the run tells. Empty: no object."""
    namespace: str = ""
    """Empty: that of the context."""
    names: tuple[str, ...] = ()
    """Empty: whatever is selected, all of the kind."""
    replicas: int | None = None
    files: tuple[str, ...] = ()
    """Files that it reads and that decide what it does: they have to be the same when it runs."""
    needs_state: bool = False
    """Safe only if the objects are in the right state: raised when that cannot be read."""


class Nested(NamedTuple):
    """A command inside a command (`sudo …`, `sh -c …`, `ssh host …`): judged again, as what it is."""

    script: str = ""
    """Text for a shell; else `command` is set."""
    command: Command | None = None
    host: str = ""
    """Where it runs, when not here: `ssh nas`, `pod shop/web`, `container db`."""


class Question(NamedTuple):
    """Something outside that has to be known before the guard can decide. The caller finds out and asks again.

    ask        subject               answer
    shell      a script              what `shfmt --to-json` prints, decoded; None when it is no shell script
    file       an absolute path      its text, at most 256 KiB; None when it is not there or unreadable
    yaml       a manifest's text     list of its documents; None when it is not YAML
    kubeconfig paths, ":" between    {"current": str, "contexts": {name: {"server", "namespace", "user"}}}; None
    object     place and object      what guard.state says; None when it could not be read in time
    """

    ask: str
    subject: str


class UnansweredError(Exception):
    """The guard has to know something first. Never reaches a user: the caller answers it."""

    def __init__(self, question: Question) -> None:
        super().__init__(str(question))
        self.question = question


class Known(NamedTuple):
    """What is known of the world: the environment and place of the call, and the answers so far."""

    cwd: str = "/"
    home: str = "/root"
    host: str = ""
    """Where the command runs, when not here: no file of this machine is there."""
    env: Mapping[str, str] = {}
    answers: Mapping[Question, Any] = {}
    orders: Orders = DEFAULTS
    frozen: str = ""
    """Why nothing may be changed now; empty when it may."""
    clock: str = ""
    """The local time, `07:30`; empty when nobody said."""
    automatic: Mapping[str, tuple[int, int]] = {}
    """How often an object (bounds.object_keys) was acted on unasked within the last hour, and the last day."""

    def ask(self, ask: str, subject: str) -> Any:
        """The answer. Raises UnansweredError."""
        question = Question(ask, subject)
        if question not in self.answers:
            raise UnansweredError(question)
        return self.answers[question]


class Outcome(StrEnum):
    """What becomes of a call. NONE: the guard has no say; whatever else is configured decides."""

    NONE = "none"
    ALLOW = "allow"
    ASK = "ask"
    DENY = "deny"
    DEFER = "defer"


class ToolCall(NamedTuple):
    """What an agent wants to do, as the client's hook input tells it."""

    tool: str
    input: Mapping[str, Any]
    agent: str = ""
    """Empty: the main thread. Normalised: without the plugin's name before it."""
    permission_mode: str = "default"
    headless: bool = False
    """Nobody sits there who could answer."""
    launched_as: str = ""
    """Of a headless child: the agent, or the tier, for which it was started."""
    deferrable: bool = False
    """Headless, of the main thread, and whoever started it takes a deferred call up again."""


class Decision(NamedTuple):
    """What becomes of the call, and why. The reasons are of the acts that made the tier, highest first."""

    tier: CommandTier | None
    outcome: Outcome
    rule: str
    reasons: tuple[str, ...]
    safer: str = ""
    acts: tuple[Act, ...] = ()
    approvable: bool = False
    """A person's approval would let it through."""
