"""site.yaml, read with the line of everything, so that an error can say where. YAML 1.2; unknown keys are refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from firstmate import documents
from firstmate.documents import Document, Fault
from firstmate.probes import SCHEMA
from firstmate.problems import Problem, shape_problems
from firstmate.redaction import redacted
from firstmate.sites import parse
from firstmate.sites.schema import site_schema
from firstmate.sites.values import Site


@dataclass(frozen=True)
class SiteFile:
    """A site, and the file it stands in: `document.place(("services", 3, "port"))` is FILE:LINE."""

    site: Site
    document: Document


def load(path: Path) -> SiteFile:
    """The site file. Raises UsageError with file:line, the key, and the nearest one that is known."""
    document = documents.read(path)
    documents.refuse_faulty(shape_faults(document), f"firstmate site check {path}")
    return SiteFile(parse.site(document.content), document)


def shape_faults(document: Document) -> list[Fault]:
    """What has another shape than it should, in the order of the file. No secret that stands there is repeated."""
    found = shape_problems(document.content, site_schema(SCHEMA)) or _no_days(document.content)
    return document.faults(Problem(each.where, redacted(each.message), redacted(each.hint)) for each in found)


def _no_days(content: Any) -> list[Problem]:
    """Days that no calendar has: 2027-02-31."""
    found = []
    for number, entry in enumerate(content.get("suppressions", ())):
        try:
            date.fromisoformat(entry["until"])
        except ValueError:
            found.append(Problem(("suppressions", number, "until"), f"there is no {entry['until']} in the calendar"))
    return found
