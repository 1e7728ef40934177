"""Whether a service of the site is up, and else what stands against bringing it up. It only looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firstmate.errors import UsageError
from firstmate.guard.values import Decision
from firstmate.guard.values import Outcome as Leave
from firstmate.probes.values import Outcome, Verdict
from firstmate.services.actions import argocd
from firstmate.services.actions.compose import of_service
from firstmate.services.actions.hosts import is_active
from firstmate.services.actions.remote import looked
from firstmate.services.actions.values import ActionError, Call, MissingError, SilentError, Sites, Tools
from firstmate.services.preflight import bundle_of, of_application, preflight
from firstmate.services.probing import outcomes
from firstmate.services.probing.tools import EndedError, Left
from firstmate.services.verify import probes_of
from firstmate.sites.values import Deploy, Service

SECRET_SECONDS = 10.0
RUNNING = "running"
UNPROVEN = "it has no probe: nothing would tell whether it is up"


@dataclass(frozen=True)
class Ready:
    """Nothing stands against bringing it up, or it is up already; and what was seen of it."""

    up: bool
    seen: str


def readiness(tools: Tools, service: Service, needs: Sequence[str]) -> Ready:
    """Look at the service, and at those that it `needs`. Raises ActionError for what stands against bringing it up:
    MissingError where there is nothing to do it by, SilentError where its machine does not answer.
    """
    sites = tools.site()
    found = outcomes(sites.probing, probes_of(sites.site, service))
    if found and all(each.verdict.is_up for each in found):
        return Ready(True, told(found))
    if service.deploy is None:
        raise MissingError("the site file does not say how it is deployed (`deploy`)")
    if not found:
        raise ActionError(UNPROVEN)
    if blind := [each for each in found if each.verdict is Verdict.NOT_CHECKED]:
        raise ActionError(f"nothing would tell whether it is up: {told(blind)}")
    is_running = _deployable(tools, sites, service, service.deploy)
    _check_needs(sites, needs)
    _check_secrets(sites, service)
    if not is_running:
        _check_ports(tools, sites, service)
    return Ready(False, told(found))


def seen(sites: Sites, service: Service) -> list[Outcome]:
    """What comes of its probes now. Raises ActionError where there are none: nothing would prove it."""
    probes = probes_of(sites.site, service)
    if not probes:
        raise ActionError(UNPROVEN)
    return outcomes(sites.probing, probes)


def told(found: Iterable[Outcome]) -> str:
    """Verdicts with what was seen, in one line."""
    return "; ".join(dict.fromkeys(f"{each.verdict}: {each.detail}".rstrip(": ") for each in found))


def host_of(sites: Sites, service: Service) -> str:
    """The machine that it is on, as ssh names it. Raises ActionError where the site does not say how it is reached."""
    node = sites.site.node(service.node)
    if node is None or not node.ssh:
        raise ActionError(f"the site file does not say how to reach {service.node or 'its node'} (`ssh`)")
    return node.ssh


def _deployable(tools: Tools, sites: Sites, service: Service, deploy: Deploy) -> bool:
    """Whether something of it runs already, such as a container that is not well, or may have its ports otherwise."""
    if deploy.compose:
        where = {"host": host_of(sites, service), "file": deploy.compose, "service": deploy.service or service.name}
        return any(each["state"] == RUNNING for each in of_service(tools, Call(where, "")))
    if deploy.unit:
        return is_active(tools, Call({"host": host_of(sites, service), "unit": deploy.unit}, ""))
    if deploy.application:
        _check_application(tools, deploy.application)
        return True
    for line in filter(None, (deploy.run, deploy.undo)):
        _check_command(sites.probing.judge(line))
    return True


def _check_application(tools: Tools, name: str) -> None:
    """It is there, and what it holds would run: as `firstmate preflight` judges it."""
    argocd.ACTIONS["argocd.diff"].do(tools, Call({"app": name}, ""))
    snapshot = tools.look("")
    try:
        manifests, namespace, _ = of_application(snapshot, name)
    except UsageError:
        return  # nothing of it is in the cluster yet
    answer = preflight(snapshot, bundle_of(snapshot, manifests, namespace))
    if answer.blockers:
        raise ActionError(f"what application {name} holds would not run: {answer.sentence}")


def _check_command(decision: Decision) -> None:
    if decision.outcome is Leave.DENY and not decision.approvable:
        raise ActionError(f"the guard refuses a command of it ({decision.rule}): {'; '.join(decision.reasons)}")


def _check_needs(sites: Sites, needs: Sequence[str]) -> None:
    for name in needs:
        needed = sites.site.service(name)
        probes = probes_of(sites.site, needed) if needed else ()
        missed = [each for each in outcomes(sites.probing, probes) if not each.verdict.is_up]
        if missed:
            raise ActionError(f"it needs {name}, which is {told(missed)}")


def _check_secrets(sites: Sites, service: Service) -> None:
    """Each is to be had where the site says; its value goes nowhere."""
    for name in service.secrets:
        try:
            sites.probing.secret(name, Left(SECRET_SECONDS))
        except EndedError as ended:
            raise ActionError(f"a secret of it is not to be had: {ended.outcome.detail}") from ended


def _check_ports(tools: Tools, sites: Sites, service: Service) -> None:
    """Nothing else listens where it is to listen."""
    if not service.ports or not service.node:
        return
    try:
        said = looked(tools, Call({"host": host_of(sites, service)}, ""), "ss", "-H", "-l", "-n", "-t", "-u")
    except SilentError:
        raise
    except ActionError:
        return  # a machine without `ss`: whoever binds the port finds out
    taken = {(row[0], row[4].rpartition(":")[2]) for row in map(str.split, said.splitlines()) if len(row) > 4}
    for port in service.ports:
        if (port.protocol, str(port.number)) in taken:
            raise ActionError(f"something else listens on port {port} of {service.node}")
