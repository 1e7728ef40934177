"""ansible and its programs: what runs on the hosts is judged there; a playbook is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard import local
from firstmate.guard.flags import Parsed, UnclearError, flags
from firstmate.guard.hosts import getopt
from firstmate.guard.hosts.names import names
from firstmate.guard.ops.tool import shown, variables
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested

READ, SAFE, RISKY = CommandTier.READ, CommandTier.SAFE, CommandTier.RISKY
FLAGS = flags(
    "h:help version v:verbose b:become become-method= become-user= K:ask-become-pass become-password-file= "
    "i:inventory= inventory-file= list-hosts l:limit= flush-cache k:ask-pass private-key= key-file= u:user= "
    "c:connection= T:timeout= ssh-common-args= sftp-extra-args= scp-extra-args= ssh-extra-args= "
    "connection-password-file= C:check D:diff e:extra-vars= vault-id= J:ask-vault-pass ask-vault-password "
    "vault-password-file= vault-pass-file= f:forks= M:module-path= playbook-dir= P:poll= B:background= o:one-line "
    "t:tree= a:args= m:module-name= task-timeout= force-handlers tags= skip-tags= syntax-check list-tasks list-tags "
    "step start-at-task= list host= graph y:yaml toml vars export output="
)
PLAYBOOK = flags("t:tags=")
"""Where a letter means another flag than for `ansible`."""
LOOKING = names(
    "assert debug fail gather_facts getent package_facts ping service_facts set_fact setup stat wait_for "
    "wait_for_connection win_ping"
)
"""Modules that only look."""
RUNNING = names("command raw shell")
INSTEAD = re.compile(r"\s*(?:\{|(?:cmd|argv|_raw_params|free_form|stdin|executable)\s*=)")
WORSE = {
    "become-password-file": "it may be a program",
    "connection-password-file": "it may be a program",
    "module-path": "its modules are elsewhere",
    "playbook-dir": "its modules are elsewhere",
    "scp-extra-args": "an option of ssh may run a program",
    "sftp-extra-args": "an option of ssh may run a program",
    "ssh-common-args": "an option of ssh may run a program",
    "ssh-extra-args": "an option of ssh may run a program",
    "tree": "writes files",
}
HARMLESS = re.compile(
    r"ANSIBLE_(?:HOST_KEY_CHECKING|FORCE_COLOR|NOCOLOR|NOCOWS|DEPRECATION_WARNINGS|TIMEOUT|FORKS|LOCALHOST_WARNING)"
)
LISTS = ("list-hosts", "list-tasks", "list-tags", "syntax-check", "help", "version")
DATA = re.compile(r".*,.*|.*\.(?:ini|ya?ml|json|toml|cfg)", re.DOTALL)
VERBS = {
    "ansible-galaxy": (
        names("info list search"),
        names("build download init install"),
        "changes roles and collections",
    ),
    "ansible-vault": (names("--version --help"), names("encrypt encrypt_string"), "shows or changes secrets"),
}
OTHERS = {
    "ansible-console": "opens a session in which anything can be run",
    "ansible-pull": "runs a playbook from elsewhere",
}


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """By its program."""
    name = command.name
    if name in VERBS:
        yield _by_verb(name, command)
    elif name in OTHERS:
        yield _act(name, RISKY, OTHERS[name])
    elif name in ("ansible-config", "ansible-doc"):
        yield from [] if "edit" in command.arguments else [_act(name, READ, "only looks")]
    else:
        try:
            said = getopt.parse(command.arguments, FLAGS | PLAYBOOK if name == "ansible-playbook" else FLAGS)
        except UnclearError as unclear:
            yield _act(name, RISKY, f"cannot be understood: {unclear}")
            return
        yield from _worse(said, command, known)
        yield from _on_hosts(name, said, command, known)


def _by_verb(name: str, command: Command) -> Act:
    looks, safe, reason = VERBS[name]
    verb = next((word for word in command.arguments if word not in ("role", "collection") and word in looks | safe), "")
    first = next((word for word in command.arguments if word not in ("role", "collection", "-v")), "")
    if verb and verb == first:
        return _act(
            name, READ if verb in looks else SAFE, "only looks" if verb in looks else "changes files of this project"
        )
    return _act(name, RISKY, reason)


def _worse(said: Parsed, command: Command, known: Known) -> Iterator[Act]:
    for flag in WORSE:
        if flag in said.values:
            yield _act(command.name, RISKY, f"--{flag}: {WORSE[flag]}", flag)
    for name in variables(command):
        if name.startswith("ANSIBLE_") and not HARMLESS.fullmatch(name):
            yield _act(command.name, RISKY, f"{name}: changes how it works", "variable")
    if any("ansible_" in value or UNKNOWN in value[:1] for value in said.values.get("extra-vars", ())):
        yield _act(command.name, RISKY, "changes how it reaches the hosts", "connection")
    for path in (*said.values.get("inventory", ()), *said.values.get("vault-password-file", ())):
        if not DATA.fullmatch(path) and any(
            (text or "").startswith("#!") for text in local.texts_of(path, command, known)
        ):
            yield _act(command.name, RISKY, f"runs {shown(path)}", "inventory")


def _on_hosts(name: str, said: Parsed, command: Command, known: Known) -> Iterator[Act | Nested]:
    if name == "ansible-inventory" or any(flag in said.values for flag in LISTS):
        yield _act(name, READ, "only lists")
    elif name == "ansible-playbook":
        files = tuple(local.path_of(path, command, known) for path in getopt.words(said))
        check = "check" in said.values
        reason = "tells what it would change; tasks may say that they run all the same" if check else "changes hosts"
        yield _act(name, SAFE if check else RISKY, reason)._replace(files=files)
    else:
        yield from _module(said)


def _module(said: Parsed) -> Iterator[Act | Nested]:
    """`ansible HOSTS -m MODULE -a ARGUMENTS`: without a module, the arguments are a command."""
    module = said.value("module-name").rpartition(".")[2] or "command"
    hosts = " ".join(getopt.words(said))
    text = said.value("args")
    if module in LOOKING:
        yield _act("ansible", READ, f"{module} only looks", module)
    elif module in RUNNING and text and not INSTEAD.match(text):
        yield Nested(script=text, host=hosts.replace(UNKNOWN, "…") or "its hosts")
    else:
        yield _act(
            "ansible", RISKY, f"runs {shown(module)} on {shown(hosts)}", module if module.isidentifier() else "module"
        )


def _act(name: str, tier: CommandTier, reason: str, what: str = "") -> Act:
    return Act(tier, ".".join(filter(None, ["ansible", name.removeprefix("ansible-"), what])), reason, tool=name)
