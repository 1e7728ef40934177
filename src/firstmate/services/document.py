"""The report as a JSON document; docs/status-json.md describes it and a schema in the tests holds it to that."""

from __future__ import annotations

from typing import Any

from firstmate.findings import Finding, ObjectRef
from firstmate.incidents import Incident
from firstmate.services.diagnose import Report
from firstmate.snapshot.listing import Missing
from firstmate.text import plain

SCHEMA = 1
LONGEST = 1000


def document(report: Report) -> dict[str, Any]:
    """Plain data, in a fixed order."""
    return {
        "schema": SCHEMA,
        "takenAt": report.taken_at.isoformat(),
        "cluster": {"uid": report.identity.uid, "version": report.identity.version},
        "namespace": report.namespace,
        "healthy": report.exit_code == 0 and not report.partial,
        "exitCode": int(report.exit_code),
        "seen": {"nodes": report.counts.nodes, "pods": report.counts.pods, "namespaces": report.counts.namespaces},
        "incidents": [_incident(rank, incident) for rank, incident in enumerate(report.incidents, 1)],
        "suppressed": [_finding(incident.cause) for incident in report.suppressed],
        "unreadable": _missing(report.unreadable),
        "notExamined": _missing(report.not_examined),
    }


def _incident(rank: int, incident: Incident) -> dict[str, Any]:
    return {
        "rank": rank,
        "severity": str(incident.severity),
        "causeKnown": incident.known,
        "confidence": round(incident.confidence, 3),
        "cause": _finding(incident.cause),
        "consequences": [
            {**_finding(c.finding), "chain": [{**_ref(s.object), "relation": s.relation} for s in c.way]}
            for c in incident.consequences
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "object": _ref(finding.object),
        "claim": plain(finding.claim, LONGEST),
        "confidence": round(finding.confidence, 3),
        "notSeen": plain(finding.unseen, LONGEST),
        "evidence": [{"where": plain(e.where), "value": plain(e.value, LONGEST)} for e in finding.evidence],
        "remedies": [
            {"text": plain(r.text, LONGEST), "command": r.command, "tier": str(r.tier), "undo": r.undo}
            for r in finding.remedies
        ],
    }


def _ref(ref: ObjectRef) -> dict[str, str]:
    return {"kind": ref.kind, "namespace": ref.namespace, "name": ref.name}


def _missing(sources: dict[str, Missing]) -> list[dict[str, str]]:
    return [{"source": s, "why": str(m.why), "detail": plain(m.detail, LONGEST)} for s, m in sources.items()]
