"""Services, Ingresses, policies and names."""

from __future__ import annotations

from tests.clusters.broken import caused_by, shop
from tests.clusters.parts import app, crashed, env, ingress, namespace, node, running, service, told, waiting
from tests.clusters.surroundings import TRAEFIK, agents, dns_of
from tests.support.build import Plain, obj


@caused_by("service-selects-nothing Service/shop/web")
def selector_with_a_slip() -> list[Plain]:
    web = service("web", selector={"app.kubernetes.io/name": "wbe"})
    return shop(*app("web", serves=False), *web, ingress("web"))


@caused_by("service-port-mismatch Service/shop/web")
def target_port_by_a_name_that_is_gone() -> list[Plain]:
    ports = [{"name": "http", "port": 80, "targetPort": "http"}]
    return shop(*app("web", serves=False, ports=[{"name": "web", "containerPort": 8080}]), *service("web", ports=ports))


@caused_by("ingress-backend-missing Ingress/shop/web")
def route_to_a_service_that_was_renamed() -> list[Plain]:
    return shop(*app("web-v2"), ingress("web", service="web"))


@caused_by("ingress-class-missing Ingress/shop/web")
def class_of_another_controller() -> list[Plain]:
    return shop(*app("web"), {**ingress("web", ingressClassName="nginx"), "status": {}})


@caused_by("network-policy-isolates NetworkPolicy/shop/deny")
def policy_that_denies_everything() -> list[Plain]:
    deny = obj("NetworkPolicy", "deny", spec={"podSelector": {}, "policyTypes": ["Ingress"]})
    return shop(
        *app("db", kind="StatefulSet"), *app("web", crashed(1), env=env(DATABASE_URL="postgres://db:80/shop")), deny
    )


def with_dns(dns: list[Plain], *objects: Plain) -> list[Plain]:
    """One node, and a DNS that is told here."""
    return [node("node-1"), *namespace("shop"), TRAEFIK, *agents("kube-router", "node-1"), *dns_of(dns), *objects]


@caused_by("dns-down Deployment/kube-system/coredns")
def dns_that_is_down() -> list[Plain]:
    coredns = app("coredns", crashed(1), crashed(1), ns="kube-system", serves=False)
    web = app("web", crashed(1), env=env(API_URL="http://api"))
    return with_dns(coredns, *app("api"), *web)


@caused_by("missing-configmap Deployment/kube-system/coredns")
def dns_without_its_configuration() -> list[Plain]:
    volume = {"volumes": [{"name": "config-volume", "configMap": {"name": "coredns"}}]}
    coredns = app("coredns", waiting("ContainerCreating"), ns="kube-system", serves=False, pod=volume)
    words = 'MountVolume.SetUp failed for volume "config-volume" : configmap "coredns" not found'
    return with_dns(told(coredns, "FailedMount", words), *app("web"))


@caused_by("env-wrong-port Deployment/shop/web")
def port_that_the_service_does_not_serve() -> list[Plain]:
    return shop(*app("api"), *app("web", running(ready=False), env=env(API_URL="http://api:8080")))


@caused_by("service-missing Service/shop/cache")
def service_that_nobody_made() -> list[Plain]:
    return shop(*app("web", crashed(1), env=env(REDIS_URL="redis://cache.shop.svc.cluster.local:6379")))


@caused_by("load-balancer-pending Service/shop/web")
def pool_without_addresses() -> list[Plain]:
    web = app("web", serves=False)
    public = service("web", web[2:], type="LoadBalancer")
    return shop(
        *web,
        *told(public, "AllocationFailed", 'Failed to allocate IP for "shop/web": no available IPs', about="Service"),
    )
