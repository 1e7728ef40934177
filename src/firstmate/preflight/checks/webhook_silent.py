"""An admission webhook that has to be asked about these objects, while nobody answers for it: they are refused.

https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.findings import Finding
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.kinds import BY_KIND
from firstmate.snapshot.listing import Listing
from firstmate.snapshot.objects import LabelSelector, Webhook, WebhookConfiguration, WebhookRule

CHECK = Check(
    __name__,
    title="Admission webhooks answer",
    weight=Weight.BLOCKER,
    means="A webhook with failurePolicy Fail is about these objects, and its Service has nobody behind it: the API "
    "server refuses them. Where it selects by labels, it may except them: a warning.",
)
SILENT = "webhook-service-gone"
OPERATIONS = {"CREATE", "UPDATE", "*"}


def check(case: Case) -> Iterator[Said]:
    """One miss a silent webhook and the first object that it is about."""
    for finding in case.findings:
        if finding.code != SILENT:
            continue
        listing: Listing[WebhookConfiguration] = case.snapshot.of_kind(finding.object.kind)
        configuration = listing.get("", finding.object.name)
        for webhook in configuration.webhooks if configuration else ():
            if webhook.failure_policy == "Fail" and webhook.client_config.service:
                yield from _about(case, finding, webhook)


def _about(case: Case, finding: Finding, webhook: Webhook) -> Iterator[Said]:
    item = next((i for i in case.bundle.items if any(_meant(case, rule, i) for rule in webhook.rules)), None)
    if item is None:
        return
    target = webhook.client_config.service
    assert target is not None
    selects = webhook.namespace_selector != LabelSelector() or webhook.object_selector != LabelSelector()
    text = f"webhook {webhook.name} has to be asked, and Service {target.namespace}/{target.name} has nobody behind it"
    weight = Weight.WARNING if selects else Weight.BLOCKER
    yield miss(CHECK, item, ("kind",), text, f"see {finding.object.kind} {finding.object.name}", weight)


def _meant(case: Case, rule: WebhookRule, item: Item) -> bool:
    """Whether the rule is about the object, or about the pods that it makes."""
    if not OPERATIONS & set(rule.operations):
        return False
    group, _, version = item.manifest.api_version.rpartition("/")
    kinds = [(group, version, _plural(case, item))]
    kinds += [("", "v1", "pods")] if any(t.item is item for t in case.bundle.templates) else []
    return any(
        _in(rule.api_groups, g) and _in(rule.api_versions, v) and (_in(rule.resources, p) or "*/*" in rule.resources)
        for g, v, p in kinds
    )


def _in(names: tuple[str, ...], name: str) -> bool:
    return "*" in names or name in names


def _plural(case: Case, item: Item) -> str:
    api = case.apis.get(item.manifest.api_version)
    told = next((kind.plural for kind in api.kinds if kind.kind == item.ref.kind), "") if api else ""
    known = BY_KIND.get(item.ref.kind)
    return told or (known.plural if known else "")
