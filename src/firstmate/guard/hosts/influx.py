"""influx 2: its commands, and Flux queries that only read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firstmate.guard.ops.tool import Tool, paths

INFLUX2 = Tool(
    "influx",
    paths(
        """
        : help ping query version
        bucket: list
        bucket-schema: list
        config: list
        dashboards: list
        org: list
        org members: list
        remote: list
        replication: list
        scripts: list retrieve
        secret: list
        server-config:
        stacks: list
        task: list
        task log: list
        task run: list
        user: list
        v1 dbrp: list
        """
    ),
    risky={
        "apply": "changes what is in the database's templates",
        "auth create": "makes a credential",
        "auth list": "prints credentials",
        "backup": "copies all data",
        "bucket create": "makes a bucket",
        "bucket delete": "deletes a bucket with its data",
        "bucket update": "may shorten how long data is kept",
        "config create": "holds a credential",
        "delete": "deletes points",
        "export": "prints what is in the database's templates",
        "org create": "makes an organisation",
        "org delete": "deletes an organisation",
        "restore": "replaces data",
        "secret update": "changes a secret",
        "setup": "sets the server up",
        "task create": "makes a task that the server runs",
        "task delete": "deletes a task",
        "task update": "changes a task that the server runs",
        "user create": "makes a user",
        "user delete": "deletes a user",
        "user password": "changes a password",
        "v1 shell": "opens a session in which anything can be sent",
        "write": "writes points",
    },
    aliases={
        f"{group} {short}": f"{group} list"
        for group in ("bucket", "config", "dashboards", "org", "task", "user", "secret", "remote", "stacks")
        for short in ("ls", "find")
    },
    everywhere="h:help host= t:token= o:org= org-id= c:active-config= configs-path= skip-verify trace-id= json "
    "http-debug hide-headers r:raw f:file= p:profilers=",
    worse={"--file": "the query is in a file", "--configs-path": "its settings are elsewhere"},
)
WRITES = re.compile(r"\bimport\b|\b(?:to|wideTo)\b|\0")
"""Without other packages, a query of Flux can only write with `to`."""


def query_only_reads(words: Sequence[str]) -> bool:
    """Whether this query changes nothing."""
    return len(words) == 1 and words[0] != "-" and not WRITES.search(words[0])
