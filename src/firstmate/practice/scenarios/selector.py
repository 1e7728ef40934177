"""A Service that selects no pod."""

from firstmate.practice.scenarios import Scenario, patch

SCENARIO = Scenario(
    __name__,
    title="A Service that leads nowhere",
    story="The password manager's labels were to be tidied up. Its pod runs, but the page says 503.",
    cause="The Service vaultwarden selects app.kubernetes.io/name=bitwarden: no pod has that label.",
    findings=("service-selects-nothing",),
    root=("Service/personal/vaultwarden",),
    cures=(
        "kubectl -n personal patch service vaultwarden -p "
        '\'{"spec":{"selector":{"app.kubernetes.io/name":"vaultwarden"}}}\'',
    ),
    alerts=("BlackboxProbeFailed",),
    changes=(
        patch("services", "personal", "vaultwarden", {"spec": {"selector": {"app.kubernetes.io/name": "bitwarden"}}}),
    ),
)
