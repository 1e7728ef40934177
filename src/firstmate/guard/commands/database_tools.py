"""The small programs beside a database: dumps, restores, creating and dropping, checks."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.names import names
from firstmate.guard.prefixes import base
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import UNKNOWN, Act, Command, Known

READS = names("pg_isready pg_controldata pg_config pg_waldump mongotop mongostat mysqlshow mariadb-show")
SAFE = {
    "mariadb-dump": "copies what is in the database",
    "mongodump": "copies what is in the database",
    "mongoexport": "copies what is in the database",
    "mysqldump": "copies what is in the database",
    "pg_dump": "copies what is in the database",
}
RISKY = {
    "clusterdb": "rewrites tables while they are locked",
    "createdb": "makes a database",
    "createuser": "makes a user of the database",
    "dropdb": "deletes a database",
    "dropuser": "deletes a user of the database",
    "mariadb-admin": "changes the server, or is not known",
    "mariadb-backup": "copies everything, and may restore it",
    "mariadb-import": "writes rows from a file",
    "mariadb-upgrade": "changes the server's own tables",
    "mongoimport": "writes documents from a file",
    "mongorestore": "writes a dump back into the database",
    "mysqladmin": "changes the server, or is not known",
    "mysqlcheck": "may rewrite tables",
    "mysqlimport": "writes rows from a file",
    "mysql_upgrade": "changes the server's own tables",
    "pg_basebackup": "copies the whole server, its passwords too",
    "pg_ctl": "starts or stops the server",
    "pg_ctlcluster": "starts or stops the server",
    "pg_dropcluster": "deletes a server with its data",
    "pg_dumpall": "copies the whole server, its passwords too",
    "pg_resetwal": "throws away what was not yet written",
    "pg_restore": "writes a dump back into a database",
    "pg_rewind": "overwrites a server's files",
    "pg_upgrade": "changes a server's files",
    "pgbench": "writes into the database to measure it",
    "reindexdb": "rewrites indexes while tables are locked",
    "vacuumdb": "rewrites tables, or gives the server much to do",
}
VERBS = {
    "mariadb-admin": "extended-status ping processlist status variables version",
    "mysqladmin": "extended-status ping processlist status variables version",
    "pg_ctl": "status",
}
"""Verbs that only read; the other words may only be options."""
VALUED = {
    "mariadb-admin": "huPS",
    "mysqladmin": "huPS",
    "pg_ctl": "D",
}
"""Letters of options that take the next word."""
WORSE = (
    "--default-auth",
    "--defaults-",
    "--delete-master-logs",
    "--delete-source-logs",
    "--flush-logs",
    "--flush-privileges",
    "--master-data",
    "--plugin-dir",
    "--source-data",
    "--tab",
    "-F",
    "-T",
)
"""Of mysqldump: what changes the server, or makes it write files."""
FILES = ("--file=", "--result-file=", "-f", "-r", "--out=", "-o", "--archive=")
LOOKS = frozenset({"--help", "--version", "-?", "-V"})


def judge(command: Command, known: Known) -> Iterator[Act]:
    """What the table says of the program, unless its arguments only look."""
    name, arguments = base(command.name, SAFE | RISKY), command.arguments
    if name in READS or (len(arguments) == 1 and arguments[0] in LOOKS) or _only_looks(name, arguments):
        yield Act(CommandTier.READ, f"databases.{name}", "only reads", tool=name)
    elif name in RISKY:
        yield Act(CommandTier.RISKY, f"databases.{name}", RISKY[name], tool=name)
    elif name in SAFE:
        yield _copy(name, arguments)
        for path in _written(arguments):
            yield from acts_on(Use.WRITE, path, command, known)


def _only_looks(name: str, arguments: tuple[str, ...]) -> bool:
    if name == "pg_restore":
        targets = [word for word in arguments if word.startswith(("-d", "--d", "-f", "--f", "-C", "--c", UNKNOWN))]
        return not targets and not any(len(word) > 2 and word[0] == "-" and word[1] != "-" for word in arguments)
    if name not in VERBS:
        return False
    verbs = [
        word
        for before, word in zip(("", *arguments), arguments, strict=False)
        if not word.startswith("-") and not (len(before) == 2 and before[0] == "-" and before[1] in VALUED[name])
    ]
    return bool(verbs) and all(word in VERBS[name].split() for word in verbs)


def _copy(name: str, arguments: tuple[str, ...]) -> Act:
    if name in ("mysqldump", "mariadb-dump"):
        worse = next((flag for word in arguments for flag in WORSE if word.startswith(flag)), "")
        if worse:
            return Act(CommandTier.RISKY, f"databases.{name}.server", f"{worse}: more than a copy", tool=name)
    return Act(CommandTier.SAFE, f"databases.{name}", SAFE[name], tool=name)


def _written(arguments: tuple[str, ...]) -> Iterator[str]:
    """Files that the copy is written to."""
    for position, word in enumerate(arguments):
        flag = next((flag for flag in FILES if word.startswith(flag)), "")
        if flag and len(word) > len(flag):
            yield word[len(flag) :]
        elif (flag or f"{word}=" in FILES) and position + 1 < len(arguments):
            yield arguments[position + 1]
