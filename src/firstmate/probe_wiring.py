"""What probes work with, made once. Apart from `run_wiring`: a look at a site needs no database of runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from threading import Lock

from firstmate import wiring
from firstmate.adapters.cluster import Cluster
from firstmate.guard.decide import settle_or_ask
from firstmate.guard.values import Decision, ToolCall
from firstmate.services import standing_orders
from firstmate.services.probing import Tools
from firstmate.sites.values import Site


def tools(site: Site) -> Tools:
    """The guard as for somebody whom nobody can answer, the site's secrets, the clusters of the kubeconfig."""
    orders = standing_orders.in_force(wiring.orders_files()).orders
    known, answers = wiring.known(orders), wiring.answers(cluster=False)
    one_by_one = Lock()  # many at once would make each other late, and the guard asks about what it cannot read in time

    def judge(line: str) -> Decision:
        with one_by_one:
            return settle_or_ask(ToolCall("Bash", {"command": line}, headless=True), known, answers)

    return Tools(judge, _clusters(), os.getcwd(), known.env, site.secrets, wiring.clock)


def _clusters() -> Callable[[str, float], Cluster]:
    """Each cluster once, by its context and the deadline of a request."""
    one_by_one = Lock()

    @cache
    def made(context: str, timeout: float) -> Cluster:
        return wiring.cluster("", context, timeout)

    def cluster(context: str, timeout: float) -> Cluster:
        with one_by_one:
            return made(context, timeout)

    return cluster
