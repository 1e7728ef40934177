"""Where well-known images keep their data and listen, as their own documentation says it."""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """The folder of its data in the container, and the port on which it listens there; 0: nobody says."""

    data: str
    port: int = 0


# repository, without registry and tag -> what is known of it
IMAGES = {
    "adguard/adguardhome": Known("/opt/adguardhome/work"),
    "eclipse-mosquitto": Known("/mosquitto/data", 1883),
    "getmeili/meilisearch": Known("/meili_data", 7700),
    "grafana/grafana": Known("/var/lib/grafana", 3000),
    "grafana/loki": Known("/loki", 3100),
    "home-assistant/home-assistant": Known("/config", 8123),
    "louislam/uptime-kuma": Known("/app/data", 3001),
    "minio/minio": Known("/data"),
    "n8nio/n8n": Known("/home/node/.n8n", 5678),
    "neo4j": Known("/data"),
    "ollama/ollama": Known("/root/.ollama", 11434),
    "plexinc/pms-docker": Known("/config", 32400),
    "postgres": Known("/var/lib/postgresql/data", 5432),
    "prom/alertmanager": Known("/alertmanager", 9093),
    "prom/prometheus": Known("/prometheus", 9090),
    "qdrant/qdrant": Known("/qdrant/storage"),
    "redis": Known("/data", 6379),
}


def known(image: str) -> Known | None:
    """What is known of an image, of whatever registry and version."""
    repository = image.partition("@")[0]
    last = repository.rpartition("/")[2].partition(":")[0]
    parts = [*repository.split("/")[:-1], last]
    return IMAGES.get("/".join(parts[-2:])) or IMAGES.get(last if len(parts) == 1 or parts[-2] == "library" else "")
