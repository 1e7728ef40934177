"""etcdctl and etcdutl: all that the cluster knows, past every rule of its API."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.ops import tool
from firstmate.guard.values import Act, Command, Known

READS = tool.paths(
    """
    : completion help version
    alarm: list
    auth: status
    check: datascale
    endpoint: hashkv health status
    lease: list timetolive
    member: list
    role: get list
    snapshot: status
    user: get list
    """
)
LOGINS = "changes who may talk to etcd"
MEMBERS = "changes which members etcd has"
WRITES = "writes past the API: nothing checks it, and nothing tells of it"
RISKY = {
    "alarm disarm": "switches off what keeps a full etcd from being written to",
    "auth disable": LOGINS,
    "auth enable": LOGINS,
    "check perf": "writes into etcd to measure it",
    "compaction": "forgets older states",
    "defrag": "stops etcd for as long as it takes",
    "downgrade": "changes the version of etcd's storage",
    "elect": WRITES,
    "get": "reads past the API: Secrets are there in readable form",
    "lease grant": WRITES,
    "lease keep-alive": WRITES,
    "lease revoke": WRITES,
    "lock": WRITES,
    "make-mirror": "copies everything, Secrets too, to another etcd",
    "member add": MEMBERS,
    "member promote": MEMBERS,
    "member update": MEMBERS,
    "move-leader": "moves the leader of etcd",
    "put": WRITES,
    "role add": LOGINS,
    "role delete": LOGINS,
    "role grant-permission": LOGINS,
    "role revoke-permission": LOGINS,
    "snapshot save": "writes a copy of everything in the cluster, its Secrets too",
    "txn": WRITES,
    "user add": LOGINS,
    "user delete": LOGINS,
    "user grant-role": LOGINS,
    "user passwd": LOGINS,
    "user revoke-role": LOGINS,
    "watch": "reads past the API: Secrets are there in readable form",
}
FORBIDDEN = {
    "del": "deletes what the cluster knows, past its API",
    "member remove": "takes a member out of etcd: a cluster without a majority is lost",
    "snapshot restore": "replaces everything that the cluster knows",
}
ETCDCTL = tool.Tool(
    "etcdctl",
    READS,
    risky=RISKY,
    forbidden=FORBIDDEN,
    everywhere=(
        "h:help cacert= cert= key= endpoints= user= password= w:write-out= dial-timeout= command-timeout= "
        "keepalive-time= keepalive-timeout= debug hex d:discovery-srv= discovery-srv= discovery-srv-name= "
        "insecure-discovery insecure-skip-tls-verify insecure-transport auth-jwt-token= max-request-bytes= "
        "max-recv-bytes="
    ),
    own={
        "get": "consistency= count-only from-key keys-only limit= max-create-rev= max-mod-rev= min-create-rev= "
        "min-mod-rev= order= prefix print-value-only rev= sort-by= stream"
    },
    raises={"--insecure-skip-tls-verify": "nothing proves that the server is the right one"},
)
ETCDUTL = tool.Tool(
    "etcdutl",
    tool.paths(
        """
        : completion hashkv help version
        snapshot: hashkv status
        """
    ),
    risky={
        "backup": "writes a copy of everything in the cluster, its Secrets too",
        "defrag": "rewrites the storage of etcd",
        "migrate": "changes the version of etcd's storage",
    },
    forbidden={"snapshot restore": FORBIDDEN["snapshot restore"]},
    everywhere="h:help w:write-out=",
)
TOOLS = {"etcdctl": ETCDCTL, "etcdutl": ETCDUTL}
NO_VALUES = ("count-only", "keys-only")


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of the command."""
    program = tool.named(command, TOOLS)
    line = tool.understood(command, program)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, program)
    if line.path == "get" and any(line.said.surely(flag) for flag in NO_VALUES):
        act = act._replace(tier=CommandTier.READ, rule="etcdctl.get.keys", reason="reads names, and no values")
    yield act


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    for program in TOOLS.values():
        yield from tool.reference(program)
