"""No site file makes the checks fail, whatever is in it."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from firstmate.services.site_check import check

NAME = st.sampled_from(["a", "b", "c", "d"])
NAMES = st.lists(NAME, unique=True, max_size=4)
AMOUNT = st.floats(0.001, 1e12) | st.integers(1, 9)
NUMBER = st.integers(0, 3)


def mapping(needed, **more):
    return st.fixed_dictionaries(needed, optional=more)


PROBE = st.one_of(
    mapping({"kind": st.just("tcp")}, host=NAME, port=NUMBER.map(lambda n: n + 1)),
    mapping(
        {"kind": st.just("http")}, url=st.just("http://a"), matches=st.text(min_size=1), headers=st.just({"A": "a"})
    ),
    mapping({"kind": st.just("redis")}, password=NAME),
    mapping({"kind": st.just("nvidia")}, node=NAME),
    mapping({"kind": st.just("kubernetes")}, namespace=NAME),
)
DEPLOY = st.sampled_from(
    [{"compose": "/c.yml"}, {"unit": "a"}, {"application": "a"}, {"run": "a"}, {"run": "a", "undo": "b"}]
)
PORT = st.one_of(st.integers(1, 4), st.sampled_from(["53/udp", "99999/tcp"]))
SITE = mapping(
    {"schema": st.just(1)},
    phase=NUMBER,
    nodes=st.lists(
        mapping(
            {"name": NAME},
            address=NAME,
            ssh=st.sampled_from(["local", "a"]),
            memory_gb=AMOUNT,
            peak_watts=AMOUNT,
            gpus=st.lists(mapping({"name": NAME}, watts=AMOUNT, limit_watts=AMOUNT), max_size=2),
        ),
        max_size=4,
    ),
    power=mapping({"ups_watts": AMOUNT}, possible_watts=AMOUNT),
    clusters=st.lists(mapping({"name": NAME}, context=NAME, nodes=NAMES), max_size=3),
    services=st.lists(
        mapping(
            {"name": NAME},
            phase=NUMBER,
            node=NAME,
            cluster=NAME,
            port=PORT,
            ports=st.lists(PORT, max_size=2),
            memory_gb=AMOUNT,
            needs=NAMES,
            secrets=NAMES,
            probe=PROBE,
            probes=st.lists(PROBE, max_size=2),
            deploy=DEPLOY,
        ),
        max_size=6,
    ),
    phases=st.lists(
        mapping(
            {"number": NUMBER, "name": NAME},
            gate=st.lists(mapping({"text": NAME}, services=NAMES, probe=PROBE), max_size=2),
        ),
        max_size=3,
    ),
    constraints=st.lists(mapping({"text": NAME}, node=NAME, probe=PROBE), max_size=2),
    secrets=st.dictionaries(NAME, st.just({"env": "A"}), max_size=2),
    knowledge=st.lists(st.text(min_size=1, max_size=20), max_size=3),
)


@given(SITE)
def test_every_fault_of_any_site_has_its_line(content):
    """It comes back, and each fault names a line that the file has."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "site.yaml"
        path.write_text(json.dumps(content, indent=1))

        for fault in check(path):
            assert 1 <= int(fault.place.rpartition(":")[2]) <= len(path.read_text().splitlines()) and fault.message


def test_a_thousand_services_in_a_circle_are_told(tmp_path):
    """No depth of needs is too deep."""
    services = [{"name": f"s{n}", "needs": [f"s{(n + 1) % 1000}"]} for n in range(1000)]
    (tmp_path / "site.yaml").write_text(json.dumps({"schema": 1, "services": services}))

    assert any("services need each other: s0 → s1 → " in fault.message for fault in check(tmp_path / "site.yaml"))
