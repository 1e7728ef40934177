"""What probes work with, made once. Apart from `run_wiring`: a look at a site needs no database of runs."""

from __future__ import annotations

import os
from functools import partial

from firstmate import wiring
from firstmate.guard.decide import settle_or_ask
from firstmate.guard.values import Decision, ToolCall
from firstmate.services import standing_orders
from firstmate.services.probing import Tools
from firstmate.sites.values import Site


def tools(site: Site) -> Tools:
    """The guard as for somebody whom nobody can answer, the site's secrets, the clusters of the kubeconfig."""
    orders = standing_orders.in_force(wiring.orders_files()).orders
    known, answers = wiring.known(orders), wiring.answers()

    def judge(line: str) -> Decision:
        return settle_or_ask(ToolCall("Bash", {"command": line}, headless=True), known, answers)

    return Tools(
        judge=judge,
        cluster=partial(wiring.cluster, ""),
        cwd=os.getcwd(),
        env=known.env,
        secrets=site.secrets,
        clock=wiring.clock,
    )
