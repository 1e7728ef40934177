"""An empty namespace, and an Argo CD Application that points at a repository of the user's: to try deploying on."""

from datetime import timedelta

from firstmate.practice.gitops import APPLICATIONS
from firstmate.practice.objects import Object
from firstmate.practice.scenarios import Change, Scenario, Source, create

NAME = "web"


def application(source: Source) -> Object:
    """Synced only when somebody asks for it."""
    return {
        "metadata": {"name": NAME, "namespace": "argocd"},
        "spec": {
            "project": "default",
            "source": {"repoURL": source.url, "path": source.path or ".", "targetRevision": "HEAD"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": NAME},
        },
    }


def _deploys(source: Source) -> Change:
    return create(APPLICATIONS, application(source))


SCENARIO = Scenario(
    __name__,
    title="An application to deploy, from a repository of yours (--repo)",
    story=f"The namespace {NAME} is empty, and the Application {NAME} of Argo CD points at your repository.",
    changes=(create("namespaces", {"metadata": {"name": NAME}}),),
    ago=timedelta(minutes=1),
    deploys=_deploys,
)
