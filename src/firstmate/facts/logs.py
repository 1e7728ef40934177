"""What applications' logs say of now: lines by workload, without those of start-ups that went well in the end.

Logs are fetched only for suspects and bounded; every line is text of somebody else, to be quoted and never obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.pods import condition
from firstmate.findings import ObjectRef

# Words of Go, glibc, Java, Node.js, musl, nginx and libpq, with the name where they tell it.
DNS_FAILURE = re.compile(
    r"lookup (?P<go>[\w.-]+)\b.*?(?:no such host|server misbehaving|i/o timeout)"
    r"|UnknownHostException: (?P<java>[\w.-]+)"
    r"|(?:ENOTFOUND|EAI_AGAIN) (?P<node>[\w.-]+)"
    r"|could not translate host name \"(?P<pg>[\w.-]+)\""
    r"|host not found in upstream \"(?P<nginx>[\w.-]+)"
    r"|bad address '(?P<musl>[\w.-]+)'"
    r"|Temporary failure in name resolution|Name or service not known"
)
TROUBLE = re.compile(
    r"error|fatal|panic|exception|traceback|cannot|could not|unable|fail|refused|denied|missing|invalid|required|"
    r"no such",
    re.IGNORECASE,
)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?\d*(?:Z|[+-]\d\d:\d\d)")
FRESH = timedelta(minutes=15)
"""A workload that is ready is only as bad as what it logged within this time."""
HOUR = timedelta(hours=1)
LONGEST = 2000
"""Longer lines are cut: a megabyte in one line must not cost a rule its time."""


def logged(facts: Facts, workload: ObjectRef, words: re.Pattern[str]) -> Iterator[str]:
    """The lines of a workload's logs with these words that speak of now."""
    for line in lines(facts, workload):
        if words.search(line):
            yield line


def last_words(facts: Facts, workload: ObjectRef) -> str:
    """The last line that tells of something that went wrong; "" when there is none, or no log was read."""
    *_, last = ("", *logged(facts, workload, TROUBLE))
    return tidy(last)


def lines(facts: Facts, workload: ObjectRef) -> Iterator[str]:
    """Every line that speaks of now: of the last hour while the workload is not ready, else written since it is."""
    known = facts.workloads.get(workload)
    if known is None:
        return
    short = known.ready < known.wanted
    since = facts.now - HOUR if short else max(facts.now - FRESH, _ready_since(known) or facts.now - FRESH)
    for excerpt in facts.logs.get(workload, ()):
        for line in excerpt.text.splitlines():
            bounded = line[:LONGEST]
            if not _is_refusal(bounded) and _is_of_now(bounded, since, short):
                yield bounded


def told(facts: Facts) -> Iterator[WorkloadFacts]:
    """The workloads that have logs."""
    return (facts.workloads[ref] for ref in sorted(facts.logs))


def tidy(line: str) -> str:
    """A line for people: without the time that the runtime wrote before it."""
    return re.sub(rf"^(?:\[x\d+\] )?{TIME.pattern}\s*", "", line).strip()


def _is_of_now(line: str, since: datetime, short: bool) -> bool:
    """Lines without a time count only for a workload that is not ready."""
    match = TIME.search(line)
    if not match:
        return short
    try:
        return datetime.fromisoformat(match[0]) >= since
    except ValueError:
        return short


def _is_refusal(line: str) -> bool:
    """What stands in place of a log that could not be fetched."""
    return "Error from server" in line or "/containerLogs/" in line


def _ready_since(workload: WorkloadFacts) -> datetime | None:
    times = [condition(pod.status.conditions, "Ready").last_transition_time for pod in workload.pods]
    return max((time for time in times if time), default=None)
