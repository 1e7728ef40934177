"""The order in which services come up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstmate.errors import UsageError
from firstmate.sites.order import ordered
from firstmate.sites.values import Service


def names(*services: Service) -> str:
    return " ".join(service.name for service in ordered(services))


def test_the_higher_priority_comes_first_and_else_the_file_decides():
    """Where nothing needs anything."""
    assert names(Service("a"), Service("b", priority=5), Service("c"), Service("d", priority=5)) == "b d a c"


def test_what_is_needed_comes_first_whatever_its_priority():
    """And what it needs before that."""
    assert names(Service("a", needs=("b",), priority=9), Service("b", needs=("c",)), Service("c")) == "c b a"


def test_what_is_needed_and_not_among_them_is_not_waited_for():
    """It is of another phase."""
    assert names(Service("a", needs=("elsewhere",)), Service("b")) == "a b"


def test_services_that_wait_for_each_other_are_refused():
    """By their names."""
    with pytest.raises(UsageError, match="wait for each other: a, b"):
        ordered([Service("a", needs=("b",)), Service("b", needs=("a",)), Service("c")])


@given(st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(0, 30))), max_size=30))
def test_nothing_comes_before_what_it_needs(drawn):
    """In any order without a cycle: each needs earlier ones only, and the file lists them backwards."""
    services = [
        Service(f"s{at}", priority=priority, needs=tuple(f"s{need}" for need in needs if need < at))
        for at, (priority, needs) in enumerate(drawn)
    ]
    found = [service.name for service in ordered(services[::-1])]
    assert sorted(found) == sorted(service.name for service in services)
    assert all(found.index(need) < found.index(each.name) for each in services for need in each.needs)
