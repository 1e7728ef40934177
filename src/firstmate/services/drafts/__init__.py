"""Drafts of what would deploy a service, for a person to review: nothing here puts one in place or runs it."""

from __future__ import annotations

import shlex
from pathlib import Path

from firstmate.errors import UsageError
from firstmate.guard.values import Outcome
from firstmate.problems import nearest
from firstmate.process import Ended, Running
from firstmate.services.drafts import compose, manifests
from firstmate.services.drafts.values import Draft
from firstmate.services.probing import Tools
from firstmate.sites.values import Site

CONFIG_SECONDS = 30.0
KEPT = 64 * 1024


def draft(site: Site, name: str) -> Draft:
    """What would deploy the service of that name. Raises UsageError where there is none, or nowhere for it to run."""
    service = site.service(name)
    if service is None:
        known = [each.name for each in site.services]
        raise UsageError(f"The site has no service {name}.", hint=nearest(name, known))
    if service.cluster or service.workload:
        return manifests.draft(site, service)
    if service.node:
        return compose.draft(site, service)
    raise UsageError(f"The site file does not say where {name} runs.", hint="add `node` or `cluster` to it")


def refusal(tools: Tools, path: Path) -> str | None:
    """What `docker compose config` has against the file; "": nothing; None: there is no Compose here to be asked."""
    there = _ended(tools, "docker", "compose", "version")
    if there is None or there.code:
        return None
    told = _ended(tools, "docker", "compose", "--file", str(path), "config", "--quiet")
    return None if told is None else (told.stderr.strip() or f"exit code {told.code}") if told.code else ""


def _ended(tools: Tools, *words: str) -> Ended | None:
    """What a command that only reads came to; None where the guard does not let it by itself."""
    line = shlex.join(words)
    decision = tools.judge(line)
    if decision.outcome is not Outcome.ALLOW:
        return None
    return Running(line, decision, False, tools.cwd, tools.env).wait(CONFIG_SECONDS, KEPT)
