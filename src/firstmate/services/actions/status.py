"""What Firstmate sees, as steps: what is wrong in a namespace or in the whole cluster; whether manifests would run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstmate.adapters import manifests
from firstmate.errors import ExitCode, UsageError
from firstmate.services.actions.values import NAME, Action, ActionError, Call, Output, Tools, takes
from firstmate.services.diagnose import diagnose
from firstmate.services.document import document
from firstmate.services.dry_run import dry_run
from firstmate.services.preflight import Answer, bundle_of, preflight

FILES: Mapping[str, Any] = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}}


def _diagnose(tools: Tools, call: Call) -> Output:
    return document(diagnose(tools.look(str(call.arguments.get("namespace", "")))))


def _preflight(tools: Tools, call: Call) -> Output:
    """Fails when something stands against the manifests, or could not be found out."""
    answer = judged(tools, call.arguments["files"], str(call.arguments.get("namespace", "")))
    if answer.exit_code is not ExitCode.OK:
        raise ActionError(f"it would not run here: {answer.sentence}")
    return {"objects": answer.objects, "warnings": [miss.text for miss in answer.misses]}


def judged(tools: Tools, files: Mapping[str, str], namespace: str, asks_server: bool = False) -> Answer:
    """What a preflight says to manifests: the text of each file by its path, and where those go that name no namespace;
    and what the API server says to a dry run of them. Raises ActionError where they are none.
    """
    try:
        wanted = [one for path, text in files.items() for one in manifests.parse(path, text)]
    except UsageError as error:
        raise ActionError(error.message) from error
    snapshot = tools.look("")
    bundle = bundle_of(snapshot, tuple(wanted), namespace)
    return preflight(snapshot, bundle, dry_run(tools.cluster(), bundle, snapshot.apis) if asks_server else ())


ACTIONS = {
    "status.preflight": Action(
        "look whether manifests would run here (`files`: the text of each by its path); fails when they would not",
        takes("files", files=FILES, namespace=NAME),
        _preflight,
    ),
    "status.diagnose": Action(
        "look at the namespace, or at the whole cluster, and say what is wrong", takes("", namespace=NAME), _diagnose
    ),
}
