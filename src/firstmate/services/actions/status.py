"""What Firstmate sees, as a step: the findings of a namespace or of the whole cluster."""

from __future__ import annotations

from firstmate.services.actions.values import NAME, Action, Call, Output, Tools, takes
from firstmate.services.diagnose import diagnose
from firstmate.services.document import document


def _diagnose(tools: Tools, call: Call) -> Output:
    return document(diagnose(tools.look(str(call.arguments.get("namespace", "")))))


ACTIONS = {
    "status.diagnose": Action(
        "look at the namespace, or at the whole cluster, and say what is wrong", takes("", namespace=NAME), _diagnose
    )
}
