"""The claude client as a program: a session begun or gone on with, and what came of it.

What it prints goes to a file that outlives both: whoever takes the step up again finds the answer there. The file is
locked as long as the client runs. Seen with 2.1.197 and 2.1.329; docs/claude-code.md has the contracts.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from firstmate.errors import UnknownError
from firstmate.process import Files, GuardedClient

WINDOW = 100_000
"""Tokens after which the client counts a conversation as full: it takes no smaller number. A part of it is told too."""
MARGIN = 0.8
"""Of the tokens that a request may have, those at which a conversation is summed up: the rest is for what is new."""
LONGEST_OUTPUT = 20_000
"""Characters of what one command prints that the model reads."""
OUR_OWN = ("CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_SESSION_ATTENDED", "CLAUDE_CODE_SESSION_ID")
"""Variables of the session that this process runs in, if it does: the new one is nobody's child."""

UNKNOWN = "No conversation found with session ID"
PAST = "No deferred tool marker found"
OF_MODEL = ("inputTokens", "outputTokens", "cacheReadInputTokens", "cacheCreationInputTokens")
OF_PROCESS = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")


@dataclass(frozen=True)
class Ask:
    """A session to begin with a prompt, or to go on with; without a prompt, with the call that it put off.

    `agents`: as the client's flag wants them; `agent`: the one that works; `cap`: dollars at which it stops.
    """

    session: str
    agent: str
    agents: Mapping[str, Any]
    tier: str
    cap: float
    most_input: int
    most_output: int
    prompt: str = ""
    resume: bool = False
    edits: bool = False
    """It may change files in its folder without being asked."""


@dataclass(frozen=True)
class Answer:
    """What the client said at its end. `tokens`: of the session so far or of this process, by the client's version;
    `own`: of this process.
    """

    text: str = ""
    usd: float = 0.0
    tokens: int = 0
    own: int = 0
    deferred: tuple[str, Mapping[str, Any]] | None = None
    """The call that it put off: the tool, and its input."""
    error: str = ""
    is_unknown: bool = False
    """It has no session of this name."""
    is_past: bool = False
    """What was put off in the session has run already: it can only go on with a prompt."""


class Session:
    """One that runs."""

    def __init__(self, client: GuardedClient, paths: _Paths) -> None:
        self._client, self._paths = client, paths

    def wait(self, timeout: float) -> Answer | None:
        """Until its end; None: it took longer than so many seconds, and was killed."""
        return _read(self._paths) if self._client.wait(timeout) else None

    def kill(self) -> None:
        self._client.kill()


@dataclass(frozen=True)
class Client:
    """The program, the folder for what sessions print, and where they work."""

    program: str
    folder: Path
    cwd: str
    env: Mapping[str, str]

    def start(self, ask: Ask, guarded: bool) -> Session:
        """Begin, or go on. Raises UnknownError when the session still runs, or cannot be begun."""
        paths = _Paths(self.folder, ask.session)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with ExitStack() as stack:
                files = stack.enter_context(_opened(paths, ask.prompt))
                arguments = [self.program, *arguments_of(ask)]
                return Session(GuardedClient(arguments, guarded, self.cwd, self._env(ask), files), paths)
        except BlockingIOError as error:
            raise UnknownError(f"Session {ask.session} of the client still runs.") from error
        except OSError as error:
            raise UnknownError(f"The client cannot be started: {error.strerror or error}.") from error

    def runs(self, session: str) -> bool:
        """Whether it still does, started by a process that has ended since."""
        try:
            with _Paths(self.folder, session).out.open("rb") as out:
                fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    def left(self, session: str) -> Answer | None:
        """What a session that has ended printed; None: nothing whole."""
        paths = _Paths(self.folder, session)
        return _read(paths) if _printed(paths) else None

    def forget(self, session: str) -> None:
        """Its answer is written down elsewhere."""
        paths = _Paths(self.folder, session)
        for path in (paths.prompt, paths.out, paths.err):
            path.unlink(missing_ok=True)

    def _env(self, ask: Ask) -> dict[str, str]:
        inherited = {name: value for name, value in self.env.items() if name not in OUR_OWN}
        return {
            **inherited,
            "FIRSTMATE_AGENT": ask.agent,
            "FIRSTMATE_DEFERS": "1",
            "CLAUDE_CODE_MAX_OUTPUT_TOKENS": str(ask.most_output),
            "CLAUDE_CODE_AUTO_COMPACT_WINDOW": str(WINDOW),
            "CLAUDE_AUTOCOMPACT_PCT_OVERRIDE": str(round(100 * MARGIN * ask.most_input / WINDOW)),
            "BASH_MAX_OUTPUT_LENGTH": str(LONGEST_OUTPUT),
        }


def arguments_of(ask: Ask) -> list[str]:
    """The command line. Settings are the user's alone: a repository's own could take the guard away."""
    return [
        "-p",
        *("--output-format", "json"),
        *("--model", ask.tier),
        *("--agents", json.dumps(ask.agents)),
        *("--agent", ask.agent),
        *("--setting-sources", "user"),
        *("--max-budget-usd", f"{ask.cap:.4f}"),
        *(("--permission-mode", "acceptEdits") if ask.edits else ()),
        *(("--resume", ask.session) if ask.resume else ("--session-id", ask.session)),
    ]


@dataclass(frozen=True)
class _Paths:
    folder: Path
    session: str

    @property
    def prompt(self) -> Path:
        return self.folder / f"{self.session}.prompt"

    @property
    def out(self) -> Path:
        return self.folder / f"{self.session}.json"

    @property
    def err(self) -> Path:
        return self.folder / f"{self.session}.err"


@contextmanager
def _opened(paths: _Paths, prompt: str) -> Iterator[Files]:
    """The client inherits them, the lock with them. Raises BlockingIOError while another client has it."""
    with ExitStack() as stack:
        out: IO[bytes] = stack.enter_context(paths.out.open("ab"))
        fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        out.truncate(0)
        stdin = None
        if prompt:
            paths.prompt.write_text(prompt, encoding="utf-8")
            stdin = stack.enter_context(paths.prompt.open("rb"))
        yield Files(stdin, out, stack.enter_context(paths.err.open("wb")))


def _read(paths: _Paths) -> Answer:
    told = _printed(paths)
    if not told:
        with suppress(OSError):
            said = paths.err.read_text(encoding="utf-8", errors="replace").strip()
            return Answer(error=_error(said), is_unknown=UNKNOWN in said, is_past=PAST in said)
        return Answer(error=_error(""))
    return parsed(told)


def _printed(paths: _Paths) -> Mapping[str, Any]:
    try:
        told = json.loads(paths.out.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) and told.get("type") == "result" else {}


def parsed(told: Mapping[str, Any]) -> Answer:
    """The client's result as JSON."""
    deferred = told.get("deferred_tool_use") if told.get("stop_reason") == "tool_deferred" else None
    text = str(told.get("result") or "")
    errors = "; ".join(map(str, told.get("errors") or ())) or text or str(told.get("subtype", ""))
    return Answer(
        text=text,
        usd=float(told.get("total_cost_usd") or 0.0),
        tokens=sum(_sum(model, OF_MODEL) for model in (told.get("modelUsage") or {}).values()),
        own=_sum(told.get("usage") or {}, OF_PROCESS),
        deferred=(str(deferred["name"]), deferred["input"]) if deferred else None,
        error=_error(errors) if told.get("is_error") else "",
    )


def _sum(usage: Mapping[str, Any], keys: tuple[str, ...]) -> int:
    return sum(int(usage.get(key) or 0) for key in keys)


def _error(said: str) -> str:
    line = " ".join(said.split())[:300]
    if "log in" in line.lower() or "/login" in line or "API key" in line:
        return f"the client says: {line}. Start `claude` once as this user, or set ANTHROPIC_API_KEY"
    return f"the client says: {line}" if line else "the client ended without an answer"
