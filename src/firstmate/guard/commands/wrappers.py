"""Programs that run the command behind them: sudo, env, timeout, watch, strace … It is judged as what it is."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.prefixes import Prefix, Said, anywhere, base, said
from firstmate.guard.values import Act, Command, Known, Nested, Word

PREFIXES = {
    "sudo": Prefix("CDghpRrTtUu", "AbBEeHikKlNnPSsVv", "user group host prompt role type close-from chdir chroot "
                   "command-timeout other-user", "askpass background bell edit set-home login remove-timestamp "
                   "reset-timestamp list non-interactive preserve-groups stdin shell validate version preserve-env "
                   "help no-update", assigns=True),
    "doas": Prefix("aCu", "Lns"),
    "pkexec": Prefix("", "", "user", "disable-internal-agent version help keep-cwd"),
    "env": Prefix("uCSP", "i0v", "unset chdir split-string argv0", "ignore-environment null debug list-signal-handling "
                  "block-signal default-signal ignore-signal help version", assigns=True),
    "nice": Prefix("n", "0123456789", "adjustment", "help version"),
    "ionice": Prefix("cnpPu", "t", "class classdata pid pgid uid", "ignore"),
    "nohup": Prefix("", "", "", "help version"),
    "timeout": Prefix("ks", "fpv", "kill-after signal", "foreground preserve-status verbose help version", skip=1),
    "gtimeout": Prefix("ks", "fpv", "kill-after signal", "foreground preserve-status verbose help version", skip=1),
    "stdbuf": Prefix("ioe", "", "input output error", "help version"),
    "systemd-cat": Prefix("tp", "h", "identifier priority stderr-priority level-prefix namespace", "help version"),
    "setsid": Prefix("", "cfw", "", "ctty fork wait help version"),
    "linux32": Prefix("", "RFBILSTXZv3"),
    "linux64": Prefix("", "RFBILSTXZv3"),
    "chrt": Prefix("DPTp", "abdefimorRGv", "sched-runtime sched-period sched-deadline pid", "all-tasks batch deadline "
                   "fifo idle other rr max reset-on-fork verbose", skip=1),
    "taskset": Prefix("p", "ac", "pid", "all-tasks cpu-list", skip=1),
    "time": Prefix("fo", "apvqVlh", "format output", "append portability verbose quiet version help"),
    "gtime": Prefix("fo", "apvqV", "format output", "append portability verbose quiet version help"),
    "exec": Prefix("a", "cl"),
    "command": Prefix("", "pvV"),
    "builtin": Prefix(),
    "noglob": Prefix(),
    "nocorrect": Prefix(),
    "nocache": Prefix("n"),
    "caffeinate": Prefix("tw", "disumS"),
    "chronic": Prefix("", "ve"),
    "sem": Prefix("j", "", "jobs id", "fg wait semaphore"),
    "chroot": Prefix("", "", "groups userspec", "skip-chdir help version", skip=1),
    "unshare": Prefix("RwSGl", "minpuUCTrcf",
    "root wd setuid setgid load-interp map-user map-group map-users map-groups "
                      "setgroups propagation", "mount uts ipc net pid user cgroup time fork map-root-user "
                      "map-current-user map-auto kill-child mount-proc keep-caps"),
    "nsenter": Prefix("tSG", "amuinpCUTrwFZeW", "target setuid setgid wdns",
    "all mount uts ipc net pid cgroup user time "
                      "root wd no-fork follow-context env preserve-credentials join-cgroup"),
    "strace": Prefix("abeEIoOpPsSuUX", "cCdDfFhiknqrtTvVwxyYzZ", "trace output attach user env columns string-limit",
                     "follow-forks summary summary-only decode-fds version help output-separately"),
    "ltrace": Prefix("aADeFlnopsuwxX", "bcCfhiLrStTV"),
    "setpriv": Prefix("", "",
    "reuid regid groups inh-caps ambient-caps bounding-set securebits pdeathsig selinux-label "
                      "apparmor-profile", "dump nnp no-new-privs clear-groups keep-groups init-groups reset-env"),
    "unbuffer": Prefix("", "p"),
    "entr": Prefix("", "acdnprsxz"),
    "faketime": Prefix("fp", "m", "", "exclude-monotonic", skip=1),
    "prlimit": Prefix("p", "", "pid output", ""),
    "torsocks": Prefix("uap", "diq"),
    "torify": Prefix(),
    "proxychains": Prefix("f", "q"),
    "fakeroot": Prefix("lisb", "uhv", "lib faked", "unknown-is-real"),
    "busybox": Prefix(),
    "toybox": Prefix(),
    "runcon": Prefix("turl", "c", "type user role range", "compute", skip=1),
    "direnv": Prefix(skip=2),
}  # fmt: skip
PACKAGES = {"@anthropic-ai/claude-code": "claude"}
"""Packages that are run under the name of their program."""
SHELLS = ("i", "s", "login", "shell")


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    name = base(command.name, PREFIXES)
    if name not in PREFIXES:
        yield from (_loose(command, start) for start in anywhere(command.arguments))
        return
    read = said(command.arguments, PREFIXES[name])
    if name == "command" and read.has("v", "V"):  # it only tells where it lies
        return
    yield from OWN.get(name, _plain)(command, read)


def _plain(command: Command, read: Said) -> Iterator[Act | Nested]:
    for start in read.starts:
        yield _inner(command, start, read.assigned)
    yield from variables(read.assigned)


def variables(assigned: tuple[tuple[str, str], ...]) -> Iterator[Nested]:
    """What is set for a command is judged on its own, as in the shell."""
    if assigned:
        yield Nested(command=Command((), tuple((name, Word(value)) for name, value in assigned)))


def _inner(command: Command, start: int, assigned: tuple[tuple[str, str], ...] = ()) -> Nested:
    more = tuple((name, Word(value)) for name, value in assigned)
    return Nested(command=command._replace(words=command.words[start + 1 :], assigned=command.assigned + more))


def _loose(command: Command, start: int) -> Nested:
    """Several words in one are a script."""
    text = command.arguments[start]
    if " " in text.strip():
        return Nested(script=text)
    inner = _inner(command, start)
    assert inner.command
    name = PACKAGES.get(text, text)
    return Nested(command=inner.command._replace(words=(Word(name), *inner.command.words[1:])))


def _sudo(command: Command, read: Said) -> Iterator[Act | Nested]:
    if read.has("e", "edit"):
        files = command.arguments[read.starts[0] :] if read.starts else ()
        yield Nested(command=Command((Word("tee"), *map(Word, files)), cwd=command.cwd))
    elif read.has(*SHELLS) and read.starts:
        yield Nested(script=" ".join(command.arguments[read.starts[0] :]))
        yield from _plain(command, read)
    elif read.has(*SHELLS):
        yield Nested(command=command._replace(words=(Word("sh"), Word("-i"))))
    else:
        yield from _plain(command, read)


def _env(command: Command, read: Said) -> Iterator[Act | Nested]:
    folder = read.value("C", "chdir")
    inside = command._replace(cwd=folder) if folder else command
    split = read.value("S", "split-string")
    arguments = command.arguments
    if split is not None:
        rest = arguments[read.starts[0] :] if read.starts else ()
        yield Nested(script=" ".join((split, *rest)))
    elif read.starts and arguments[read.starts[0]] == "-":  # an old way to say -i
        again = command._replace(words=(command.words[0], *command.words[read.starts[0] + 2 :]))
        yield from _env(again, said(again.arguments, PREFIXES["env"]))
    else:
        yield from _plain(inside, read)


def _entr(command: Command, read: Said) -> Iterator[Act | Nested]:
    if read.has("s"):
        yield Nested(script=" ".join(command.arguments[start] for start in read.starts[:1]))
    else:
        yield from _plain(command, read)


def _namespaces(command: Command, read: Said) -> Iterator[Act | Nested]:
    """nsenter, unshare, chroot: without a command, a shell."""
    if command.name == "nsenter":
        yield Act(CommandTier.RISKY, "wrapper.nsenter",
        "it enters another process's namespaces, those of the host perhaps",
                  tool="nsenter", verb="run")  # fmt: skip
    if read.starts:
        yield from _plain(command, read)
    else:
        yield Nested(command=command._replace(words=(Word("sh"), Word("-i"))))


OWN = {
    "sudo": _sudo,
    "doas": _sudo,
    "env": _env,
    "entr": _entr,
    "nsenter": _namespaces,
    "unshare": _namespaces,
    "chroot": _namespaces,
}
