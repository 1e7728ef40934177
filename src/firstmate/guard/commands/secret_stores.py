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
BRINGS = "it brings credentials of its own, or a kubeconfig that may run any program"
ANOTHER = "sends the credentials to another secret store than usual"
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
    worse={
        **dict.fromkeys(("--address", "--agent-address", "VAULT_ADDR", "VAULT_AGENT_ADDR"), ANOTHER),
        **dict.fromkeys(("VAULT_TOKEN", "--header", "--client-cert"), BRINGS),
        "--tls-skip-verify": "nothing proves that the store is the right one",
    },
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
BY_FLAG: dict[str, tuple[tuple[frozenset[str], CommandTier | None, str, str], ...]] = {
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
    "gpg": (
        (
            frozenset({"-d", "--decrypt", "--export-secret-keys", "--export-secret-subkeys"}),
            RISKY,
            "decrypt",
            READS_OUT,
        ),
        (frozenset(), None, "", ""),
    ),
    "kubeseal": (
        (frozenset({"-h", "--help", "--version"}), READ, "help", "only prints its help"),
        (frozenset({"--recovery-unseal", "--recovery-private-key"}), FORBIDDEN, "unseal", READS_OUT),
        (frozenset({"--kubeconfig", "--token", "--as", "--server", "--client-key"}), RISKY, "identity", BRINGS),
        (frozenset({"-w", "--sealed-secret-file", "--merge-into"}), SAFE, "file", "writes a sealed secret into a file"),
        (frozenset(), READ, "seal", "seals what it is given, and reads nothing out"),
    ),
    "secret-tool": (
        (frozenset({"lookup", "search"}), FORBIDDEN, "lookup", READS_OUT),
        (frozenset(), RISKY, "store", STORES),
    ),
    "security": (
        (frozenset({"-w", "-g", "dump-keychain", "export"}), FORBIDDEN, "print", READS_OUT),
        (frozenset({"add-generic-password", "add-internet-password", "delete-keychain"}), RISKY, "store", STORES),
        (frozenset(), None, "", ""),
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
    if program.name in ("bao", "vault"):
        command = command._replace(words=tuple(Word(_two_dashes(word.text)) for word in command.words))
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
            yield f"{name} {' '.join(sorted(words)[:1])}".strip(), tier or "none", reason


def _by_flag(command: Command) -> Act:
    given = {word.partition("=")[0] for word in command.arguments}
    if command.name in ("age", "agenix", "gpg", "sops"):
        given |= {f"-{letter}" for word in command.arguments for letter in _letters(word)}
    _, tier, what, reason = next(case for case in BY_FLAG[command.name] if not case[0] or case[0] & given)
    if what == "help" and len(command.arguments) > 1:
        # it may be the value of another flag
        tier = RISKY
    act = Act(tier, f"{command.name}.{what}", reason, tool=command.name)
    if command.name == "kubeseal" and tier is not FORBIDDEN and "KUBECONFIG" in dict(command.assigned):
        return tool.risky(act, "identity", BRINGS)
    return act


def _two_dashes(word: str) -> str:
    """`-address` is `--address` in a program of Go's own flags."""
    return f"-{word}" if word[:1] == "-" and word[1:2] not in ("", "-") and len(word) > 2 else word


def _letters(word: str) -> str:
    return word[1:] if word.startswith("-") and not word.startswith("--") else ""


def _given_to(command: Command) -> Iterator[Nested]:
    if command.name == "sops" and command.arguments[:1] in (("exec-env",), ("exec-file",)):
        for word in command.arguments[-1:]:
            yield Nested(script=word)
