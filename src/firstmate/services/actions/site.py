"""The site's services and phases, as a bring-up goes along them: looked at before, proven after, and the gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstmate.services.actions.values import COUNT, NAME, SPAN, Action, ActionError, Call, Output, Tools, takes
from firstmate.sites.values import Service
from firstmate.workflow.parse import seconds

WITHIN = "2m"
PAUSE = 2.0


def _service(tools: Tools, call: Call) -> Service:
    name = call.arguments["service"]
    found = tools.site().site.service(name)
    if found is None:
        raise ActionError(f"the site has no service {name}")
    return found


def _preflight(tools: Tools, call: Call) -> Output:
    from firstmate.services.readiness import readiness  # noqa: PLC0415 - half a second, for the clients of its probes

    service = _service(tools, call)
    ready = readiness(tools, service, service.needs)
    return {"up": ready.up, "seen": ready.seen}


def _probe(tools: Tools, call: Call) -> Output:
    """Wrong or silent at first is what a service that starts looks like: only at the end it counts."""
    from firstmate.services.readiness import seen, told  # noqa: PLC0415 - as above

    service, within = _service(tools, call), str(call.arguments.get("within", WITHIN))
    ends = tools.clock() + seconds(within)
    while True:
        found = seen(tools.site(), service)
        if all(each.verdict.is_up for each in found):
            return {"seen": told(found)}
        if tools.clock() >= ends:
            raise ActionError(f"{service.name} is not up within {within}: {told(found)}")
        tools.sleep(PAUSE)


def _gate(tools: Tools, call: Call) -> Output:
    from firstmate.services.verify import Which, verify  # noqa: PLC0415 - as above

    sites = tools.site()
    gate = verify(sites.site, Which(phase=str(call.arguments["phase"])), sites.probing).gate
    if gate is None or not gate.open:
        raise ActionError(f"the gate is closed: {'; '.join(gate.blocked_by) if gate else 'there is none'}")
    return {"held": [each.text for each in gate.held]}


SERVICE: Mapping[str, Any] = {"service": NAME}
ACTIONS = {
    "site.gate": Action(
        "see that the gate of a phase of the site is open", takes("phase", phase=COUNT), _gate, waits=True
    ),
    "site.preflight": Action(
        "see whether a service of the site is up, or else that nothing stands against bringing it up",
        takes("service", **SERVICE),
        _preflight,
    ),
    "site.probe": Action(
        "wait until a service of the site is up, as its probes tell",
        takes("service", **SERVICE, within=SPAN),
        _probe,
        waits=True,
    ),
}
