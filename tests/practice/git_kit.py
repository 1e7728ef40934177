"""A real git repository for tests, with the manifests of a small application in it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  progressDeadlineSeconds: 60
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: docker.io/library/nginx:TAG
          ports: [{name: http, containerPort: 8080}]
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Secret
metadata: {name: web}
stringData: {token: hidden}
"""
GOOD, BAD = (DEPLOYMENT.replace("TAG", tag) for tag in ("1.27.4-alpine", "9.99"))


@dataclass
class Repository:
    """A real git repository of a test."""

    path: Path

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=test", "-c", "user.email=test@example.com")
        command = ["git", "-C", str(self.path), *identity, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self, **files: str | None) -> str:
        """Write the files of `deploy/`, None for one that goes, and commit them; gives the commit."""
        folder = self.path / "deploy"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            file = folder / f"{name}.yaml"
            file.write_text(content) if content is not None else file.unlink()
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")
        return self.git("rev-parse", "HEAD")
