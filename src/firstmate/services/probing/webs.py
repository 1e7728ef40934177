"""Probes by HTTP: http, qdrant, prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from firstmate import web
from firstmate.probes import judging, url
from firstmate.probes.values import Outcome, Probe, Verdict
from firstmate.services.probing.tools import EndedError, Left, Tools
from firstmate.snapshot.listing import Missing, Why
from firstmate.snapshot.queries import parse_answer

LARGEST = 1024 * 1024


def ask_http(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """It answers with the status, the text, the JSON and the certificate that it should."""
    headers = {name: tools.secret(secret, left) for name, secret in probe.wants.get("headers", {}).items()}
    answer = _asked(tools, probe, left, url(probe), {**headers, **_bearer(tools, probe, left)})
    return judging.http(probe.wants, answer.status, answer.body, answer.certificate_ends, tools.clock())


def ask_qdrant(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """It is ready, and has its collections."""
    ready = _asked(tools, probe, left, url(probe, "/readyz"))
    if ready.status != 200:
        return judging.wrong(f"it is not ready (HTTP {ready.status})")
    if "collections" not in probe.wants:
        return judging.up("ready")
    key = {"api-key": tools.secret(probe.wants["key"], left)} if "key" in probe.wants else {}
    answer = _asked(tools, probe, left, url(probe, "/collections"), key)
    return _refused(answer) or judging.collections(probe.wants, answer.body)


def ask_prometheus(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """It is ready, its query is answered as it should be, its targets are up."""
    wants, bearer = probe.wants, _bearer(tools, probe, left)
    if "query" not in wants and "targets" not in wants:
        ready = _asked(tools, probe, left, url(probe, "/-/ready"), bearer)
        return judging.up("ready") if ready.status == 200 else judging.wrong(f"not ready (HTTP {ready.status})")
    outcome = Outcome(Verdict.UP)
    for key, judge in (("query", judging.samples), ("targets", judging.targets)):
        if key in wants and outcome.verdict.is_up:
            query = wants["query"] if key == "query" else "up"
            answer = _asked(tools, probe, left, url(probe, f"/api/v1/query?{urlencode({'query': query})}"), bearer)
            found = parse_answer(answer.body)
            if isinstance(found, Missing) or answer.status != 200:
                return _refused(answer) or judging.wrong("it does not answer as Prometheus does")
            outcome = judge(wants, [(each.metric, each.samples[0][1]) for each in found if each.samples])
    return outcome


def _refused(answer: web.Answer) -> Outcome | None:
    """What an answer without what was asked for means."""
    if answer.status in (401, 403):
        return Outcome(Verdict.NOT_CHECKED, f"no credential that it accepts (HTTP {answer.status})")
    return None if answer.status == 200 else judging.wrong(f"HTTP {answer.status}")


def _bearer(tools: Tools, probe: Probe, left: Left) -> dict[str, str]:
    secret = probe.wants.get("bearer")
    return {"Authorization": f"Bearer {tools.secret(secret, left)}"} if secret else {}


def _asked(
    tools: Tools, probe: Probe, left: Left, address: str, headers: Mapping[str, str] | None = None
) -> web.Answer:
    """The answer, of whatever status. Raises EndedError: refused is down, silence unreachable, bad TLS wrong."""
    if not probe.place.host and "url" not in probe.wants:
        raise EndedError(Verdict.NOT_CHECKED, "the site file says no address for it")
    authority = tools.path(probe.wants["ca"]) if "ca" in probe.wants else ""
    try:
        return web.ask("GET", address, left.seconds, headers, largest=LARGEST, authority=authority)
    except web.NoAnswerError as error:
        raise EndedError(_verdict(error), "nothing listens there" if error.refused else error.missing.detail) from error
    except OSError as error:
        raise EndedError(Verdict.NOT_CHECKED, f"{authority} is no certificate that can be read: {error}") from error


def _verdict(error: web.NoAnswerError) -> Verdict:
    if error.refused:
        return Verdict.DOWN
    answered = error.missing.why is Why.TLS or (error.sent and error.missing.why is not Why.TIMEOUT)
    return Verdict.WRONG if answered else Verdict.UNREACHABLE
