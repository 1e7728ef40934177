"""mongosh and mongo: only a few plain expressions are known to read; the shell is a whole programming language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import UnclearError, flags
from firstmate.guard.hosts import getopt
from firstmate.guard.ops.tool import shown
from firstmate.guard.values import Act, Command, Known

READ, RISKY = CommandTier.READ, CommandTier.RISKY
FLAGS = flags(
    "h:help version build-info buildInfo quiet host= port= u:username= p:password= eval= f:file= norc shell nodb "
    "json? tls ssl tlsCAFile= tlsCertificateKeyFile= tlsAllowInvalidCertificates tlsAllowInvalidHostnames "
    "authenticationDatabase= authenticationMechanism= retryWrites apiVersion= verbose"
)
PLAIN = r"[^()`=;\0\\]*"
SHOWN = (
    r"show (?:dbs|databases|collections|tables|users|roles|log|logs|profile)"
    r"|rs\.(?:status|conf|config|hello|isMaster|printReplicationInfo|printSecondaryReplicationInfo)\(\)"
    r"|sh\.(?:status|getBalancerState|isBalancerRunning)\(\)"
    r"|db\.(?:stats|serverStatus|getCollectionNames|getCollectionInfos|version|hello|isMaster|hostInfo|currentOp|getName|getMongo"
    r"|getReplicationInfo|printReplicationInfo|getProfilingStatus|serverBuildInfo)\(\)"
    r"|db\.(?:adminCommand|runCommand)\(\s*['\"{\s]*(?:ping|serverStatus|buildInfo|hello|listDatabases|replSetGetStatus|dbStats"
    rf"|connectionStatus|hostInfo|getLog)\b{PLAIN}\)"
    rf"|db(?:\.\w+)+\.(?:find|findOne|count|countDocuments|estimatedDocumentCount|distinct|stats|getIndexes|dataSize|storageSize"
    rf"|totalSize|isCapped|validate|explain)\({PLAIN}\)"
)
CHAINED = (
    rf"(?:\.(?:find|limit|sort|skip|count|pretty|toArray|size|explain|itcount|hint|length|members|ok|version)"
    rf"(?:\({PLAIN}\))?)*"
)
READS = re.compile(
    rf"\s*(?:(?:printjson|print|JSON\.stringify|EJSON\.stringify)\((?:{SHOWN}){CHAINED}\)|(?:{SHOWN}){CHAINED});?\s*"
)
JAVASCRIPT = re.compile(r"\$where|\$function|\$accumulator|=>|\bfunction\b")


def judge(command: Command, known: Known) -> Iterator[Act]:
    """Whether everything that is evaluated only reads."""
    try:
        said = getopt.parse(command.arguments, FLAGS)
    except UnclearError as unclear:
        yield _act(RISKY, "unclear", f"cannot be understood: {unclear}")
        return
    scripts = [word for word in getopt.words(said) if word.endswith((".js", ".mongodb"))]
    if {"help", "version", "build-info", "buildInfo"} & set(said.values):
        yield _act(READ, "look", "only prints what there is")
    elif "file" in said.values or scripts:
        yield _act(RISKY, "file", "runs a file in the database's shell")
    elif "shell" in said.values or "eval" not in said.values:
        yield _act(RISKY, "session", "opens a session in which anything can be run")
    else:
        yield from map(_evaluated, said.values["eval"])


def _evaluated(text: str) -> Act:
    if READS.fullmatch(text) and not JAVASCRIPT.search(text):
        return _act(READ, "eval", "only reads")
    return _act(RISKY, "eval", f"not surely an expression that only reads: {shown(text.strip()[:60])}")


def _act(tier: CommandTier, verb: str, reason: str) -> Act:
    return Act(tier, f"mongo.{verb}", reason, tool="mongo", verb=verb)
