"""redis-cli and its kin: commands that only read are let through."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard import local
from firstmate.guard.flags import Parsed, UnclearError, flags
from firstmate.guard.hosts import getopt
from firstmate.guard.hosts.names import names
from firstmate.guard.hosts.redis import only_reads
from firstmate.guard.ops.tool import shown
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import UNKNOWN, Act, Command, Known

READ, RISKY = CommandTier.READ, CommandTier.RISKY
FLAGS = flags(
    "h:hostname= p:port= t:timeout= s:socket= a:pass= user= askpass u:uri= r:repeat= i:interval= n:db= 2:resp2 "
    "3:resp3 x:last-from-stdin X:tag-from-stdin= d:delimiter= D:multi-delimiter= c:cluster-mode e:exit-error tls "
    "sni= cacert= cacertdir= insecure cert= key= tls-ciphers= tls-ciphersuites= raw no-raw quoted-input csv json "
    "quoted-json show-pushes= stat latency latency-history latency-dist lru-test= replica slave rdb= functions-rdb= "
    "pipe pipe-timeout= bigkeys memkeys memkeys-samples= keystats keystats-samples= hotkeys scan pattern= "
    "quoted-pattern= count= cursor= top= intrinsic-latency= eval= ldb ldb-sync-mode cluster cluster-replicas= "
    "cluster-yes no-auth-warning verbose help version v:version"
)
LOOKS = names(
    "bigkeys help hotkeys intrinsic-latency keystats latency latency-dist latency-history memkeys scan stat version"
)
WORSE = {
    "eval": "runs a script on the server",
    "functions-rdb": "copies functions into a file",
    "ldb": "runs a script on the server",
    "ldb-sync-mode": "runs a script on the server",
    "lru-test": "fills the server with keys",
    "pipe": "sends whatever its input says",
    "rdb": "copies all data into a file",
    "replica": "shows everything that is written",
    "slave": "shows everything that is written",
}
CLUSTER_READS = frozenset({"check", "help", "info"})


def judge(command: Command, known: Known) -> Iterator[Act]:
    """Whether all that it sends only reads."""
    try:
        said = getopt.parse(command.arguments, FLAGS, in_order=True)
    except UnclearError as unclear:
        yield _act(RISKY, "unclear", f"cannot be understood: {unclear}")
        return
    for flag in ("rdb", "functions-rdb"):
        if flag in said.values:
            yield from acts_on(Use.WRITE, said.value(flag), command, known)
    worse = [flag for flag in WORSE if flag in said.values]
    if worse:
        yield _act(RISKY, worse[0], WORSE[worse[0]])
    elif "cluster" in said.values:
        yield _cluster(said)
    elif said.positionals:
        yield _sent(said.positionals)
    elif any(flag in said.values for flag in LOOKS):
        yield _act(READ, "look", "only looks")
    else:
        yield from _piped(local.stdin_of(command, known))


def _cluster(said: Parsed) -> Act:
    verb = said.positionals[0] if said.positionals else ""
    if verb in CLUSTER_READS:
        return _act(READ, "cluster", "only looks at the cluster")
    return _act(RISKY, "cluster", f"changes the cluster: {shown(verb)}")


def _piped(text: str | None) -> Iterator[Act]:
    if text is None:
        yield _act(RISKY, "unread", "what is sent to the database cannot be read before")
    elif not text.strip():
        yield _act(RISKY, "session", "opens a session in which anything can be sent")
    for line in (text or "").splitlines():
        yield from [_sent(tuple(line.split()))] if line.strip() else []


def _sent(words: tuple[str, ...]) -> Act:
    if UNKNOWN not in words[0] and only_reads(words):
        return _act(READ, words[0].lower(), "only reads")
    verb = words[0].lower() if words[0].isalpha() else "command"
    return _act(RISKY, verb, f"{shown(words[0].upper())} changes data or the server, or is not known")


def _act(tier: CommandTier, verb: str, reason: str) -> Act:
    return Act(tier, f"redis.{verb}", reason, tool="redis", verb=verb)
