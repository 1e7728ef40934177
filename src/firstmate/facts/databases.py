"""Databases of a cluster: which workloads are one, what their clients say when they cannot use it, and which is meant.

https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.addresses import addresses
from firstmate.facts.cures import look
from firstmate.facts.logs import lines, tidy, told
from firstmate.findings import Evidence, Finding, ObjectRef, Rule


@dataclass(frozen=True)
class Engine:
    """A kind of database: how its images and Services are named, and the port that it listens on by default."""

    name: str
    image: re.Pattern[str]
    port: int


MYSQL = Engine("MySQL", re.compile(r"mysql|mariadb|percona|galera"), 3306)
POSTGRES = Engine("PostgreSQL", re.compile(r"postgres|postgis|timescale|spilo|pgvector|cloudnative-pg"), 5432)
MONGO = Engine("MongoDB", re.compile(r"mongo"), 27017)
REDIS = Engine("Redis", re.compile(r"redis|valkey|dragonfly|keydb"), 6379)
ENGINES = (MYSQL, POSTGRES, MONGO, REDIS)


class Trouble(StrEnum):
    """What keeps a client from using a database."""

    CREDENTIALS = "credentials"
    CONNECTIONS = "connections"
    READ_ONLY = "read-only"
    REFUSED = "refused"


# What clients log, by trouble and engine: the servers' own messages, and those of common drivers.
PHRASES: dict[Trouble, dict[str, tuple[str, ...]]] = {
    Trouble.CREDENTIALS: {
        "MySQL": (r"Access denied for user '",),
        "PostgreSQL": (
            r"password authentication failed for user",
            r"no pg_hba\.conf entry for host",
            r"FATAL: +role \"[^\"]+\" does not exist",
        ),
        "MongoDB": (r"(Mongo|SCRAM|bad auth).{0,80}Authentication failed",),
        "Redis": (r"\bWRONGPASS\b", r"\bNOAUTH\b", r"ERR invalid password"),
    },
    Trouble.CONNECTIONS: {
        "MySQL": (r"Too many connections", r"'max_user_connections'"),
        "PostgreSQL": (
            r"too many clients already",
            r"remaining connection slots are reserved",
            r"too many connections for (role|database)",
        ),
        "MongoDB": (r"too many open connections",),
        "Redis": (r"ERR max number of clients",),
    },
    Trouble.READ_ONLY: {
        "MySQL": (r"running with the --(super-)?read-only option", r"Running in read-only mode"),
        "PostgreSQL": (r"cannot execute [A-Z ]+ in a read-only transaction",),
        "MongoDB": (r"NotWritablePrimary", r"\bnot master\b", r"not primary"),
        "Redis": (r"READONLY You can't write against a read only",),
    },
    Trouble.REFUSED: {
        "MySQL": (
            r"Can't connect to (MySQL|MariaDB) server on .*(111|refused)",
            r"Communications link failure",
            r"(mysql|mariadb).*connection refused",
        ),
        "PostgreSQL": (
            r"connection to server at .* failed: Connection refused",
            r"could not connect to server: Connection refused",
            r"org\.postgresql\S*: Connection to \S+ refused",
            r"(postgres|pgx|psycopg).*connection refused",
        ),
        "MongoDB": (r"Mongo\w*(Error|Exception).*(ECONNREFUSED|connection refused)",),
        "Redis": (r"redis.*(ECONNREFUSED|refused)",),
    },
}
WORDS: dict[Trouble, tuple[tuple[Engine, re.Pattern[str]], ...]] = {
    trouble: tuple((engine, re.compile("|".join(phrases[engine.name]), re.IGNORECASE)) for engine in ENGINES)
    for trouble, phrases in PHRASES.items()
}
TARGET = re.compile(
    r"server on '(?P<mysql>[\w.-]+)(?::(?P<mysqlport>\d+))?'|server at \"(?P<pg>[\w.-]+)\".*?port (?P<pgport>\d+)|"
    r"(?:Connection to|ECONNREFUSED|Redis at|dial tcp) (?P<host>[\w.-]+):(?P<port>\d+)"
)


@dataclass(frozen=True)
class Complaint:
    """A client that complains of its database, in one line of its log."""

    client: WorkloadFacts
    engine: Engine
    line: str

    @property
    def target(self) -> tuple[str, int]:
        """The host and port that the line names; ("", 0) where it does not."""
        match = TARGET.search(self.line)
        if not match:
            return "", 0
        return (
            match["mysql"] or match["pg"] or match["host"] or "",
            int(match["mysqlport"] or match["pgport"] or match["port"] or 0),
        )


def complaints(facts: Facts, trouble: Trouble) -> Iterator[Complaint]:
    """One complaint for each client whose log tells of this trouble now. What a database logs of itself is not one."""
    for client in told(facts):
        if engine_of(client) is None:
            found = (c for line in lines(facts, client.ref) if (c := _complaint(client, line, trouble)))
            first = next(found, None)
            if first:
                yield first


def engine_of(workload: WorkloadFacts) -> Engine | None:
    """The database that a workload is, by its images; exporters and tools beside it do not count."""
    for container in workload.template.spec.containers:
        name = container.image.rpartition("/")[2].partition("@")[0].partition(":")[0]
        if not re.search(r"export|backup|client|admin|operator|ui\b|express", name):
            for engine in ENGINES:
                if engine.image.search(name):
                    return engine
    return None


def database_of(facts: Facts, client: WorkloadFacts, engine: Engine) -> WorkloadFacts | None:
    """The database workload that a client uses: named in its manifest or log, the only one, or the only one that its
    neighbours' logs name. None when unsure."""
    candidates = [w for w in facts.workloads.values() if engine_of(w) is engine and w.wanted]
    named = {a.ref for a in addresses(facts) if a.workload == client.ref}
    neighbours = [r for r in facts.logs if r.namespace == client.ref.namespace and not engine_of(facts.workloads[r])]
    for known in (
        [w for w in candidates if _services(facts, w) & named],
        [w for w in candidates if _is_mentioned(facts, w, (client.ref,))],
        [w for w in candidates if w.ref.namespace == client.ref.namespace],
        candidates,
        [w for w in candidates if _is_mentioned(facts, w, neighbours)],
    ):
        if len(known) == 1:
            return known[0]
    return None


def _complaint(client: WorkloadFacts, line: str, trouble: Trouble) -> Complaint | None:
    engine = next((engine for engine, words in WORDS[trouble] if words.search(line)), None)
    return Complaint(client, engine, line) if engine else None


def _services(facts: Facts, workload: WorkloadFacts) -> set[ObjectRef]:
    labels = workload.template.metadata.labels
    named = [labels, *(pod.metadata.labels for pod in workload.pods)]  # a leader is labelled while it leads
    return {ObjectRef.of("Service", s) for n in named for s in facts.services_of(workload.ref.namespace, n)}


def _is_mentioned(facts: Facts, database: WorkloadFacts, clients: Iterable[ObjectRef]) -> bool:
    """Whether a log of these clients names a Service of the database."""
    names = "|".join(re.escape(s.name) for s in sorted(_services(facts, database)))
    texts = (excerpt.text for client in clients for excerpt in facts.logs.get(client, ()))
    return bool(names) and any(re.search(rf"\b({names})\b", text) for text in texts)


def database_findings(rule: Rule, facts: Facts, trouble: Trouble, words: str) -> Iterator[Finding]:
    """Findings of a trouble that is the database's own: told of it with all its clients, else of each client."""
    groups: dict[ObjectRef, list[Complaint]] = {}
    for complaint in complaints(facts, trouble):
        database = database_of(facts, complaint.client, complaint.engine)
        groups.setdefault(database.ref if database else complaint.client.ref, []).append(complaint)
    for ref, found in sorted(groups.items()):
        clients = tuple(sorted(c.client.ref for c in found))
        known = ref not in clients
        what = f"{ref.kind} {ref.name}" if known else f"The {found[0].engine.name} of {ref.kind} {ref.name}"
        yield rule.finding(
            ref,
            f"{what} {words}: {', '.join(c.name for c in clients[:3])} cannot use it.",
            evidence=tuple(Evidence(f"log of {c.client.ref.name}", tidy(c.line)) for c in found[:3]),
            remedies=(look("Look at the database's own state and settings", f"kubectl logs {ref.kubectl} --tail=100"),),
            confidence=0.9 if known else 0.75,
            explains=clients if known else (),
        )
