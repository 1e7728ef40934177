"""log-mount-permission: files on a volume that the process may not use; not ports, keys, tables or other paths."""

from __future__ import annotations

import pytest

from firstmate.analyzers.log_mount_permission import check
from firstmate.snapshot import LogExcerpt
from tests.support.build import facts_of, merged
from tests.support.network import with_container


def mounted(line: str, *, ready: int = 0, volume: dict | None = None):
    """A Deployment with a volume at /data and this line in its log."""
    volume = volume or {"persistentVolumeClaim": {"claimName": "data"}}
    web = with_container(ready=ready, volumeMounts=[{"name": "data", "mountPath": "/data"}])
    web = merged(web, {"spec": {"template": {"spec": {"volumes": [{"name": "data", **volume}]}}}})
    return facts_of(web, logs=(LogExcerpt("shop", "web", f"2026-03-01T11:58:00Z {line}"),))


@pytest.mark.parametrize(
    "line",
    [
        "mkdir: cannot create directory '/data/pgdata': Permission denied",
        "Error: EACCES: permission denied, open '/data/app.db'",
        "# Fatal error: can't open the RDB file dump.rdb for reading: Permission denied",
        "open /data/wal: read-only file system",
        "java.nio.file.AccessDeniedException: /data/queue",
    ],
)
def test_a_volume_that_may_not_be_used_is_told(line):
    """With the path, or a file without one."""
    found = list(check(mounted(line)))

    assert [str(f.object) for f in found] == ["Deployment/shop/web"]
    assert "/data" in found[0].claim


def test_a_host_path_counts_as_well():
    """Its owner is the node's."""
    assert len(list(check(mounted("open /data/x: permission denied", volume={"hostPath": {"path": "/srv"}})))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "bind: permission denied",
        "ERROR: permission denied for table orders",
        "open /etc/shadow: permission denied",
        "git@example.org: Permission denied (publickey)",
        "exec /entrypoint.sh: permission denied",
    ],
)
def test_other_denials_are_quiet(line):
    """Not of this volume."""
    assert list(check(mounted(line))) == []


def test_a_workload_that_is_ready_is_quiet():
    """It gets on without that file."""
    assert list(check(mounted("open /data/x: permission denied", ready=1))) == []


def test_a_workload_without_a_volume_of_data_is_quiet():
    """An emptyDir belongs to its pod."""
    assert list(check(mounted("open /data/x: permission denied", volume={"emptyDir": {}}))) == []
