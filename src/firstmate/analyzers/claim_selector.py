"""A claim selects volumes by labels that the volume meant for it does not carry.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.labels import selector_text
from firstmate.facts.storage import Hurdle, blocked_by, told
from firstmate.findings import Finding, Rule, Severity
from firstmate.snapshot.objects import LabelSelector

RULE = Rule(
    __name__,
    title="Claim selects labels that no volume has",
    severity=Severity.CRITICAL,
    meaning="A claim stays pending because no volume that fits it carries the labels that its selector asks for.",
    found_by="A pending claim with a selector, and volumes that fit in all but their labels.",
    cure="Correct the claim's selector, or label the volume.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
    needs=("persistentvolumeclaims", "persistentvolumes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim that only this keeps waiting."""
    for found in blocked_by(facts, Hurdle.SELECTOR):
        asked, volume = _asked(found.claim.spec.selector), found.nearest[0].volume
        offered = selector_text(volume.metadata.labels) or "(none)"
        text = f"it selects volumes by {asked}, and volume {volume.metadata.name} is labelled {offered}."
        yield told(RULE, found, text, "spec.selector", asked, offered)


def _asked(selector: LabelSelector | None) -> str:
    if selector is None:
        return ""
    expressions = [f"{r.key} {r.operator} {','.join(r.values)}".strip() for r in selector.match_expressions]
    return ", ".join(filter(None, [selector_text(selector.match_labels), *expressions]))
