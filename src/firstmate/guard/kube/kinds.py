"""Kinds of objects by every name that kubectl takes for them, and what hangs on some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from firstmate.guard.values import UNKNOWN

# kind -> its short names; plurals follow English
KINDS = {
    "apiservice": "",
    "application": "app apps",
    "applicationset": "appset appsets",
    "appproject": "appproj appprojs",
    "bucket": "",
    "certificate": "cert certs",
    "certificatesigningrequest": "csr",
    "clusterissuer": "",
    "clusterrole": "",
    "clusterrolebinding": "",
    "componentstatus": "cs",
    "configmap": "cm",
    "controllerrevision": "",
    "cronjob": "cj",
    "csidriver": "",
    "csinode": "",
    "csistoragecapacity": "",
    "customresourcedefinition": "crd crds",
    "daemonset": "ds",
    "deployment": "deploy",
    "endpoint": "ep endpoints",
    "endpointslice": "",
    "event": "ev",
    "flowschema": "",
    "gitrepository": "gitrepo",
    "helmrelease": "hr",
    "horizontalpodautoscaler": "hpa",
    "ingress": "ing",
    "ingressclass": "",
    "ingressroute": "",
    "ipaddresspool": "",
    "issuer": "",
    "job": "",
    "kustomization": "ks",
    "lease": "",
    "limitrange": "limits",
    "mutatingwebhookconfiguration": "",
    "namespace": "ns",
    "networkpolicy": "netpol",
    "node": "no",
    "persistentvolume": "pv",
    "persistentvolumeclaim": "pvc",
    "pod": "po",
    "poddisruptionbudget": "pdb",
    "podtemplate": "",
    "priorityclass": "pc",
    "prioritylevelconfiguration": "",
    "prometheusrule": "promrule",
    "replicaset": "rs",
    "replicationcontroller": "rc",
    "resourcequota": "quota",
    "role": "",
    "rolebinding": "",
    "runtimeclass": "",
    "sealedsecret": "",
    "secret": "",
    "service": "svc",
    "serviceaccount": "sa",
    "servicemonitor": "smon",
    "statefulset": "sts",
    "storageclass": "sc",
    "validatingadmissionpolicy": "",
    "validatingadmissionpolicybinding": "",
    "validatingwebhookconfiguration": "",
    "volumeattachment": "",
    "volumesnapshot": "vs",
    "volumesnapshotclass": "",
}
SHORT = {short: kind for kind, shorts in KINDS.items() for short in shorts.split()}

CLUSTER_SCOPED = frozenset(
    {
        "apiservice",
        "certificatesigningrequest",
        "clusterissuer",
        "clusterrole",
        "clusterrolebinding",
        "componentstatus",
        "csidriver",
        "csinode",
        "customresourcedefinition",
        "flowschema",
        "ingressclass",
        "mutatingwebhookconfiguration",
        "namespace",
        "node",
        "persistentvolume",
        "priorityclass",
        "prioritylevelconfiguration",
        "runtimeclass",
        "storageclass",
        "validatingadmissionpolicy",
        "validatingadmissionpolicybinding",
        "validatingwebhookconfiguration",
        "volumeattachment",
        "volumesnapshotclass",
    }
)

SYSTEM_NAMESPACES = frozenset({"kube-system", "kube-public", "kube-node-lease", "default"})
"""Without them there is no cluster."""

# kind -> why changing one is more than changing one object
WEIGHT = {
    "apiservice": "a part of the API is served through it",
    "certificatesigningrequest": "it gives somebody an identity in the cluster",
    "clusterrole": "it says who may do what in the whole cluster",
    "clusterrolebinding": "it says who may do what in the whole cluster",
    "customresourcedefinition": "every object of the kind goes with it",
    "mutatingwebhookconfiguration": "every write to the API may go through it",
    "namespace": "everything in it goes with it",
    "networkpolicy": "it says who may talk to whom",
    "node": "everything that runs on it is concerned",
    "persistentvolume": "its data may be lost",
    "persistentvolumeclaim": "its data may be lost",
    "poddisruptionbudget": "it protects what is running",
    "resourcequota": "it bounds a whole namespace",
    "role": "it says who may do what",
    "rolebinding": "it says who may do what",
    "secret": "it holds credentials",
    "serviceaccount": "it is an identity that pods run as",
    "storageclass": "it decides where data goes, and whether it stays",
    "validatingadmissionpolicy": "it guards every write to the API",
    "validatingadmissionpolicybinding": "it guards every write to the API",
    "validatingwebhookconfiguration": "it guards every write to the API",
    "volumesnapshot": "it is a copy of data",
}


class Objects(NamedTuple):
    """Objects of one kind. No names: all of it, or what is selected."""

    kind: str
    names: tuple[str, ...] = ()


def kind_of(word: str) -> str:
    """Singular and lower case, without version and group: `Deployments.v1.apps` is a deployment."""
    name = word.lower().partition(".")[0]
    if UNKNOWN in name or name in KINDS:
        return name
    return SHORT.get(name) or _singular(name)


def _singular(name: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ss", "ss"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + instead
    return name


def objects_of(words: Sequence[str]) -> tuple[Objects, ...]:
    """From `TYPE[,TYPE] [NAME…]` or `TYPE/NAME …`."""
    return tuple(_objects_of(words))


def _objects_of(words: Sequence[str]) -> Iterator[Objects]:
    if any("/" in word for word in words):
        for word in words:
            kind, slash, name = word.partition("/")
            yield Objects(kind_of(kind), (name,)) if slash else Objects(UNKNOWN, (word,))
    elif words:
        for kind in filter(None, words[0].split(",")):
            yield Objects(kind_of(kind), tuple(words[1:]))
