"""Ask a cluster's Prometheus for what rules judge beside objects and alerts: use, room, errors, who calls whom."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urlencode

from firstmate.adapters.cluster import Cluster
from firstmate.facts import Facts
from firstmate.facts.alerts import node_named
from firstmate.services.ask import ask
from firstmate.snapshot import Snapshot
from firstmate.snapshot.listing import Missing
from firstmate.snapshot.queries import CALLS, QUERIES, CallQuery, Query, Result, parse_answer
from firstmate.snapshot.series import Metric, Series, sample

SOURCE = "prometheus metrics"
STEP = 60
STEPS = 60
READERS = 8
Answers = dict[Query | CallQuery, tuple[Result, ...]]


def with_metrics(cluster: Cluster, snapshot: Snapshot, address: str = "") -> Snapshot:
    """The same snapshot with series and calls; nothing is asked where Prometheus has not told its alerts.

    Questions that came to nothing are named under `unread`: rules that need them stay silent.
    """
    heard = snapshot.alerts.get("prometheus")
    if heard is None or heard.missing:
        return snapshot
    everything: tuple[Query | CallQuery, ...] = (*QUERIES, *CALLS)
    with ThreadPoolExecutor(READERS) as pool:
        told = list(pool.map(lambda query: _ask(cluster, snapshot, address, query), everything))
    failed = [answer for answer in told if isinstance(answer, Missing)]
    answers = {q: answer for q, answer in zip(everything, told, strict=True) if not isinstance(answer, Missing)}
    return replace(
        snapshot,
        series=_series(Facts(snapshot), answers),
        dependencies=_dependencies(answers),
        unread={**snapshot.unread, **_unread(failed, len(everything))},
    )


def _ask(cluster: Cluster, snapshot: Snapshot, address: str, query: Query | CallQuery) -> tuple[Result, ...] | Missing:
    """An hour in steps of a minute, or the value as of now, which is left to Prometheus' own clock."""
    path, parameters = "query", {"query": query.promql, "timeout": f"{cluster.timeout:g}s"}
    if isinstance(query, Query) and query.over_time:
        path = "query_range"
        parameters |= {"start": f"{_start(snapshot):.0f}", "end": f"{_end(snapshot):.0f}", "step": str(STEP)}
    body = ask(cluster, "prometheus", snapshot.services, address, f"/api/v1/{path}?{urlencode(parameters)}")
    return body if isinstance(body, Missing) else parse_answer(body)


def _end(snapshot: Snapshot) -> int:
    return math.floor(snapshot.taken_at.timestamp())


def _start(snapshot: Snapshot) -> int:
    return _end(snapshot) - STEP * STEPS


def _unread(failed: list[Missing], asked: int) -> dict[str, Missing]:
    if not failed:
        return {}
    worst = min(failed)
    return {SOURCE: replace(worst, detail=f"{len(failed)} of {asked} queries came to nothing: {worst.detail}")}


# ---- series --------------------------------------------------------------------------------------------------------


def _series(facts: Facts, answers: Answers) -> tuple[Series, ...]:
    """Every series whose subject can be told, in a fixed order; latencies only where it is known who calls whom."""
    calls_known = all(query in answers for query in CALLS)
    found = {
        series
        for query, results in answers.items()
        if isinstance(query, Query) and (calls_known or query.metric is not Metric.LATENCY_P50)
        for result in results
        if (series := _of_result(facts, query, result)) and _is_in_scope(facts, series)
    }
    return tuple(sorted(found, key=lambda s: (s.metric, s.kind, s.namespace, s.subject, s.part, str(s.values))))


def _is_in_scope(facts: Facts, series: Series) -> bool:
    return not facts.snapshot.namespace or series.namespace in ("", facts.snapshot.namespace)


def _of_result(facts: Facts, query: Query, result: Result) -> Series | None:
    subject = _subject(facts, query, result)
    if subject is None:
        return None
    namespace, name = subject
    known = {round((moment - _start(facts.snapshot)) / STEP): value for moment, value in result.samples}
    samples = [known.get(step) for step in range(STEPS + 1)] if query.over_time else list(known.values())
    values = tuple(sample(query.metric, float(value)) if value else None for value in samples)
    return Series(query.metric, name, values, namespace, query.kind, result.metric.get(query.part, ""))


def _subject(facts: Facts, query: Query, result: Result) -> tuple[str, str] | None:
    """Namespace and name of whom a result is about; None when nobody known goes by its labels."""
    namespace, name = result.first(query.namespace), result.first(query.name)
    match query.kind:
        case "Node":
            label = next((label for label in query.name if result.metric.get(label)), "")
            node = node_named(facts, name, label) if name else None
            return ("", node.name) if node else None
        case "Service":
            return facts.once(_routed_services).get(name.partition("@")[0])
        case "":
            return (namespace, f"{namespace}/{name}") if namespace and name else None
        case _:
            return (namespace, name) if name else None


def _routed_services(facts: Facts) -> dict[str, tuple[str, str]]:
    """Services as Traefik calls them: NAMESPACE-NAME-PORT."""
    return {
        f"{service.metadata.namespace}-{service.metadata.name}-{port}": (
            service.metadata.namespace,
            service.metadata.name,
        )
        for service in facts.snapshot.services
        for entry in service.spec.ports
        for port in (entry.port, entry.name)
        if port
    }


# ---- who calls whom ------------------------------------------------------------------------------------------------


def _dependencies(answers: Answers) -> dict[str, tuple[str, ...]]:
    """Whom each workload calls, directly or through others, as `Snapshot.dependencies` wants it."""
    direct: dict[str, set[str]] = {}
    for caller, callee in _calls(answers):
        direct.setdefault(caller, set()).add(callee)
    return {caller: tuple(sorted(_reached(direct, caller))) for caller in sorted(direct)}


def _calls(answers: Answers) -> Iterator[tuple[str, str]]:
    for query in CALLS:
        for result in answers.get(query, ()):
            caller, callee = ("/".join(result.first((label,)) for label in end) for end in (query.caller, query.callee))
            yield caller, callee


def _reached(direct: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting: Iterable[str] = direct[start]
    while waiting:
        reached.update(waiting)
        waiting = {callee for caller in waiting for callee in direct.get(caller, ())} - reached
    return reached - {start}
