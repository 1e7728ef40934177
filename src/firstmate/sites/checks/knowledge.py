"""Pages that the site leans on and that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.problems import Problem
from firstmate.sites.checks.case import Case


def check(case: Case) -> Iterator[Problem]:
    """Each page that does not exist."""
    for i, page in enumerate(case.site.knowledge):
        if not case.exists(page):
            yield Problem(("knowledge", i), f"there is no file {page}", "write it, or leave it out until it is there")
