"""Calls of server-side apply, patches, pages, watches and evictions, in a namespace of their own."""

from __future__ import annotations

import json
from typing import Any

from tests.practice.differential import Raw, Step

SPACE = "/api/v1/namespaces/raft"
SETTINGS = f"{SPACE}/configmaps/settings"
APPLY = "application/apply-patch+yaml"
JSON_PATCH = "application/json-patch+json"
MERGE = "application/merge-patch+json"

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: raft, labels: {app: web}}
data: {color: blue, size: "3"}
"""
WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: raft, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      schedulerName: nobody
      containers:
        - name: web
          image: nginx:1.27
          env: [{name: MODE, value: "on"}]
          ports: [{name: http, containerPort: 8080}]
"""
RECREATE = "strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}"
SCALED = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: raft}
spec:
  replicas: 3
  template: {spec: {containers: [{name: web, image: nginx:1.28}]}}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: raft}
spec: {selector: {app: web}, ports: [{name: http, port: 80, protocol: TCP}, {name: https, port: 443, protocol: TCP}]}
"""


def pod(name: str, **spec: Any) -> dict[str, Any]:
    container = {"name": "main", "image": "busybox:1.36", "command": ["sleep", "1d"]}
    metadata = {"name": name, "namespace": "raft", "labels": {"app": name}}
    spec = {"schedulerName": "nobody", "containers": [container], **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def eviction(name: str, **options: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": "Eviction", "apiVersion": "POLICY", "metadata": {"name": name}}
    return {**told, "deleteOptions": options} if options else told


BUDGETS = "/apis/POLICY/namespaces/raft/poddisruptionbudgets"
BUDGET = {
    "apiVersion": "POLICY",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "held"},
    "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "held"}}},
}
READY = {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
COUNTED = (
    "go-template={{.status.desiredHealthy}} {{.status.currentHealthy}} {{.status.disruptionsAllowed}} "
    "{{.status.expectedPods}}"
)


def raft(name: str, *arguments: str, body: str = "", shape: str = "text") -> Step:
    return Step(name, ("-n", "raft", *arguments), body=body, shape=shape)


def apply(name: str, manager: str, body: str, *arguments: str) -> Step:
    return Step(name, ("apply", "--server-side", f"--field-manager={manager}", *arguments, "-f", "-"), body=body)


def owned(name: str, what: str) -> Step:
    return raft(name, "get", what, "-o", "json", "--show-managed-fields", shape="owners")


def operations(name: str, *listed: dict[str, Any]) -> Raw:
    return Raw(name, "PATCH", SETTINGS, list(listed), JSON_PATCH)


APPLIES: tuple[Step | Raw, ...] = (
    Step("create another namespace", ("create", "namespace", "raft")),
    apply("apply on the server", "alpha", CONFIG),
    apply("apply the same on the server", "alpha", CONFIG),
    owned("who set what", "configmap/settings"),
    apply("apply what another has set", "beta", CONFIG.replace("blue", "red")),
    apply("apply two things that another has set", "beta", CONFIG.replace("blue", "red").replace("3", "4")),
    apply("apply the same as another", "beta", CONFIG),
    owned("both have set it", "configmap/settings"),
    apply("force it", "beta", CONFIG.replace("blue", "red"), "--force-conflicts"),
    owned("who set what by force", "configmap/settings"),
    apply("say less", "beta", CONFIG.replace('{color: blue, size: "3"}', '{size: "3"}')),
    raft("what nobody says is gone", "get", "configmap", "settings", "-o", "jsonpath={.data}"),
    apply("apply as a dry run on the server", "gamma", CONFIG.replace("blue", "grey"), "--dry-run=server"),
    owned("the dry run has set nothing", "configmap/settings"),
    raft("label what is applied", "label", "configmap", "settings", "team=b"),
    owned("who labelled", "configmap/settings"),
    apply("create a deployment by applying", "alpha", WEB),
    owned("who set what of the deployment", "deployment/web"),
    apply("two conflicts", "beta", SCALED, "--validate=false"),
    apply("two conflicts by force", "beta", SCALED, "--validate=false", "--force-conflicts"),
    owned("who set what of it by force", "deployment/web"),
    raft("what was merged", "get", "deployment", "web", "-o", "json", shape="desired"),
    raft("set an image by command", "set", "image", "deployment/web", "web=nginx:1.29"),
    owned("who set the image", "deployment/web"),
    raft("set an image as a dry run", "set", "image", "deployment/web", "web=nginx:1.30", "--dry-run=server"),
    apply("apply after the command", "beta", SCALED, "--validate=false"),
    apply("a field that is none", "alpha", WEB.replace("replicas:", "replica:"), "--validate=false"),
    apply("a value of a wrong type", "alpha", WEB.replace("replicas: 2", "replicas: two"), "--validate=false"),
    apply("what is not valid", "alpha", WEB.replace("replicas: 2", "replicas: -2"), "--force-conflicts"),
    apply("a strategy with what another has", "alpha", WEB.replace("replicas: 2", RECREATE), "--force-conflicts"),
    apply("a probe of no port", "alpha", f"{WEB}          readinessProbe: {{tcpSocket: {{port: 0}}}}\n"),
    apply(
        "two ports of one name", "alpha", WEB.replace("[{name: http,", "[{name: http, containerPort: 1}, {name: http,")
    ),
    apply("what is empty", "delta", CONFIG.replace("settings", "empty").replace('{color: blue, size: "3"}', "{}")),
    raft("what is written of it", "get", "configmap", "empty", "-o", "json", shape="json"),
    apply("into a namespace that is not there", "alpha", CONFIG.replace("raft", "nope")),
    apply("apply a service", "alpha", SERVICE),
    apply("a service without a port", "alpha", SERVICE.replace(", {name: https, port: 443, protocol: TCP}", "")),
    raft("what is left of it", "get", "service", "web", "-o", "jsonpath={.spec.ports[*].port}"),
    Step("apply by the client", ("apply", "-f", "-"), body=CONFIG.replace("settings", "mine")),
    owned("who set what as a client", "configmap/mine"),
    apply("apply on the server then", "kubectl", CONFIG.replace("settings", "mine").replace("blue", "red")),
    Step("create by a command", ("create", "-f", "-"), body=WEB.replace("name: web, n", "name: web2, n")),
    owned("who created it", "deployment/web2"),
    Raw("apply as nobody", "PATCH", SETTINGS, CONFIG, APPLY),
    Raw("apply what others have set", "PATCH", f"{SETTINGS}?fieldManager=raw", CONFIG.replace("blue", "x"), APPLY),
    Raw("apply under another name", "PATCH", f"{SETTINGS}x?fieldManager=raw", CONFIG, APPLY),
    Raw(
        "apply owners",
        "PATCH",
        f"{SETTINGS}?fieldManager=raw",
        CONFIG.replace("labels:", "managedFields: [], labels:"),
        APPLY,
    ),
)

PATCHES: tuple[Step | Raw, ...] = (
    operations("add a field", {"op": "add", "path": "/data/shape", "value": "round"}),
    operations("add to what is not there", {"op": "add", "path": "/spec/shape", "value": "round"}),
    operations(
        "test and replace",
        {"op": "test", "path": "/data/shape", "value": "round"},
        {"op": "replace", "path": "/data/shape", "value": "flat"},
    ),
    operations(
        "a test that fails",
        {"op": "test", "path": "/data/shape", "value": "round"},
        {"op": "remove", "path": "/data/shape"},
    ),
    operations("move", {"op": "move", "from": "/data/shape", "path": "/data/form"}),
    operations("copy", {"op": "copy", "from": "/data/form", "path": "/data/copied"}),
    operations("add a key that is none", {"op": "add", "path": "/data/a~1b", "value": "x"}),
    operations("remove", {"op": "remove", "path": "/data/copied"}),
    operations("an operation that is none", {"op": "swap", "path": "/data/form", "value": "x"}),
    Raw("operations that are no list", "PATCH", SETTINGS, {"op": "remove"}, JSON_PATCH),
    Raw("a patch of an unknown kind", "PATCH", SETTINGS, {}, "application/json"),
    Raw("merge with an old version", "PATCH", SETTINGS, {"metadata": {"resourceVersion": "1"}}, MERGE),
    Raw("merge with another uid", "PATCH", SETTINGS, {"metadata": {"uid": "other"}}, MERGE),
    Raw("a patch as a dry run", "PATCH", f"{SETTINGS}?dryRun=All", {"data": {"form": "x"}}, MERGE),
    Raw("a dry run of a kind that is none", "PATCH", f"{SETTINGS}?dryRun=Some", {"data": {"form": "x"}}, MERGE),
    Raw("force what is no apply", "PATCH", f"{SETTINGS}?force=true", {"data": {"form": "x"}}, MERGE),
    raft("label with an old version", "label", "configmap", "settings", "a=b", "--resource-version=1"),
    raft("annotate with an old version", "annotate", "configmap", "settings", "a=b", "--resource-version=1"),
    raft("label as a dry run", "label", "configmap", "settings", "a=b", "--dry-run=server"),
    raft("annotate as a dry run", "annotate", "configmap", "settings", "a=b", "--dry-run=server"),
    raft("take a label away", "label", "configmap", "settings", "team-"),
    raft("what is left of all that", "get", "configmap", "settings", "-o", "json", shape="json"),
    Raw("put an old version", "PUT", SETTINGS, {"metadata": {"name": "settings", "resourceVersion": "1"}}),
    Raw("put under another name", "PUT", SETTINGS, {"metadata": {"name": "other"}}),
    Raw("delete another uid", "DELETE", SETTINGS, {"preconditions": {"uid": "other"}}),
    Raw("delete an old version", "DELETE", SETTINGS, {"preconditions": {"resourceVersion": "1"}}),
)


def secret(name: str) -> Raw:
    body = {"metadata": {"name": name, "labels": {"page": "yes"}}}
    return Raw(f"create {name}", "POST", f"{SPACE}/secrets", body)


PAGES: tuple[Step | Raw, ...] = (
    secret("one"),
    secret("three"),
    secret("two"),
    Raw("the first page", "GET", f"{SPACE}/secrets?limit=1&labelSelector=page"),
    Raw("delete what is on the last page", "DELETE", f"{SPACE}/secrets/two"),
    Raw("begin again", "GET", f"{SPACE}/secrets?limit=1&labelSelector=page"),
    Raw("the last page", "GET", f"{SPACE}/secrets?limit=1&labelSelector=page&continue=CONTINUE"),
    Raw("nothing comes after it", "GET", f"{SPACE}/secrets?limit=9&labelSelector=page"),
    Raw("how many are left", "GET", f"{SPACE}/services?limit=1"),
    Raw("go on from nowhere", "GET", f"{SPACE}/secrets?limit=1&continue=nonsense"),
    raft("list in chunks", "get", "configmaps", "--chunk-size=1", "-o", "name", shape="lines"),
    Raw("watch what is there", "GET", f"{SPACE}/services?watch=1&timeoutSeconds=1"),
    Raw("watch one", "GET", f"{SPACE}/configmaps?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dsettings"),
    Raw("watch by label", "GET", f"{SPACE}/configmaps?watch=1&timeoutSeconds=1&labelSelector=app%3Dweb"),
    raft("wait for a field", "wait", "configmap/settings", "--for=jsonpath={.data.form}=flat", "--timeout=5s"),
    raft("wait in vain", "wait", "configmap/settings", "--for=jsonpath={.data.form}=x", "--timeout=1s"),
    raft("wait for what is not there", "wait", "pod/nothing", "--for=condition=Ready", "--timeout=1s"),
    raft("wait for what is gone", "wait", "pod/nothing", "--for=delete", "--timeout=1s"),
    raft("how a rollout stands", "rollout", "status", "deployment/web", "--watch=false"),
    raft("wait for a rollout", "rollout", "status", "deployment/web", "--timeout=1s"),
)

EVICTIONS: tuple[Step | Raw, ...] = (
    Step("create a pod to evict", ("create", "-f", "-"), body=json.dumps(pod("waiting"))),
    Raw("evict as a dry run", "POST", f"{SPACE}/pods/waiting/eviction", eviction("waiting", dryRun=["All"])),
    Raw("evict another uid", "POST", f"{SPACE}/pods/waiting/eviction", eviction("waiting", preconditions={"uid": "x"})),
    Raw("evict under another name", "POST", f"{SPACE}/pods/waiting/eviction", eviction("other")),
    raft("it is still there", "get", "pod", "waiting", "-o", "name"),
    Raw("evict", "POST", f"{SPACE}/pods/waiting/eviction", eviction("waiting")),
    Raw("evict again", "POST", f"{SPACE}/pods/waiting/eviction", eviction("waiting")),
    Raw("get an eviction", "GET", f"{SPACE}/pods/waiting/eviction"),
    Step("create a node", ("create", "-f", "-"), body='{"apiVersion":"v1","kind":"Node","metadata":{"name":"raft-1"}}'),
    Step("create a pod on it", ("create", "-f", "-"), body=json.dumps(pod("bound", nodeName="raft-1"))),
    Step("cordon as a dry run", ("cordon", "raft-1", "--dry-run=server")),
    Step("cordon", ("cordon", "raft-1")),
    Step("cordon again", ("cordon", "raft-1")),
    Step("it is cordoned", ("get", "node", "raft-1", "-o", "jsonpath={.spec.unschedulable}")),
    Step("drain", ("drain", "raft-1", "--pod-selector=app=bound")),
    Step("drain as a dry run", ("drain", "raft-1", "--pod-selector=app=bound", "--force", "--dry-run=server")),
    Step("drain by force", ("drain", "raft-1", "--pod-selector=app=bound", "--force", "--grace-period=0")),
    raft("the pod is gone", "get", "pod", "bound"),
    Step("create a pod that is held", ("create", "-f", "-"), body=json.dumps(pod("held", nodeName="raft-1"))),
    Raw("it runs and is ready", "PATCH", f"{SPACE}/pods/held/status", READY, MERGE),
    Raw("create a budget", "POST", BUDGETS, BUDGET),
    Step("wait for the budget", ("-n", "raft", "get", "pdb", "held", "-o", COUNTED), until="1 1 0 1"),
    raft("show the budget", "get", "pdb"),
    Raw("evict what the budget holds", "POST", f"{SPACE}/pods/held/eviction", eviction("held")),
    Raw("evict it as a dry run", "POST", f"{SPACE}/pods/held/eviction", eviction("held", dryRun=["All"])),
    Step("drain what the budget holds", ("drain", "raft-1", "--pod-selector=app=held", "--force", "--timeout=2s")),
    raft("a budget that bears it", "patch", "pdb", "held", "--type=merge", "-p", '{"spec":{"minAvailable":0}}'),
    Step("wait for the change", ("-n", "raft", "get", "pdb", "held", "-o", COUNTED), until="0 1 1 1"),
    Raw("evict it now", "POST", f"{SPACE}/pods/held/eviction", eviction("held", gracePeriodSeconds=0)),
    raft("it is gone", "get", "pod", "held"),
    Step("uncordon", ("uncordon", "raft-1")),
    Step("uncordon again", ("uncordon", "raft-1")),
    Step("drain a node that is not there", ("drain", "nowhere")),
    Step("delete the node", ("delete", "node", "raft-1")),
    Step("delete the other namespace", ("delete", "namespace", "raft")),
)

STEPS = APPLIES + PATCHES + PAGES + EVICTIONS
