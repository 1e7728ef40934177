"""Variables that make programs run something else: loaders, start-up files, pagers, editors, PATH."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested

LOADING = frozenset(
    ("LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH",
     "BASH_ENV", "ZDOTDIR", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONINSPECT", "PERL5OPT", "PERL5DB", "RUBYOPT",
     "JAVA_TOOL_OPTIONS", "GIT_EXEC_PATH", "GIT_TEMPLATE_DIR", "LUA_INIT", "GCONV_PATH", "SHELLOPTS", "BASHOPTS",
     "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "PYTHONBREAKPOINT", "PYTHONWARNINGS_COMMAND", "R_PROFILE",
     "BASH_FUNC")
)  # fmt: skip
COMMANDS = frozenset(
    ("PAGER", "MANPAGER", "GIT_PAGER", "SYSTEMD_PAGER", "EDITOR", "VISUAL", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR",
     "SUDO_EDITOR", "SYSTEMD_EDITOR", "KUBE_EDITOR", "HGEDITOR", "FCEDIT", "KUBECTL_EXTERNAL_DIFF", "GIT_EXTERNAL_DIFF",
     "GIT_ASKPASS", "SSH_ASKPASS", "SUDO_ASKPASS", "GIT_PROXY_COMMAND", "LESSOPEN", "LESSCLOSE", "PROMPT_COMMAND",
     "BROWSER", "FZF_DEFAULT_COMMAND", "DIFFPROG", "MANOPT", "ARGOCD_EXTERNAL_DIFF")
)  # fmt: skip
"""Their values are run."""
REMOTE_SHELLS = frozenset(("GIT_SSH_COMMAND", "GIT_SSH", "RSYNC_RSH", "CVS_RSH"))
PROMPTS = frozenset(("PS1", "PS2", "PS4", "PROMPT"))
NODE_LOADS = re.compile(r"(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader|--inspect)")
SUBSTITUTION = re.compile(r"\$\(|`")
WRITABLE = re.compile(r"(?:/tmp|/var/tmp|/dev/shm|/run/user)(?:/.*)?|(?!~|(?:\./)?(?:node_modules|\.?venv)/)[^/].*|")
"""Folders of PATH in which anybody may lay a program; relative ones, and the empty one, which is the folder itself."""


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    for name, word in command.assigned:
        yield from _one(name, word.text)


def _one(name: str, value: str) -> Iterator[Act | Nested]:
    if not value or value == "/dev/null":
        return
    if name in LOADING or name.startswith(("BASH_FUNC_", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")):
        yield _risky(name, f"{name} makes programs load something else")
    elif name == "NODE_OPTIONS" and (UNKNOWN in value or NODE_LOADS.search(value)):
        yield _risky(name, "NODE_OPTIONS makes node load something else")
    elif name == "ENV" and "/" in value:
        yield _risky(name, "ENV names a file that a shell runs first")
    elif name in PROMPTS and SUBSTITUTION.search(value):
        yield _risky(name, f"{name} runs a command whenever it is shown")
    elif name == "PATH":
        yield from _path(value)
    elif name in REMOTE_SHELLS:
        yield Nested(script=f"{value} host uptime")
    elif name in COMMANDS:
        yield Nested(script=value.lstrip("|-"))


def _path(value: str) -> Iterator[Act]:
    """Only what stands before the usual folders matters; what nobody knows may be those."""
    for folder in value.split(":"):
        if folder.startswith(("/usr/", "/bin", "/sbin")):
            return
        if UNKNOWN not in folder and WRITABLE.fullmatch(folder):
            yield _risky("PATH", f"PATH begins with {folder or 'the folder itself'}: any name may be another program")
            return


def _risky(name: str, reason: str) -> Act:
    return Act(CommandTier.RISKY, f"variable.{name.lower()}", reason, verb="set")
