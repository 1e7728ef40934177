"""Who answers which of the guard's questions. Light: each adapter is imported when its question is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firstmate.adapters.kube_state import Looks
    from firstmate.guard.values import Question


class Answers:
    """Finds out what the guard has to know, each thing once. Without `cluster`, nothing that a server has to tell."""

    def __init__(self, state: str, kubeconfig: str, cluster: bool = True) -> None:
        self._sidecar = f"{state}/kubeconfig.json"
        self._default = kubeconfig
        self._cluster = cluster
        self._looks: Looks | None = None
        self._found: dict[Question, Any] = {}

    def __call__(self, question: Question) -> Any:
        if question not in self._found:
            self._found[question] = getattr(self, f"_{question.ask}")(question.subject)
        return self._found[question]

    def _shell(self, script: str) -> Any:
        from firstmate.adapters import shfmt  # noqa: PLC0415

        return shfmt.answer(script)

    def _file(self, path: str) -> str | None:
        from firstmate.adapters import texts  # noqa: PLC0415

        return texts.of_file(path)

    def _yaml(self, text: str) -> list[Any] | None:
        from firstmate.adapters import texts  # noqa: PLC0415

        return texts.documents(text)

    def _kubeconfig(self, paths: str) -> Any:
        from firstmate.adapters import kube_facts  # noqa: PLC0415

        return kube_facts.answer(paths, self._sidecar)

    def _object(self, subject: str) -> Any:
        if not self._cluster:
            return None
        from firstmate.adapters import kube_state  # noqa: PLC0415

        self._looks = self._looks or kube_state.Looks(self._default)
        return self._looks.answer(subject)
