"""Nix and NixOS: building is free, what changes a machine or its profile is asked about, shells are looked into."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.names import names
from firstmate.guard.ops import tool
from firstmate.guard.ops.tool import Line, Tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Word

SYSTEM = "changes the system of a machine"
PROFILE = "changes which programs the user has"
STORE = "changes the store that all programs lie in"
SETTINGS = (
    "--allow-unsafe-native-code-during-evaluation",
    "--build-hook",
    "--builders",
    "--diff-hook",
    "--option",
    "--plugin-files",
    "--post-build-hook",
    "--pre-build-hook",
    "--store",
    "NIX_CONFIG",
    "NIX_REMOTE",
    "NIX_USER_CONF_FILES",
)
NIX = Tool(
    "nix",
    tool.paths(
        """
        : config doctor eval hash help log path-info print-dev-env search show-config show-derivation why-depends
        config: check show
        derivation: show
        flake: info metadata show
        hash: convert file path to-base16 to-base32 to-base64 to-sri
        nar: cat ls
        profile: diff-closures history list
        realisation: info
        registry: list
        store: cat diff-closures info ls path-from-hash-part ping verify
        """
    ),
    safe={
        "build": "builds a package",
        "bundle": "builds a package",
        "flake archive": "downloads what a flake needs",
        "flake check": "builds what a flake holds",
        "flake clone": "copies a flake",
        "flake init": "writes a new flake",
        "flake lock": "writes which inputs a flake has",
        "flake new": "writes a new flake",
        "flake prefetch": "downloads a flake",
        "flake update": "writes which inputs a flake has",
        "fmt": "formats files",
        "store prefetch-file": "downloads a file",
    },
    risky={
        **{f"profile {verb}": PROFILE for verb in names("add install remove rollback upgrade wipe-history")},
        **{f"registry {verb}": "changes what names mean" for verb in names("add pin remove")},
        **{
            f"store {verb}": STORE
            for verb in names(
                "add add-file add-path copy-log copy-sigs delete dump-path gc make-content-addressed "
                "optimise repair sign"
            )
        },
        "copy": "copies programs to or from another machine",
        "daemon": "runs the daemon",
        "edit": "opens an editor",
        "key": "makes a key",
        "nar dump-path": STORE,
        "repl": "opens a session",
        "run": "runs a program from elsewhere",
        "upgrade-nix": "installs another version of Nix",
    },
    no_say=frozenset({"develop", "env shell", "shell"}),
    everywhere="h:help version L:print-build-logs v:verbose quiet debug impure offline refresh show-trace json "
    "extra-experimental-features= experimental-features= I:include= f:file= expr= inputs-from= k:keep "
    "i:ignore-environment c:command p:profile= o:out-link= option= accept-flake-config",
    worse={
        "--accept-flake-config": "the flake says itself how Nix works",
        **dict.fromkeys(SETTINGS, "changes how Nix works, and what it runs"),
    },
)
REBUILD = Tool(
    "nixos-rebuild",
    tool.paths(": dry-build dry-run list-generations"),
    safe={
        **dict.fromkeys(("build", "build-image", "build-vm", "build-vm-with-bootloader"), "builds a system"),
        "dry-activate": "builds a system, and tells what would change",
    },
    risky=dict.fromkeys(names("boot edit repl switch test"), SYSTEM),
    everywhere="help flake= target-host= build-host= p:profile-name= I:include= use-remote-sudo sudo "
    "ask-sudo-password fast no-build-nix no-reexec upgrade upgrade-all install-bootloader rollback "
    "c:specialisation= specialisation= show-trace impure L:print-build-logs v:verbose j:max-jobs= cores= "
    "k:keep-going json option=",
    worse={
        "--rollback": "goes back to an older system",
        "--upgrade": "gets newer channels",
        "--upgrade-all": "gets newer channels",
    },
    where={"--target-host": "host"},
)
DARWIN = REBUILD._replace(
    name="darwin-rebuild",
    reads=frozenset({"check", "changelog"}),
    risky=dict.fromkeys(names("activate edit switch"), SYSTEM),
)
COLMENA = Tool(
    "colmena",
    tool.paths(": eval nix-info"),
    safe={"build": "builds systems"},
    risky={
        "apply": SYSTEM,
        "apply-local": SYSTEM,
        "exec": "runs a program on machines",
        "repl": "opens a session",
        "upload-keys": "copies secrets to machines",
    },
    everywhere="h:help V:version f:config= v:verbose show-trace impure on= p:parallel= color= experimental-flake-eval",
)
HOME = Tool(
    "home-manager",
    tool.paths(": generations help news option packages"),
    safe={"build": "builds a home"},
    risky={
        **dict.fromkeys(
            names("expire-generations init remove-generations switch test uninstall"), "changes the user's home"
        ),
        "edit": "opens an editor",
        "instantiate": "builds a home",
    },
    everywhere="h:help f:file= A:attr= I:include= flake= b:backup= v:verbose n:dry-run impure option= "
    "extra-experimental-features= show-trace j:max-jobs=",
    dry={"switch": "dry-run", "build": "dry-run"},
)
NH = Tool(
    "nh",
    tool.paths(": completions search"),
    safe={"home build": "builds a home", "os build": "builds a system", "os build-vm": "builds a system"},
    risky={
        "clean": STORE,
        "home switch": "changes the user's home",
        "os boot": SYSTEM,
        "os info": SYSTEM,
        "os repl": "opens a session",
        "os rollback": SYSTEM,
        "os switch": SYSTEM,
        "os test": SYSTEM,
    },
    everywhere="h:help n:dry a:ask u:update",
    dry={"home switch": "dry", "os boot": "dry", "os switch": "dry", "os test": "dry"},
)
CONTAINER = Tool(
    "nixos-container",
    tool.paths(": list show-host-key show-ip status"),
    risky=dict.fromkeys(
        names("create destroy login root-login run start stop terminate update"), "changes a container"
    ),
)
TOOLS = {each.name: each for each in (NIX, REBUILD, DARWIN, COLMENA, HOME, NH, CONTAINER)}
NAMED = re.compile(r"(?:nixpkgs|n|pkgs|unstable)#([\w.+-]+)")
"""Programs of the common collection, by their own names."""


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """What the tables say, and the programs that it runs."""
    if command.name == "nix-shell":
        yield from _nix_shell(command)
        return
    used = tool.named(command, TOOLS)
    line = tool.understood(command, used)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, used)
    if used is NIX:
        yield from _of_nix(line, act, command)
    elif used is COLMENA:
        yield _of_colmena(line, act)
    else:
        yield act


def _of_nix(line: Line, act: Act, command: Command) -> Iterator[Act | Nested]:
    if line.path == "run" and not line.wants_help:
        found = NAMED.fullmatch(line.said.positionals[0]) if line.said.positionals else None
        if found is None or not line.said.values.keys() <= {"quiet", "verbose", "offline", "refresh", "impure"}:
            yield act
            return
        program = found[1].rpartition(".")[2]
        rest = line.said.dashed if line.said.dashed is not None else line.said.positionals[1:]
        yield Nested(command=command._replace(words=tuple(map(Word, (program, *rest)))))
        return
    yield act
    if line.path in NIX.no_say:
        yield from _after(("-c", "--command"), command)


def _after(flags: tuple[str, ...], command: Command) -> Iterator[Nested]:
    """The command behind the flag."""
    at = next((number for number, word in enumerate(command.words) if word.text in flags), None)
    if at is not None:
        yield Nested(command=command._replace(words=command.words[at + 1 :]))


def _nix_shell(command: Command) -> Iterator[Act | Nested]:
    arguments = command.arguments
    for number, word in enumerate(arguments[:-1]):
        if word in ("--run", "--command"):
            yield Nested(script=arguments[number + 1])
    for word in arguments:
        if word.startswith(("--run=", "--command=")) or UNKNOWN in word[:1]:
            yield Act(
                CommandTier.RISKY, "nix.shell.unclear", "what runs in the shell is not understood", tool="nix-shell"
            )


def _of_colmena(line: Line, act: Act) -> Act | Nested:
    goals = {"build", "dry-activate"} & set(line.words)
    if line.path == "apply" and goals:
        return act._replace(tier=CommandTier.SAFE, reason="builds systems, and tells what would change")
    if line.path == "exec" and line.said.dashed:
        return Nested(
            script=" ".join(line.said.dashed), host=line.said.value("on").replace(UNKNOWN, "…") or "every machine"
        )
    return act
