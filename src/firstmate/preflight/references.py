"""Every ConfigMap and Secret that pods and Ingresses of a bundle name, with the line where; and which will be made.

https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstmate.findings import ObjectRef
from firstmate.preflight.bundle import Bundle, Item, Template
from firstmate.preflight.values import Where
from firstmate.snapshot.objects import (
    ConfigMapVolume,
    Container,
    IngressSpec,
    KeyRef,
    SecretProjection,
    SecretVolume,
    Volume,
)

# What makes Secrets of which name, by group and kind: the way to the name in the manifest; () is its own.
# https://cert-manager.io/docs/usage/certificate/, https://external-secrets.io/latest/api/externalsecret/,
# https://github.com/bitnami-labs/sealed-secrets, https://infisical.com/docs/integrations/platforms/kubernetes
MAKERS: dict[tuple[str, str], tuple[Where, ...]] = {
    ("cert-manager.io", "Certificate"): (("spec", "secretName"),),
    ("external-secrets.io", "ExternalSecret"): (("spec", "target", "name"), ()),
    ("bitnami.com", "SealedSecret"): (("spec", "template", "metadata", "name"), ()),
    ("secrets.infisical.com", "InfisicalSecret"): (("spec", "managedSecretReference", "secretName"),),
    ("isindir.github.com", "SopsSecret"): ((),),
}
# Operators name what they make after their object: https://cloudnative-pg.io/documentation/current/applications/
SUFFIXES: dict[tuple[str, str], tuple[str, ...]] = {
    ("postgresql.cnpg.io", "Cluster"): ("-app", "-superuser", "-ca", "-server", "-replication"),
}
ISSUERS = ("cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "kubernetes.io/tls-acme")
"""Annotations of an Ingress by which cert-manager makes the Secrets of its TLS."""


@dataclass(frozen=True)
class Mention:
    """One place that names a ConfigMap or Secret; `key` is "" where no single key is meant."""

    item: Item
    ref: ObjectRef
    key: str
    where: Where


def mentions(bundle: Bundle) -> Iterator[Mention]:
    """Everything that pods need to start: what is optional is left out."""
    for template in bundle.templates:
        for kind, name, key, where in (*_of_containers(template), *_of_volumes(template)):
            yield Mention(template.item, ObjectRef(kind, template.item.ref.namespace, name), key, where)


def pull_secrets(bundle: Bundle) -> Iterator[Mention]:
    """The Secrets by which images are pulled."""
    for template in bundle.templates:
        for number, named in enumerate(template.spec.image_pull_secrets):
            ref = ObjectRef("Secret", template.item.ref.namespace, named.name)
            yield Mention(template.item, ref, "", template.place_of("imagePullSecrets", number, "name"))


def tls_secrets(bundle: Bundle) -> Iterator[Mention]:
    """The Secrets of Ingresses' TLS, but for those that cert-manager makes for an annotation."""
    for item in bundle.of_kind("Ingress"):
        if any(name in item.manifest.annotations for name in ISSUERS):
            continue
        for number, tls in enumerate(item.part(IngressSpec, "spec").tls):
            if tls.secret_name:
                ref = ObjectRef("Secret", item.ref.namespace, tls.secret_name)
                yield Mention(item, ref, "", ("spec", "tls", number, "secretName"))


def will_be_made(bundle: Bundle, ref: ObjectRef) -> bool:
    """Whether an object among the manifests makes this Secret once its controller has seen it."""
    return ref.kind == "Secret" and any(
        ref.name in _makes(item) for item in bundle.items if item.ref.namespace == ref.namespace
    )


def _makes(item: Item) -> frozenset[str]:
    manifest = item.manifest
    kind = (manifest.group, manifest.kind)
    named = (manifest.at(*way) if way else manifest.name for way in MAKERS.get(kind, ()))
    first = next((str(name) for name in named if name), "")
    return frozenset({first, *(f"{manifest.name}{suffix}" for suffix in SUFFIXES.get(kind, ()))} - {""})


Found = tuple[str, str, str, Where]


def _of_containers(template: Template) -> Iterator[Found]:
    for container, where in template.containers():
        yield from _of_env(container, where)
        for number, whole in enumerate(container.env_from):
            place = (*where, "envFrom", number)
            yield from _key("ConfigMap", whole.config_map_ref, (*place, "configMapRef", "name"))
            yield from _key("Secret", whole.secret_ref, (*place, "secretRef", "name"))


def _of_env(container: Container, where: Where) -> Iterator[Found]:
    for number, env in enumerate(container.env):
        if env.value_from:
            place = (*where, "env", number, "valueFrom")
            yield from _key("ConfigMap", env.value_from.config_map_key_ref, (*place, "configMapKeyRef", "name"))
            yield from _key("Secret", env.value_from.secret_key_ref, (*place, "secretKeyRef", "name"))


def _key(kind: str, found: KeyRef | None, where: Where) -> Iterator[Found]:
    if found and found.name and not found.optional:
        yield kind, found.name, found.key, where


def _of_volumes(template: Template) -> Iterator[Found]:
    for number, volume in enumerate(template.spec.volumes):
        yield from _of_volume(volume, template.place_of("volumes", number))


def _of_volume(volume: Volume, where: Where) -> Iterator[Found]:
    if volume.config_map:
        yield from _keys("ConfigMap", volume.config_map.name, volume.config_map, (*where, "configMap", "name"))
    if volume.secret:
        yield from _keys("Secret", volume.secret.secret_name, volume.secret, (*where, "secret", "secretName"))
    for number, source in enumerate(volume.projected.sources if volume.projected else ()):
        place = (*where, "projected", "sources", number)
        if source.config_map:
            yield from _keys("ConfigMap", source.config_map.name, source.config_map, (*place, "configMap", "name"))
        if source.secret:
            yield from _keys("Secret", source.secret.name, source.secret, (*place, "secret", "name"))


def _keys(
    kind: str, name: str, volume: ConfigMapVolume | SecretVolume | SecretProjection, where: Where
) -> Iterator[Found]:
    """The object, and each of its keys that is mounted by name."""
    if not name or volume.optional:
        return
    yield kind, name, "", where
    for number, item in enumerate(volume.items):
        yield kind, name, item.key, (*where[:-1], "items", number, "key")
