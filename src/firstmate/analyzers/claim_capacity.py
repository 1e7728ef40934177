"""A claim asks for more than the volume meant for it holds.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.quantity import amount
from firstmate.facts.storage import Hurdle, blocked_by, size_text, told
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Claim is larger than any volume",
    severity=Severity.CRITICAL,
    meaning="A claim stays pending because every volume that fits otherwise is too small.",
    found_by="A pending claim, and volumes that fit in all but their capacity.",
    cure="Ask for less, or offer a larger volume.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
    needs=("persistentvolumeclaims", "persistentvolumes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim that only this keeps waiting."""
    for found in blocked_by(facts, Hurdle.CAPACITY):
        largest = max(found.nearest, key=lambda near: amount(near.volume.spec.capacity, "storage")).volume
        asked, offered = size_text(found.claim.spec.resources.requests), size_text(largest.spec.capacity)
        text = f"it asks for {asked}, and the largest volume for it, {largest.metadata.name}, has {offered}."
        yield told(RULE, found, text, "spec.resources.requests.storage", asked, offered)
