"""velero: backups are looked at and made freely, restored and deleted by a person's leave."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.guard.ops import tool
from firstmate.guard.values import Act, Command, Known

WHAT = ("backup", "restore", "schedule", "backup-location", "snapshot-location", "plugin", "repo")
CHANGES = {
    "backup delete": "deletes a backup and its data",
    "backup download": "writes everything in a backup into a file, Secrets too",
    "backup-location create": "changes where backups go",
    "backup-location delete": "changes where backups go",
    "backup-location set": "changes where backups go",
    "plugin add": "installs a program in the cluster",
    "plugin remove": "removes a program from the cluster",
    "restore create": "puts back what a backup holds",
    "restore delete": "deletes a restore's record",
    "schedule create": "makes backups regularly",
    "schedule delete": "ends regular backups",
    "schedule pause": "stops regular backups",
    "schedule unpause": "lets regular backups go on",
    "snapshot-location create": "changes where backups go",
    "snapshot-location set": "changes where backups go",
}
MAKES = {"backup create": "makes a backup"}
VELERO = tool.Tool(
    "velero",
    tool.paths(
        """
        : completion help version
        backup: describe get logs
        backup-location: get
        client config: get
        plugin: get
        repo: get
        restore: describe get logs
        schedule: describe get
        snapshot-location: get
        describe: backups restores schedules
        get: backup-locations backups plugins repositories restores schedules snapshot-locations
        """
    ),
    {**MAKES, "create backup": "makes a backup", "debug": "writes an archive with logs and states"},
    {
        **CHANGES,
        "client config set": "changes the settings of this program",
        "create": "changes what is backed up, where to, or puts it back",
        "delete": "deletes backups, or what makes them",
        "install": "installs Velero in the cluster",
        "uninstall": "removes Velero from the cluster",
    },
    aliases={
        "repository": "repo", "backups": "backup", "restores": "restore", "schedules": "schedule",
        **{f"get {what}": f"get {what}s" for what in WHAT if what != "repo"},
        **{f"describe {what}": f"describe {what}s" for what in ("backup", "restore", "schedule")},
    },
    everywhere="h:help kubeconfig= kubecontext= n:namespace= features= colorized v:v= alsologtostderr logtostderr",
    where={"--kubeconfig": "kubeconfig", "--kubecontext": "context", "KUBECONFIG": "kubeconfig"},
    files=frozenset({"from-file"}),
)  # fmt: skip


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of the command."""
    yield from tool.acts(command, VELERO)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(VELERO)
