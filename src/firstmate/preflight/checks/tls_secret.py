"""A Secret with the certificate of an Ingress that is not there: its controller shows its own certificate instead.

https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.case import Case, Said
from firstmate.preflight.references import tls_secrets, will_be_made
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="TLS secrets of Ingresses are there",
    weight=Weight.WARNING,
    means="An Ingress names a certificate's Secret that does not exist and that nothing here would make.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a mention."""
    for mention in tls_secrets(case.bundle):
        if not will_be_made(case.bundle, mention.ref):
            yield from case.wants(CHECK, mention.ref, mention.item, mention.where)
