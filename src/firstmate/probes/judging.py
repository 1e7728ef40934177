"""What the answers mean: of a web server, of Prometheus, of programs on a machine. Pure; answers are untrusted."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from firstmate.probes.values import Outcome, Verdict

Wants = Mapping[str, Any]
DAY = 86400.0
SEARCHED = 64 * 1024
"""Characters of an answer in which a regular expression searches: a careless one takes long."""
COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
            "!=": operator.ne}  # fmt: skip
ABSENT = object()


def up(detail: str) -> Outcome:
    return Outcome(Verdict.UP, detail)


def down(detail: str) -> Outcome:
    return Outcome(Verdict.DOWN, detail)


def wrong(detail: str) -> Outcome:
    return Outcome(Verdict.WRONG, detail)


def http(wants: Wants, status: int, body: bytes, certificate_ends: float | None, now: float) -> Outcome:
    """An answer of a web server: its status, its text, its JSON, its certificate."""
    wanted = wants.get("status")
    if status != wanted if wanted else not 200 <= status < 400:
        return wrong(f"HTTP {status}{f', not {wanted}' if wanted else ''}")
    text = body.decode(errors="replace")
    misfits = [*misread(wants, text), *_json_misfits(wants.get("json", {}), body)]
    if misfits:
        return wrong(misfits[0])
    days = None if certificate_ends is None else (certificate_ends - now) / DAY
    if "days" in wants and days is None:
        return wrong("it does not speak TLS")
    if days is not None and days < wants.get("days", 0):
        return wrong(f"its certificate ends in {days:.0f} days; {wants['days']} are wanted")
    return up(f"HTTP {status}" + ("" if days is None else f", certificate for {days:.0f} more days"))


def misread(wants: Wants, text: str) -> Iterator[str]:
    """What a text lacks of what it has to hold."""
    if "contains" in wants and wants["contains"] not in text:
        yield f"`{wants['contains']}` is not in the answer"
    if "matches" in wants:
        try:
            if not re.search(wants["matches"], text[:SEARCHED]):
                yield f"nothing in the answer matches `{wants['matches']}`"
        except re.error as error:
            yield f"`{wants['matches']}` is no regular expression: {error}"


def _json_misfits(wanted: Wants, body: bytes) -> Iterator[str]:
    if not wanted:
        return
    try:
        content = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        yield "the answer is not JSON"
        return
    for path, value in wanted.items():
        found = _inside(content, path)
        if found is ABSENT:
            yield f"there is no {path} in the answer"
        elif found != value or isinstance(found, bool) != isinstance(value, bool):
            yield f"{path} is {_short(found)}, not {_short(value)}"


def _inside(content: Any, path: str) -> Any:
    """What a dotted path leads to; parts of lists are numbers."""
    for part in path.split("."):
        if isinstance(content, list) and part.isdecimal() and int(part) < len(content):
            content = content[int(part)]
        elif isinstance(content, dict) and part in content:
            content = content[part]
        else:
            return ABSENT
    return content


def _short(value: Any) -> str:
    return msgspec.json.encode(value).decode(errors="replace")[:80]


def collections(wants: Wants, body: bytes) -> Outcome:
    """The collections that Qdrant has. https://api.qdrant.tech/api-reference/collections/get-collections"""
    try:
        listed = msgspec.json.decode(body)["result"]["collections"]
        found = {each["name"] for each in listed}
    except (msgspec.DecodeError, KeyError, TypeError):
        return wrong("it does not answer as Qdrant does")
    absent = [name for name in wants.get("collections", ()) if name not in found]
    return wrong(f"there is no collection {', '.join(absent)}") if absent else up(f"ready, {len(found)} collections")


def samples(wants: Wants, found: Sequence[tuple[Mapping[str, str], str]]) -> Outcome:
    """The series that answer a query: all of them, and at least one, are as wanted."""
    if not found:
        return wrong("the query is answered with nothing")
    sign, number = re.fullmatch(r"([<>=!]+) ?(.+)", wants.get("value", "!= 0")).groups()  # type: ignore[union-attr]  # the schema's pattern
    bad = [(labels, value) for labels, value in found if not COMPARED[sign](float(value), float(number))]
    if bad:
        labels, value = bad[0]
        return wrong(f"{value} is not {sign} {number}{_of(labels)}")
    return up(f"{found[0][1]} {sign} {number}" if len(found) == 1 else f"{len(found)} series are {sign} {number}")


def targets(wants: Wants, found: Sequence[tuple[Mapping[str, str], str]]) -> Outcome:
    """The answer to `up`: every target of the jobs is, and each job has one."""
    states = {job: [] for job in wants["targets"]}  # type: dict[str, list[tuple[str, bool]]]
    for labels, value in found:
        if labels.get("job") in states:
            states[labels["job"]].append((labels.get("instance", "?"), value == "1"))
    for job, instances in states.items():
        lost = [name for name, is_up in instances if not is_up]
        if lost or not instances:
            return wrong(f"{job}: {', '.join(lost)} is not up" if lost else f"there is no target of the job {job}")
    return up(f"{sum(map(len, states.values()))} targets are up")


def _of(labels: Mapping[str, str]) -> str:
    named = ", ".join(f"{key}={value}" for key, value in sorted(labels.items()) if key != "__name__")
    return f" for {named}" if named else ""


def container(text: str) -> Outcome:
    """What `docker inspect --format '{{json .State}}'` says.

    https://docs.docker.com/reference/cli/docker/inspect/
    """
    try:
        state = msgspec.json.decode(text)
        status, health = str(state["Status"]), str((state.get("Health") or {}).get("Status", ""))
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
        return wrong("docker does not say how the container is")
    if status != "running":
        return down(f"the container is {status}, exit code {state.get('ExitCode', '?')}")
    if health in ("unhealthy", "starting"):
        return wrong(f"the container runs, its health check says {health}")
    return up(f"the container runs{f', {health}' if health and health != 'none' else ''}")


def unit(text: str, name: str) -> Outcome:
    """What `systemctl show` says of a unit."""
    known = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    if known.get("LoadState") in (None, "not-found"):
        return down(f"there is no unit {name}")
    state, finer = known.get("ActiveState", "?"), known.get("SubState", "?")
    if state == "active":
        return up(f"active ({finer})")
    if state in ("activating", "reloading", "deactivating"):
        return wrong(f"the unit is {state} ({finer})")
    return down(f"the unit is {state} ({finer}, {known.get('Result', '?')})")


def mount(wants: Wants, text: str) -> Outcome:
    """What `findmnt --noheadings --output SOURCE,FSTYPE` says of a mount point; nothing: nothing is mounted there."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines:
        return down(f"nothing is mounted on {wants['path']}")
    source, kind = (*lines[-1], "?")[:2]  # the last one is what is seen: mounts cover each other
    if not kind.startswith("nfs"):
        return wrong(f"{source} ({kind}) is mounted there, not {wants['source']}")
    if source.rstrip("/") != str(wants["source"]).rstrip("/"):
        return Outcome(
            Verdict.WRONG,
            f"it is mounted from {source}, not {wants['source']}",
            remedy=f"correct the server in the mount of {wants['path']}, then mount it again",
        )
    return up(f"mounted from {source}")


def command(wants: Wants, code: int, printed: str) -> Outcome:
    """How a command ended, and what it printed."""
    wanted = wants.get("exit", 0)
    last = (printed.strip().splitlines() or [""])[-1]
    if code != wanted:
        return wrong(f"exit code {code}, not {wanted}{f': {last}' if last else ''}")
    misfits = list(misread(wants, printed))
    return wrong(misfits[0]) if misfits else up(last or f"exit code {code}")


def file(wants: Wants, text: str) -> Outcome:
    """What `find` prints of a file, once if it is there and again if it is young enough, then its count of matches."""
    path, lines = str(wants["path"]), text.splitlines()
    if path not in lines:
        return down(f"there is no {path}")
    if "younger" in wants and lines.count(path) < 2:
        return wrong(f"{path} is older than {wants['younger']}")
    if "contains" in wants and lines[-1] == "0":
        return wrong(f"`{wants['contains']}` is not in {path}")
    return up(f"{path} is there")
