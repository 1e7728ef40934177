"""The small world in which the rows run: a project in /repo, the home of `op`, no cluster, the default orders."""

from __future__ import annotations

from firstmate.guard.values import Decision
from tests.guard.support import decided

CWD = "/repo"
HOME = "/home/op"
ENVIRONMENT = {"HOME": HOME, "PATH": "/usr/local/bin:/usr/bin:/bin", "USER": "op"}

# An exec plugin: whoever uses this kubeconfig runs that program.
EXEC_KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: x
contexts: [{name: x, context: {cluster: x, user: x}}]
clusters: [{name: x, cluster: {server: "https://10.9.9.9:6443"}}]
users: [{name: x, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /tmp/x.sh}}}]
"""
MAKEFILE = """\
build:
\tcc -O2 x.c -o x
test: build
\tpytest -q
deploy:
\tkubectl apply -k overlays/prod
"""
PACKAGE = """\
{"scripts": {"build": "tsc", "test": "jest", "lint": "eslint", "start": "node server.js",
             "deploy": "helm upgrade web ."}}
"""

FILES = {
    "/repo/.venv/bin/activate": "PATH=$VIRTUAL_ENV/bin:$PATH\nexport PATH\n",
    "/repo/Makefile": MAKEFILE,
    "/repo/app.py": "import json\n\nprint(json.dumps({}))\n",
    "/repo/deploy.mk": "all:\n\thelm upgrade web ./chart\n",
    "/repo/deploy.sh": "#!/bin/sh\nset -eu\nkubectl apply -f web.yaml\n",
    "/repo/exec.kubeconfig": EXEC_KUBECONFIG,
    "/repo/infra/Makefile": "up:\n\tterraform apply -auto-approve\n",
    "/repo/install.py": "print('installs Firstmate')\n",
    "/repo/justfile": "deploy:\n    kubectl apply -f web.yaml\n",
    "/repo/ops.js": 'require("child_process").execSync("kubectl delete ns shop")\n',
    "/repo/ops.pl": 'system("kubectl delete ns shop");\n',
    "/repo/ops.py": "from kubernetes import client\n\nclient.CoreV1Api().delete_namespace('shop')\n",
    "/repo/ops.rb": 'system("kubectl delete ns shop")\n',
    "/repo/package.json": PACKAGE,
    "/repo/scripts/go.sh": "kubectl delete ns shop\n",
    "/repo/server.js": "require('http').createServer().listen(3000)\n",
    "/repo/Taskfile.yml": "tasks:\n  deploy:\n    cmds: [kubectl apply -f web.yaml]\n",
    "/repo/test.sh": "#!/bin/sh\npytest -q\n",
    "/repo/x.js": "console.log(1)\n",
}


def decided_there(command: str) -> Decision:
    """The decision about a command in that world."""
    return decided(command, files=FILES, cwd=CWD, home=HOME, env=ENVIRONMENT)


def tier_there(command: str) -> str:
    """Its tier in one word."""
    return decided_there(command).tier or "none"
