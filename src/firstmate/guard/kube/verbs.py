"""What each kubectl command does, in tables: test_kubectl.py holds them against every leaf of kubectl's own tree."""

from __future__ import annotations

READS = frozenset(
    {
        "",
        "api-resources",
        "api-versions",
        "auth",
        "auth can-i",
        "auth whoami",
        "certificate",
        "cluster-info",
        "completion",
        "config",
        "config current-context",
        "config get-clusters",
        "config get-contexts",
        "config get-users",
        "create secret",
        "create service",
        "events",
        "explain",
        "help",
        "logs",
        "options",
        "plugin",
        "plugin list",
        "rollout",
        "rollout history",
        "rollout status",
        "set",
        "top",
        "top node",
        "top pod",
        "version",
    }
)
"""They change nothing, and none of their flags makes them."""

GROUPS = frozenset(
    {"auth", "certificate", "config", "create secret", "create service", "plugin", "rollout", "set", "top"}
)
"""Alone they print their help; with another word after them that word is a plugin, or of a newer version."""

LOCAL = frozenset({"completion", "kustomize", "options", "help", "plugin", "plugin list", ""})
"""They ask no cluster, so it does not matter which is named."""

# command -> what it does to the objects it names
CHANGES = {
    "annotate": "changes the annotations of",
    "apply": "applies",
    "apply edit-last-applied": "edits what was last applied of",
    "apply set-last-applied": "replaces what was last applied of",
    "auth reconcile": "makes the permissions as in the file:",
    "autoscale": "lets a controller scale",
    "certificate approve": "approves",
    "certificate deny": "denies",
    "cordon": "keeps new pods off",
    "create": "creates",
    "delete": "deletes",
    "drain": "moves every pod off",
    "edit": "edits",
    "expose": "makes a Service for",
    "label": "changes the labels of",
    "patch": "patches",
    "replace": "replaces",
    "rollout pause": "stops the rollout of",
    "rollout restart": "restarts",
    "rollout resume": "lets the rollout go on of",
    "rollout undo": "takes back the last change of",
    "scale": "scales",
    "set env": "changes the environment of",
    "set image": "changes the image of",
    "set resources": "changes requests and limits of",
    "set selector": "changes what is selected by",
    "set serviceaccount": "changes the identity of",
    "set subject": "changes who is bound by",
    "taint": "changes which pods may run on",
    "uncordon": "lets new pods on",
}

# command -> why it is asked about whatever it names
ASKED = {
    "attach": "attaches to a process that is running",
    "config delete-cluster": "changes the kubeconfig, and so where later commands go",
    "config delete-context": "changes the kubeconfig, and so where later commands go",
    "config delete-user": "changes the kubeconfig, and so who later commands are",
    "config rename-context": "changes the kubeconfig, and so where later commands go",
    "config set": "changes the kubeconfig, and so where later commands go",
    "config set-cluster": "changes the kubeconfig, and so where later commands go",
    "config set-context": "changes the kubeconfig, and so where later commands go",
    "config set-credentials": "changes the kubeconfig, and so who later commands are",
    "config unset": "changes the kubeconfig, and so where later commands go",
    "config use-context": "changes the kubeconfig, and so where later commands go",
    "cp": "copies files between a container and here; they may hold credentials or replace something",
    "create token": "hands out a credential of a service account",
    "port-forward": "opens a way into the cluster past its network rules",
    "proxy": "opens the whole API to every program on this machine, without a password",
    "run": "starts a pod",
}

# create X -> the kind that it creates
CREATES = {
    "create clusterrole": "clusterrole",
    "create clusterrolebinding": "clusterrolebinding",
    "create configmap": "configmap",
    "create cronjob": "cronjob",
    "create deployment": "deployment",
    "create ingress": "ingress",
    "create job": "job",
    "create namespace": "namespace",
    "create poddisruptionbudget": "poddisruptionbudget",
    "create priorityclass": "priorityclass",
    "create quota": "resourcequota",
    "create role": "role",
    "create rolebinding": "rolebinding",
    "create secret docker-registry": "secret",
    "create secret generic": "secret",
    "create secret tls": "secret",
    "create service clusterip": "service",
    "create service externalname": "service",
    "create service loadbalancer": "service",
    "create service nodeport": "service",
    "create serviceaccount": "serviceaccount",
}

# command whose words are names -> their kind
OF_ONE_KIND = {
    "certificate approve": "certificatesigningrequest",
    "certificate deny": "certificatesigningrequest",
    "cordon": "node",
    "drain": "node",
    "uncordon": "node",
}

JUDGED_APART = frozenset(
    {"apply view-last-applied", "cluster-info dump", "config view", "debug", "describe", "diff", "exec", "get"}
    | {"kustomize", "wait"}
)
"""Each has a function of its own in guard/commands/kubectl.py."""

# flag -> what it changes about who is asking whom
IDENTITY = {
    "as": "it acts as somebody else",
    "as-group": "it acts as a member of another group",
    "as-uid": "it acts as somebody else",
    "as-user-extra": "it acts as somebody else",
    "cache-dir": "what the API is taken for comes out of a folder that the command names",
    "certificate-authority": "the command says itself which servers to trust",
    "client-certificate": "it brings credentials of its own",
    "client-key": "it brings credentials of its own",
    "cluster": "it sends the context's credentials to another cluster",
    "insecure-skip-tls-verify": "nothing proves that the server is the right one",
    "kuberc": "a file that the command names may change what it does",
    "password": "it brings credentials of its own",
    "profile-output": "it writes a file",
    "tls-server-name": "the command says itself which servers to trust",
    "token": "it brings credentials of its own",
    "user": "it acts as another user of the kubeconfig",
    "username": "it brings credentials of its own",
}
HARMLESS_AS = frozenset({"auth can-i", "auth whoami"})
"""Asking what somebody may do is what `--as` is for."""

# plugins that only read, whatever their arguments
READ_PLUGINS = frozenset({"access-matrix", "df-pv", "resource-capacity", "tree", "view-allocations", "who-can"})

# commands of `oc` that kubectl does not have, and that only read
READS_OF_OC = frozenset({"projects", "status", "whoami"})
