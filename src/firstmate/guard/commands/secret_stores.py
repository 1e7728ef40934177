"""Secret stores: what is in them is never read out by an agent; what there is may be listed."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.ops import tool
from firstmate.guard.values import Act, Command, Known, Nested, Word

READS_OUT = "reads out what a secret store holds"
LOGS_IN = "changes who this program is"
STORES = "changes what a secret store holds"
RUNS = "hands secrets to a program"
KEYS = "makes or prints a key"
FORBIDDEN, RISKY, READ, SAFE = CommandTier.FORBIDDEN, CommandTier.RISKY, CommandTier.READ, CommandTier.SAFE

VAULT = tool.Tool(
    "vault",
    tool.paths(
        """
        : help list path-help status version version-history
        audit: list
        auth: help list
        kv: list
        kv metadata: get
        lease: lookup
        namespace: list lookup
        operator: key-status members usage
        operator raft: list-peers
        plugin: info list
        policy: fmt list read
        secrets: list
        token: capabilities lookup
        """
    ),
    risky={
        **dict.fromkeys(
            ("audit", "auth", "delete", "kv", "lease", "namespace", "patch", "pki", "plugin", "policy", "secrets",
             "transit", "write"),
            STORES,
        ),
        "agent": RUNS,
        "debug": "writes an archive with logs and states",
        "login": LOGS_IN,
        "monitor": "prints the server's log, with whatever it logs",
        "operator": "changes the secret store itself",
        "proxy": "opens the secret store to every program on this machine",
        "server": "starts a secret store",
        "ssh": "opens a shell on another host",
        "token": LOGS_IN,
        "transform": STORES,
    },
    forbidden=dict.fromkeys(("kv get", "print", "read", "unwrap"), READS_OUT),
    worse={"VAULT_TOKEN": "it brings credentials of its own", "VAULT_ADDR": "another secret store than usual"},
)  # fmt: skip
OP = tool.Tool(
    "op",
    tool.paths(
        """
        : completion help whoami
        account: get list
        connect: group
        document: list
        environment: list
        events-api: help
        group: get list
        item: list
        item template: get list
        plugin: list
        update: help
        user: get list
        vault: get list
        """
    ),
    risky={
        **dict.fromkeys(
            ("account", "connect", "document", "environment", "events-api", "group", "item", "plugin",
             "service-account", "signin", "signout", "update", "user", "vault"),
            STORES,
        ),
        "run": RUNS,
    },
    forbidden=dict.fromkeys(("document get", "environment read", "inject", "item get", "read"), READS_OUT),
)  # fmt: skip
INFISICAL = tool.Tool(
    "infisical",
    tool.paths(
        """
        : completion help
        secrets folders: get
        """
    ),
    risky={
        **dict.fromkeys(("init", "login", "logout", "reset", "user", "vault"), LOGS_IN),
        **dict.fromkeys(("agent", "run"), RUNS),
        "bootstrap": STORES,
        "dynamic-secrets": STORES,
        "gateway": "opens a way into the network",
        "scan": "reads every file of the repository",
        "secrets delete": STORES,
        "secrets folders create": STORES,
        "secrets folders delete": STORES,
        "secrets set": STORES,
        "service-token": LOGS_IN,
        "ssh": "hands out credentials for hosts",
        "token": LOGS_IN,
    },
    forbidden=dict.fromkeys(("export", "secrets", "secrets generate-example-env", "secrets get"), READS_OUT),
)
BW = tool.Tool(
    "bw",
    tool.paths(
        """
        : completion encode generate help lock status update
        list: collections folders org-collections organizations
        """
    ),
    {"sync": "fetches what the store holds now"},
    {
        **dict.fromkeys(("config", "login", "logout"), LOGS_IN),
        **dict.fromkeys(
            ("confirm", "create", "delete", "device-approval", "edit", "import", "move", "receive", "restore", "send",
             "share", "list org-members"),
            STORES,
        ),
    },
    {
        **dict.fromkeys(("export", "get", "list items"), READS_OUT),
        "serve": "opens the secret store to every program on this machine",
        "unlock": "prints the key of the secret store",
    },
)  # fmt: skip
PASS = tool.Tool(
    "pass",
    tool.paths(": find help search version"),
    risky={
        **dict.fromkeys(("cp", "edit", "generate", "init", "insert", "mv", "rm", "update", "import", "git"), STORES),
    },
    forbidden=dict.fromkeys(("export", "grep", "ls", "otp", "show"), READS_OUT),
    aliases={
        "add": "insert", "code": "otp", "copy": "cp", "delete": "rm", "list": "ls", "remove": "rm", "rename": "mv",
    },
)  # fmt: skip
TOOLS = {
    "bao": VAULT._replace(name="bao"),
    "bw": BW,
    "gopass": PASS._replace(name="gopass"),
    "infisical": INFISICAL,
    "op": OP,
    "pass": PASS,
    "vault": VAULT,
}

# program -> what its flags make of it: the first that is given counts
BY_FLAG: dict[str, tuple[tuple[frozenset[str], CommandTier, str, str], ...]] = {
    "age": (
        (frozenset({"-h", "--help", "--version"}), READ, "help", "only prints its help"),
        (frozenset({"-d", "--decrypt"}), FORBIDDEN, "decrypt", READS_OUT),
        (frozenset(), SAFE, "encrypt", "encrypts a file"),
    ),
    "age-keygen": (
        (frozenset({"-h", "--help", "--version"}), READ, "help", "only prints its help"),
        (frozenset({"-y"}), READ, "public", "prints the public part of a key"),
        (frozenset(), RISKY, "make", KEYS),
    ),
    "agenix": (
        (frozenset({"-h", "--help"}), READ, "help", "only prints its help"),
        (frozenset({"-d", "--decrypt"}), FORBIDDEN, "decrypt", READS_OUT),
        (frozenset(), RISKY, "edit", STORES),
    ),
    "kubeseal": (
        (frozenset({"-h", "--help", "--version"}), READ, "help", "only prints its help"),
        (frozenset({"--recovery-unseal", "--recovery-private-key"}), FORBIDDEN, "unseal", READS_OUT),
        (frozenset({"-w", "--sealed-secret-file", "--merge-into"}), SAFE, "file", "writes a sealed secret into a file"),
        (frozenset(), READ, "seal", "seals what it is given, and reads nothing out"),
    ),
    "sops": (
        (frozenset({"-h", "--help", "--version", "-v"}), READ, "help", "only prints its help"),
        (frozenset({"-d", "--decrypt", "decrypt", "--extract"}), FORBIDDEN, "decrypt", READS_OUT),
        (frozenset({"exec-env", "exec-file", "keyservice", "publish"}), RISKY, "exec", RUNS),
        (frozenset({"filestatus", "help"}), READ, "filestatus", "tells whether a file is encrypted"),
        (frozenset({"-e", "--encrypt", "encrypt"}), SAFE, "encrypt", "encrypts a file"),
        (frozenset(), RISKY, "edit", STORES),
    ),
}


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """The act of the command, and the program that it hands secrets to."""
    if command.name in BY_FLAG:
        yield _by_flag(command)
        yield from _given_to(command)
        return
    program = tool.named(command, TOOLS)
    line = tool.understood(command, program)
    if isinstance(line, tool.Line):
        yield tool.act_of(line, command, program)
        if line.said.dashed:
            yield Nested(command=command._replace(words=tuple(map(Word, line.said.dashed))))
    elif program.name in ("gopass", "pass") and command.arguments:
        # the name of an entry shows it
        yield line._replace(tier=FORBIDDEN, rule=f"{program.name}.show", reason=READS_OUT)
    else:
        yield line


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    for program in TOOLS.values():
        yield from tool.reference(program)
    for name, cases in BY_FLAG.items():
        for words, tier, _, reason in cases:
            yield f"{name} {' '.join(sorted(words)[:1])}".strip(), tier, reason


def _by_flag(command: Command) -> Act:
    given = {word.partition("=")[0] for word in command.arguments}
    if command.name in ("age", "agenix", "sops"):
        given |= {f"-{letter}" for word in command.arguments for letter in _letters(word)}
    _, tier, what, reason = next(case for case in BY_FLAG[command.name] if not case[0] or case[0] & given)
    if what == "help" and len(command.arguments) > 1:
        # it may be the value of another flag
        tier = RISKY
    return Act(tier, f"{command.name}.{what}", reason, tool=command.name)


def _letters(word: str) -> str:
    return word[1:] if word.startswith("-") and not word.startswith("--") else ""


def _given_to(command: Command) -> Iterator[Nested]:
    if command.name == "sops" and command.arguments[:1] in (("exec-env",), ("exec-file",)):
        for word in command.arguments[-1:]:
            yield Nested(script=word)
