"""An admission webhook must be asked, and nobody answers: every request that it is about is refused.

https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.refusals import Refused, refusals
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity
from firstmate.snapshot.objects import Webhook, WebhookConfiguration

RULE = Rule(
    __name__,
    title="Admission webhook does not answer",
    severity=Severity.CRITICAL,
    meaning="The API server must ask a webhook that has no Service or nobody behind it; it refuses what it cannot "
    "ask about.",
    found_by="A webhook with failurePolicy Fail whose Service does not exist or has no ready endpoint.",
    cure="Get the webhook's workload running; if it is gone for good, delete its webhook configuration.",
    source="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy",
    role=Role.ROOT,
    needs=("validatingwebhookconfigurations", "mutatingwebhookconfigurations", "services", "endpointslices"),
)
KINDS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a configuration and Service that nobody answers for."""
    for kind in KINDS:
        for configuration in facts.snapshot.of_kind(kind):
            told = set()
            for webhook in configuration.webhooks:
                why = _unanswered(facts, webhook)
                if why and webhook.client_config.service not in told:
                    told.add(webhook.client_config.service)
                    yield _finding(facts, ObjectRef.of(kind, configuration), configuration, webhook, why)


def _unanswered(facts: Facts, webhook: Webhook) -> str:
    """Why nobody answers; "" when somebody may."""
    target = webhook.client_config.service
    if target is None or webhook.failure_policy != "Fail":
        return ""
    if facts.snapshot.services.lacks(target.namespace, target.name):
        return "does not exist"
    service = facts.snapshot.services.get(target.namespace, target.name)
    backing = facts.backing(service) if service and service.spec.type != "ExternalName" else None
    return "has no ready endpoint" if backing and backing.ready == 0 else ""


def _finding(facts: Facts, ref: ObjectRef, configuration: WebhookConfiguration, webhook: Webhook, why: str) -> Finding:
    target = webhook.client_config.service
    assert target is not None
    names = [w.name for w in configuration.webhooks]
    refused = (r for r in refusals(facts, Refused.WEBHOOK) if any(name in r.message for name in names))
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} sends requests to Service {target.namespace}/{target.name}, which {why}: they are "
        "refused.",
        evidence=(
            Evidence(f"webhooks[{webhook.name}].failurePolicy", webhook.failure_policy),
            Evidence(f"webhooks[{webhook.name}].clientConfig.service", f"{target.namespace}/{target.name} {why}"),
        ),
        remedies=(
            Remedy(
                "See what should answer.",
                f"kubectl -n {target.namespace} get service,endpointslices,deployments",
                CommandTier.READ,
            ),
            Remedy(
                "If its workload is gone for good, delete the configuration (save it first).",
                f"kubectl delete {ref.kind.lower()} {ref.name}",
                CommandTier.RISKY,
                "kubectl apply -f SAVED.yaml",
            ),
        ),
        confidence=0.95,
        explains=tuple(sorted({r.workload for r in refused})),
    )
