"""`firstmate approve ID`: the short form of `firstmate approvals approve ID`."""

from __future__ import annotations

from firstmate.entrypoints.cli.approvals import approve_command

command = approve_command
