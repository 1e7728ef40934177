"""The calls that are made on the simulator and on a real API server, in this order: later ones build on earlier."""

from __future__ import annotations

import json

from tests.practice.differential import Step

LAB = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: lab, labels: {app: web}}
data: {color: blue, size: "3"}
---
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: lab}
stringData: {token: hidden}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: lab, labels: {app: web, tier: front}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      nodeSelector: {lab: nowhere}
      containers:
        - name: web
          image: nginx:1.27
          env: [{name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}, {name: MODE, value: "on"}]
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: http}}
          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: lab, labels: {app: web}}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: disk, namespace: lab}
spec: {storageClassName: nowhere, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: lab}
spec:
  ingressClassName: lab
  rules:
    - host: lab.example
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: lab}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
"""
GHOST = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "ghost", "namespace": "lab", "labels": {"app": "ghost"}},
    "spec": {
        "nodeName": "nowhere",
        "terminationGracePeriodSeconds": 30,
        "containers": [{"name": "main", "image": "busybox:1.36", "command": ["sleep", "1d"]}],
    },
}
GHOST_STATUS = {
    "status": {
        "phase": "Running",
        "podIP": "10.1.2.3",
        "hostIP": "10.9.9.9",
        "conditions": [
            {
                "type": "Ready",
                "status": "False",
                "reason": "ContainersNotReady",
                "message": "containers with unready status: [main]",
            }
        ],
        "containerStatuses": [
            {
                "name": "main",
                "image": "busybox:1.36",
                "imageID": "busybox@sha256:1",
                "ready": False,
                "restartCount": 0,
                "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}},
                "lastState": {},
            }
        ],
    }
}
JOB = """\
apiVersion: batch/v1
kind: Job
metadata: {name: once, namespace: lab}
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      nodeSelector: {lab: nowhere}
      containers: [{name: once, image: busybox, args: [echo, hi]}]
"""
BAD_NAME = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"Bad_Name","namespace":"lab"}}'
BAD_LABELS = LAB.replace("metadata: {labels: {app: web}}", "metadata: {labels: {app: other}}")
POD = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","namespace":"lab"},"spec":{"containers":['
NO_IMAGE = POD + '{"name":"a"}]}}'
NO_CONTAINERS = POD + "]}}"
TOO_MUCH = POD + '{"name":"a","image":"b","resources":{"requests":{"memory":"2Gi"},"limits":{"memory":"1Gi"}}}]}}'
NO_PORTS = '{"apiVersion":"v1","kind":"Service","metadata":{"name":"x","namespace":"lab"},"spec":{}}'
JSON_PATCH = (
    '[{"op":"replace","path":"/spec/revisionHistoryLimit","value":4},'
    '{"op":"add","path":"/metadata/labels/x","value":"y"}]'
)
MERGE_PATCH = '{"metadata":{"labels":{"tier":null,"team":"a"}},"spec":{"revisionHistoryLimit":3}}'
EXTRA = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","namespace":"lab"},"data":{"c":"d"}}'
STALE = '{"metadata":{"resourceVersion":"1"},"data":{"color":"red"}}'


def get(name: str, *arguments: str, shape: str = "text") -> Step:
    return Step(name, ("get", *arguments), shape=shape)


def lab(name: str, *arguments: str, body: str = "", shape: str = "text") -> Step:
    return Step(name, ("-n", "lab", *arguments), body=body, shape=shape)


def until(expected: str, *arguments: str) -> Step:
    return Step(f"wait for {expected}", ("-n", "lab", "get", *arguments), until=expected)


def in_container(fields: str) -> str:
    """A strategic patch of the deployment's container."""
    return f'{{"spec":{{"template":{{"spec":{{"containers":[{{"name":"web",{fields}}}]}}}}}}}}'


SEEN = "{{if eq .metadata.generation .status.observedGeneration}}"
COUNTS = (
    "deployment",
    "web",
    "-o",
    f"go-template={SEEN}{{{{.status.replicas}}}} {{{{.status.updatedReplicas}}}}{{{{end}}}}",
)
SETTLED = until("2 2", *COUNTS)
ROLLING = until("3 1", *COUNTS)
PATCH_WEB = ("patch", "deployment", "web", "-o", "json")

STEPS = (
    Step("create a namespace", ("create", "namespace", "lab")),
    Step("create it again", ("create", "namespace", "lab")),
    Step(
        "create in a namespace that is not there",
        ("create", "-f", "-"),
        body=LAB.replace("namespace: lab", "namespace: nope"),
    ),
    Step("apply", ("apply", "-f", "-"), body=LAB),
    SETTLED,
    Step("apply the same again", ("apply", "-f", "-"), body=LAB),
    Step("apply a change", ("apply", "-f", "-"), body=LAB.replace("color: blue", "color: green")),
    Step(
        "apply without validation",
        ("apply", "--validate=false", "-f", "-"),
        body=LAB.replace("color: blue", "color: red"),
    ),
    Step(
        "apply as a server dry run",
        ("apply", "--dry-run=server", "-f", "-"),
        body=LAB.replace("color: blue", "color: grey"),
    ),
    lab("the dry run changed nothing", "get", "configmap", "settings", "-o", "jsonpath={.data.color}"),
    Step("create what is there", ("create", "-f", "-"), body=LAB),
    Step("create a pod", ("create", "-f", "-"), body=json.dumps(GHOST)),
    lab(
        "give it a status",
        "patch",
        "pod",
        "ghost",
        "--subresource=status",
        "--type=merge",
        "-p",
        json.dumps(GHOST_STATUS),
    ),
    lab("get pods", "get", "pods", "-l", "app=ghost"),
    lab("get pods wide", "get", "pods", "-o", "wide", "-l", "app=ghost"),
    lab("get pods of the deployment", "get", "pods", "-l", "app=web", "--sort-by=.metadata.labels.app"),
    lab("get a pod as json", "get", "pod", "ghost", "-o", "json", shape="json"),
    lab("get a pod as yaml", "get", "pod", "ghost", "-o", "yaml", shape="yaml"),
    lab(
        "select by fields",
        "get",
        "pods",
        "--field-selector",
        "spec.nodeName=nowhere,status.phase=Running",
        "-o",
        "name",
    ),
    lab("describe a pod", "describe", "pod", "ghost"),
    lab(
        "patch what is fixed in a pod",
        "patch",
        "pod",
        "ghost",
        "--type=merge",
        "-p",
        '{"spec":{"restartPolicy":"Never"}}',
    ),
    lab("delete a pod at once", "delete", "pod", "ghost", "--grace-period=0", "--force"),
    lab("get a deployment", "get", "deployment", "web"),
    lab("get a deployment wide", "get", "deployment", "web", "-o", "wide"),
    lab("get a deployment as json", "get", "deployment", "web", "-o", "json", shape="json"),
    lab("get a deployment as yaml", "get", "deployment", "web", "-o", "yaml", shape="yaml"),
    lab("get replicasets", "get", "replicaset", "-l", "app=web"),
    lab("get names", "get", "deployment,service,configmap/settings", "-o", "name"),
    lab("get by jsonpath", "get", "service", "web", "-o", "jsonpath={.spec.ports[0].targetPort} {.spec.type}"),
    lab(
        "get by custom columns",
        "get",
        "configmap",
        "settings",
        "-o",
        "custom-columns=NAME:.metadata.name,COLOR:.data.color",
    ),
    lab("get by go template", "get", "configmap", "settings", "-o", "go-template={{.data.size}}"),
    lab("get with labels", "get", "deployment", "--show-labels", "-L", "tier"),
    lab("get a list as json", "get", "configmap", "-l", "app=web", "-o", "json", shape="json"),
    lab("get several kinds", "get", "service,configmap", "-l", "app=web"),
    lab("get all", "get", "all", "-l", "tier=front"),
    lab("get a service", "get", "service", "web", "-o", "wide"),
    lab("get a service as json", "get", "service", "web", "-o", "json", shape="json"),
    lab("get endpoints", "get", "endpoints", "web"),
    lab("get secrets", "get", "secret", "keys"),
    lab("get a secret as json", "get", "secret", "keys", "-o", "json", shape="json"),
    lab("get a claim as json", "get", "pvc", "disk", "-o", "json", shape="json"),
    lab("get an ingress", "get", "ingress"),
    lab("get an ingress as json", "get", "ingress", "web", "-o", "json", shape="json"),
    lab("get a network policy", "get", "networkpolicy"),
    get("get namespaces", "namespace", "lab"),
    get("get a namespace as json", "namespace", "lab", "-o", "json", shape="json"),
    lab("select by several labels", "get", "deployment", "-l", "app=web,tier in (front,back),!nothing", "-o", "name"),
    lab("select nothing", "get", "deployment", "-l", "app=nothing"),
    lab("select by a field that is not selectable", "get", "pods", "--field-selector", "spec.foo=1"),
    lab("select by a field of no kind", "get", "services", "--field-selector", "spec.type=ClusterIP"),
    lab("select by a broken selector", "get", "pods", "-l", "a in b"),
    lab("describe a deployment", "describe", "deployment", "web"),
    lab("describe a service", "describe", "service", "web"),
    lab("describe a config map", "describe", "configmap", "settings", shape="lines"),
    lab("describe a secret", "describe", "secret", "keys", shape="lines"),
    lab("describe an ingress", "describe", "ingress", "web"),
    lab("describe what is not there", "describe", "pod", "nothing"),
    lab("get what is not there", "get", "pod", "nothing"),
    lab("get a kind that is not there", "get", "nonsense"),
    Step("get a path that is not there", ("get", "--raw", "/api/v1/nonsense")),
    Step("get an object by its path", ("get", "--raw", "/api/v1/namespaces/lab/configmaps/settings"), shape="json"),
    Step(
        "get a list by its path",
        ("get", "--raw", "/api/v1/namespaces/lab/configmaps?labelSelector=app%3Dweb"),
        shape="json",
    ),
    Step("is it well", ("get", "--raw", "/readyz")),
    lab("patch strategically", *PATCH_WEB, "-p", in_container('"image":"nginx:1.28"'), shape="desired"),
    ROLLING,
    lab(
        "the patch merged", "get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[*].env[*].name}"
    ),
    lab(
        "patch an environment away",
        *PATCH_WEB,
        "-p",
        in_container('"env":[{"name":"MODE","$patch":"delete"}]'),
        shape="desired",
    ),
    ROLLING,
    lab("patch by merging", *PATCH_WEB, "--type=merge", "-p", MERGE_PATCH, shape="desired"),
    lab("patch by JSON patch", *PATCH_WEB, "--type=json", "-p", JSON_PATCH, shape="desired"),
    lab("patch nothing", "patch", "deployment", "web", "-p", "{}"),
    lab("patch as a dry run", *PATCH_WEB, "--dry-run=server", "-p", '{"spec":{"replicas":7}}', shape="desired"),
    lab(
        "patch the ports of a service",
        "patch",
        "service",
        "web",
        "-o",
        "json",
        "-p",
        '{"spec":{"ports":[{"port":443,"name":"https"}]}}',
        shape="desired",
    ),
    lab("patch what is not there", "patch", "deployment", "nothing", "-p", "{}"),
    lab("patch with an old version", "patch", "configmap", "settings", "--type=merge", "-p", STALE),
    lab("patch a wrong type", "patch", "deployment", "web", "--type=merge", "-p", '{"spec":{"replicas":-1}}'),
    lab(
        "patch the selector",
        "patch",
        "deployment",
        "web",
        "--type=merge",
        "-p",
        '{"spec":{"selector":{"matchLabels":{"app":"x"}}}}',
    ),
    lab("set an image", "set", "image", "deployment/web", "web=nginx:1.29"),
    ROLLING,
    lab("set resources", "set", "resources", "deployment/web", "--limits=memory=256Mi"),
    ROLLING,
    lab("set an environment variable", "set", "env", "deployment/web", "MODE=off"),
    ROLLING,
    lab("what was set", "get", "deployment", "web", "-o", "json", shape="desired"),
    ROLLING,
    lab("scale", "scale", "deployment", "web", "--replicas=3"),
    until("4 2", *COUNTS),
    lab("scale where it is not so", "scale", "deployment", "web", "--current-replicas=9", "--replicas=1"),
    lab("scale as a dry run", "scale", "deployment", "web", "--replicas=9", "--dry-run=server"),
    lab("the scale", "get", "--raw", "/apis/apps/v1/namespaces/lab/deployments/web/scale", shape="json"),
    lab("scale what is not there", "scale", "deployment", "nothing", "--replicas=1"),
    lab("scale back", "scale", "deployment", "web", "--replicas=2"),
    ROLLING,
    lab("restart a rollout", "rollout", "restart", "deployment", "web"),
    ROLLING,
    lab("pause", "rollout", "pause", "deployment", "web"),
    lab("pause again", "rollout", "pause", "deployment", "web"),
    lab("resume", "rollout", "resume", "deployment", "web"),
    lab("label", "label", "deployment", "web", "team=b", "--overwrite"),
    lab("label wrongly", "label", "deployment", "web", "team=not a label"),
    lab("annotate", "annotate", "configmap", "settings", "why=test"),
    Step("create a job", ("create", "-f", "-"), body=JOB),
    until("1", "job", "once", "-o", "jsonpath={.status.active}"),
    lab("get a job as json", "get", "job", "once", "-o", "json", shape="json"),
    lab("create a config map by command", "create", "configmap", "extra", "--from-literal=a=b"),
    lab("create a secret by command", "create", "secret", "generic", "extra", "--from-literal=a=b"),
    lab(
        "create a deployment by command",
        "create",
        "deployment",
        "web2",
        "--image=nginx",
        "--replicas=0",
        "-o",
        "json",
        shape="json",
    ),
    lab("expose it", "expose", "deployment", "web2", "--port=80", "-o", "json", shape="json"),
    Step("a name that is none", ("create", "-f", "-"), body=BAD_NAME),
    Step("labels that the selector misses", ("create", "-f", "-"), body=BAD_LABELS.replace("name: web", "name: bad")),
    Step("a container without image", ("create", "-f", "-"), body=NO_IMAGE),
    Step("a pod without containers", ("create", "-f", "-"), body=NO_CONTAINERS),
    Step("more requested than the limit", ("create", "-f", "-"), body=TOO_MUCH),
    Step("a service without ports", ("create", "-f", "-"), body=NO_PORTS),
    Step("replace", ("replace", "-f", "-"), body=EXTRA.replace("NAME", "extra")),
    lab("what was replaced", "get", "configmap", "extra", "-o", "json", shape="json"),
    Step("replace what is not there", ("replace", "-f", "-"), body=EXTRA.replace("NAME", "nothing")),
    lab("delete as a server dry run", "delete", "configmap", "extra", "--dry-run=server"),
    lab("delete as a client dry run", "delete", "configmap", "extra", "--dry-run=client"),
    lab("it is still there", "get", "configmap", "extra", "-o", "name"),
    lab("delete", "delete", "configmap", "extra"),
    lab("delete again", "delete", "configmap", "extra"),
    lab("delete what may not be there", "delete", "configmap", "extra", "--ignore-not-found"),
    lab("delete by label", "delete", "configmap", "-l", "app=web"),
    lab("delete a deployment", "delete", "deployment", "web"),
    until("", "pods,replicasets", "-l", "app=web", "-o", "name"),
    lab("delete a job", "delete", "job", "once"),
    lab("logs of a pod that is not there", "logs", "nothing"),
    Step("delete the namespace", ("delete", "namespace", "lab")),
    Step("the namespace is gone", ("get", "namespace", "lab")),
)
