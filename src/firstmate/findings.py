"""What a rule says: a finding about one object, with its evidence and remedies; and the rule's own description."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

from firstmate.command_tiers import CommandTier as CommandTier  # remedies are written with it
from firstmate.snapshot.objects import Object


class Severity(IntEnum):
    """How bad: INFO is told, WARNING and CRITICAL make the status exit with 1."""

    INFO = 0
    WARNING = 1
    CRITICAL = 2

    def __str__(self) -> str:
        return self.name.lower()


class Role(IntEnum):
    """The place of a rule in a chain of cause and effect.

    ECHO: somebody else's word that something is wrong (an alert), which stands above nothing. EFFECT: a count or state
    that is not as wanted. SYMPTOM: what goes wrong, while the reason lies elsewhere, if it is known. CAUSE: explains
    itself, and what hangs on it. ROOT: a broken foundation (a node, a quota) that explains even the causes on it.
    """

    ECHO = -1
    EFFECT = 0
    SYMPTOM = 1
    CAUSE = 2
    ROOT = 3


@dataclass(frozen=True, order=True)
class ObjectRef:
    """One object: kind, namespace ("" where there is none) and name."""

    kind: str
    namespace: str
    name: str

    @classmethod
    def of(cls, kind: str, obj: Object) -> ObjectRef:
        return cls(kind, obj.metadata.namespace, obj.metadata.name)

    def __str__(self) -> str:
        return f"{self.kind}/{self.namespace}/{self.name}"

    @property
    def kubectl(self) -> str:
        """As kubectl takes it: `-n shop deployment/web`."""
        name = f"{self.kind.lower()}/{self.name}"
        return f"-n {self.namespace} {name}" if self.namespace else name


@dataclass(frozen=True, order=True)
class Evidence:
    """One fact that was read: `where` is a field path, event reason, alert or log; `value` is text of the cluster."""

    where: str
    value: str


@dataclass(frozen=True)
class Remedy:
    """One way to cure it. `command` may be empty where a person has to decide; no `undo` means it cannot be undone."""

    text: str
    command: str = ""
    tier: CommandTier = CommandTier.RISKY
    undo: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with one object, in one sentence, with what shows it."""

    code: str
    severity: Severity
    role: Role
    object: ObjectRef
    claim: str
    evidence: tuple[Evidence, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    confidence: float = 0.9
    unseen: str = ""
    """What would have to be read to be sure; "" when nothing is missing."""
    explains: tuple[ObjectRef, ...] = ()
    """Objects beyond the ones related by structure that this finding accounts for."""

    @property
    def sort_key(self) -> tuple[int, int, float, str, ObjectRef, str, tuple[Evidence, ...]]:
        return (-self.severity, -self.role, -self.confidence, self.code, self.object, self.claim, self.evidence)


@dataclass(frozen=True)
class Rule:
    """A rule's own description; the module that holds it is named like its code."""

    module: str
    title: str
    severity: Severity
    meaning: str
    found_by: str
    cure: str
    source: str
    role: Role = Role.CAUSE
    needs: tuple[str, ...] = field(default=("pods",))

    @property
    def code(self) -> str:
        """`image-not-found`, from `firstmate.analyzers.image_not_found`."""
        return self.module.rpartition(".")[2].replace("_", "-")

    def finding(
        self,
        obj: ObjectRef,
        claim: str,
        *,
        evidence: tuple[Evidence, ...] = (),
        remedies: tuple[Remedy, ...] = (),
        severity: Severity | None = None,
        confidence: float = 0.9,
        unseen: str = "",
        explains: tuple[ObjectRef, ...] = (),
    ) -> Finding:
        """A finding of this rule."""
        return Finding(
            self.code,
            self.severity if severity is None else severity,
            self.role,
            obj,
            claim,
            evidence,
            remedies,
            confidence,
            unseen,
            explains,
        )


def on_workload(finding: Finding, workload: ObjectRef) -> Finding:
    """The same finding told of the workload that owns the pod."""
    return replace(finding, object=workload)
