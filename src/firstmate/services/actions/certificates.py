"""Certificates of cert-manager: those that expire soon, and their renewal, as `cmctl renew` has it done.

https://cert-manager.io/docs/reference/cmctl/#renew
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from firstmate.adapters.cluster import ReadError
from firstmate.services.actions.kubernetes import CONFLICT, MERGE, NOT_FOUND, Live, Which, read, refused
from firstmate.services.actions.values import NAME, Action, ActionError, Call, Output, Plan, Tools, takes

ALL = "/apis/cert-manager.io/v1/certificates"
ISSUING = "Issuing"
READY = "Ready"
LOOKS = 3.0
"""Seconds between two looks for a certificate that is being issued."""
PATIENCE = 600.0


def _list(tools: Tools, call: Call) -> Output:
    """Those that expire within some days, or are not ready: the first to expire first."""
    try:
        found = msgspec.json.decode(tools.cluster().get(ALL))["items"]
    except ReadError as error:
        if error.status == NOT_FOUND:
            raise ActionError("there are no certificates here: cert-manager is not installed") from error
        raise ActionError(
            f"certificates cannot be read: {error.missing.why} {error.missing.detail}".rstrip()
        ) from error
    now = datetime.fromtimestamp(tools.clock(), UTC)
    until = now + timedelta(days=call.arguments["expire_within_days"])
    certificates = [_told(Live(Which("certificate", item["metadata"]["name"]), item)) for item in found]
    soon = [one for one in certificates if not one["ready"] or datetime.fromisoformat(one["expires"]) <= until]
    return {"certificates": sorted(soon, key=lambda one: (one["expires"], one["namespace"], one["name"]))}


def _told(live: Live) -> dict[str, Any]:
    expires = live.status.get("notAfter")
    return {
        "namespace": live.metadata.get("namespace", ""),
        "name": live.metadata["name"],
        "ready": _condition(live, READY).get("status") == "True" and bool(expires),
        "expires": expires or "",
        "revision": _revision(live),
    }


def _which(call: Call) -> Which:
    return Which("certificate", call.arguments["name"], call.arguments["namespace"])


def _plan_renew(tools: Tools, call: Call) -> Plan:
    which = _which(call)
    live = read(tools.cluster(), which)
    if _condition(live, ISSUING).get("status") == "True":
        raise ActionError(f"{which} is being issued already: {_condition(live, ISSUING).get('message', '')}")
    told = json.dumps({"status": {"conditions": [{"type": ISSUING, "status": "True"}]}})
    line = f"kubectl patch certificate/{which.name} -n {which.namespace} --subresource=status --type=merge -p "
    shows = f"revision {_revision(live)}, expires {live.status.get('notAfter', 'at a time that is not known')}"
    return Plan((line + shlex.quote(told),), {"uid": live.uid, "revision": _revision(live)}, shows)


def _renew(tools: Tools, call: Call) -> Output:
    """A condition is set, which tells cert-manager to issue it anew. A merge patch replaces the list of conditions."""
    which = _which(call)
    live = read(tools.cluster(), which)
    if live.uid != call.facts["uid"] or _revision(live) != call.facts["revision"]:
        raise ActionError(f"{which} was issued or made anew since this was planned")
    conditions = [one for one in live.status.get("conditions") or () if one.get("type") != ISSUING]
    patch = {
        "metadata": {"resourceVersion": live.version},
        "status": {"conditions": [*conditions, _issuing(live, call.mark, tools.clock())]},
    }
    try:
        tools.cluster().send("PATCH", f"{which.path}/status", patch, MERGE)
    except ReadError as error:
        if error.status == CONFLICT:
            raise ActionError(f"{which} was written by somebody else just now") from error
        raise refused(which, "renewed", error) from error
    return {"revision": call.facts["revision"]}


def _issuing(live: Live, mark: str, now: float) -> dict[str, Any]:
    return {
        "type": ISSUING,
        "status": "True",
        "reason": "ManuallyTriggered",
        "message": f"Certificate re-issuance manually triggered by firstmate {mark}",
        "lastTransitionTime": f"{datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H:%M:%SZ}",
        "observedGeneration": live.metadata.get("generation", 0),
    }


def _has_renewed(tools: Tools, call: Call) -> Output | None:
    live = read(tools.cluster(), _which(call))
    asked = str(_condition(live, ISSUING).get("message", "")).endswith(f"firstmate {call.mark}")
    return {"revision": call.facts["revision"]} if asked or _revision(live) > call.facts["revision"] else None


def _wait(tools: Tools, call: Call) -> Output:
    """Until a revision after the given one is there, and ready."""
    until = tools.clock() + PATIENCE
    while True:
        live = read(tools.cluster(), _which(call))
        if _revision(live) > call.arguments["revision"] and _told(live)["ready"]:
            return _told(live)
        if tools.clock() >= until:
            why = (
                _condition(live, ISSUING).get("message") or _condition(live, READY).get("message") or "nobody says why"
            )
            raise ActionError(f"{live.which} was not issued within {PATIENCE:.0f} s: {why}")
        tools.sleep(LOOKS)


def _condition(live: Live, kind: str) -> Mapping[str, Any]:
    return next((one for one in live.status.get("conditions") or () if one.get("type") == kind), {})


def _revision(live: Live) -> int:
    return int(live.status.get("revision", 0))


ACTIONS = {
    "certificates.list": Action(
        "list the certificates of cert-manager that expire soon or are not ready",
        takes("expire_within_days", expire_within_days={"type": "integer", "minimum": 0}),
        _list,
    ),
    "certificates.renew": Action(
        "have cert-manager issue a certificate anew; the old one stays until then, and nothing has to be taken back",
        takes("namespace name", namespace=NAME, name=NAME),
        _renew,
        _plan_renew,
        _has_renewed,
    ),
    "certificates.wait": Action(
        "wait until a certificate has a later revision than the given one, and is ready",
        takes("namespace name revision", namespace=NAME, name=NAME, revision={"type": "integer", "minimum": 0}),
        _wait,
        waits=True,
    ),
}
