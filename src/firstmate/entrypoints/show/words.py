"""The sentences that every form of a report shares."""

from __future__ import annotations

import re

from firstmate.findings import ObjectRef
from firstmate.incidents import Incident
from firstmate.services.diagnose import Report
from firstmate.snapshot.listing import Missing
from firstmate.text import plain, plural

NO_NAME = re.compile(r"[^a-z0-9-]")
"""What no namespace's name can hold; a file may say otherwise."""


def headline(report: Report) -> str:
    """The one sentence on top: never "healthy" while something that matters could not be read."""
    looked = f"{plural(report.counts.pods, 'pod')} on {plural(report.counts.nodes, 'node')}"
    where = f" in namespace {NO_NAME.sub('?', report.namespace)[:63]}" if report.namespace else ""
    found = plural(len(report.incidents), "incident") if report.incidents else ""
    if report.suppressed:
        looked += f", {plural(len(report.suppressed), 'incident')} suppressed by the site file"
    if report.unreadable:
        blind = f"cannot be called healthy: {plural(len(report.unreadable), 'source')} could not be read"
        return f"{f'{found}; the rest' if found else 'The cluster'} {blind} ({looked}{where} seen)."
    if found:
        return f"{found} ({looked}{where})."
    if report.partial:
        return f"Nothing wrong found in what was read ({looked}{where}); not all that matters was."
    return f"Healthy: nothing wrong found ({looked}{where})."


def name(ref: ObjectRef) -> str:
    """`Deployment shop/web`: kind and the name people use."""
    return plain(f"{ref.kind} {ref.namespace}/{ref.name}" if ref.namespace else f"{ref.kind} {ref.name}", 200)


def chain(incident: Incident) -> str:
    """The longest way from the cause to a consequence, in one line; "" when there is none."""
    ways = [c.way for c in incident.consequences if c.way]
    if not ways:
        return ""
    longest = max(ways, key=lambda way: (len(way), [str(s.object) for s in way]))
    return " → ".join([name(incident.cause.object), *(name(step.object) for step in longest)])


def effects(incident: Incident) -> tuple[str, ...]:
    """What a cause explains, an object a line: `Service shop/web: service-without-endpoints, alert-firing`."""
    by_object: dict[ObjectRef, list[str]] = {}
    for item in incident.consequences:
        codes = by_object.setdefault(item.finding.object, [])
        codes += [item.finding.code] if item.finding.code not in codes else []
    return tuple(f"{name(ref)}: {', '.join(codes)}" for ref, codes in by_object.items())


def sure(confidence: float) -> str:
    """The confidence as a word and a number: certain from 0.95, likely from 0.7, possible below."""
    word = "certain" if confidence >= 0.95 else "likely" if confidence >= 0.7 else "possible"
    return f"{word} ({confidence:.0%})"


def unread(source: str, missing: Missing) -> str:
    """`secrets: forbidden (…)`."""
    detail = plain(missing.detail, 140)
    return f"{source}: {missing.why}" + (f" ({detail})" if detail else "")
