"""Label selectors, as the API defines them."""

from __future__ import annotations

import pytest

from firstmate.facts.labels import describe, matches, meets, node_matches
from firstmate.snapshot.objects import LabelRequirement, LabelSelector, Meta, Node, NodeSelector, NodeSelectorTerm

LABELS = {"app": "web", "tier": "front", "cores": "4"}


def need(key, operator, *values):
    return LabelRequirement(key=key, operator=operator, values=values)


@pytest.mark.parametrize(
    ("requirement", "met"),
    [
        (need("app", "In", "web", "api"), True),
        (need("app", "In", "api"), False),
        (need("absent", "In", "web"), False),
        (need("app", "NotIn", "api"), True),
        (need("app", "NotIn", "web"), False),
        (need("absent", "NotIn", "web"), True),
        (need("app", "Exists"), True),
        (need("absent", "Exists"), False),
        (need("app", "DoesNotExist"), False),
        (need("absent", "DoesNotExist"), True),
        (need("cores", "Gt", "3"), True),
        (need("cores", "Gt", "4"), False),
        (need("cores", "Lt", "5"), True),
        (need("app", "Lt", "5"), False),
        (need("cores", "Gt", "many"), False),
        (need("cores", "Gt"), False),
        (need("absent", "Gt", "1"), False),
        (need("app", "Resembles", "web"), False),
    ],
)
def test_a_requirement(requirement, met):
    """Each operator, met and not; one that nobody knows is never met."""
    assert meets(requirement, LABELS) is met


def test_a_selector_needs_all_its_parts():
    """Labels and expressions together."""
    both = LabelSelector(match_labels={"app": "web"}, match_expressions=(need("tier", "In", "front"),))

    assert matches(both, LABELS)
    assert not matches(both, {"app": "web"}) and not matches(both, {"tier": "front"})


def test_an_empty_selector_selects_everything_and_none_nothing():
    """As the API has it."""
    assert matches(LabelSelector(), {}) and not matches(None, LABELS)


def test_one_term_of_a_node_selector_is_enough():
    """Terms are alternatives, an empty term matches no node, fields are those of the node."""
    node = Node(metadata=Meta(name="n1", labels={"zone": "a"}))
    other = NodeSelectorTerm(match_expressions=(need("zone", "In", "b"),))
    by_name = NodeSelectorTerm(match_fields=(need("metadata.name", "In", "n1"),))

    assert node_matches(NodeSelector(node_selector_terms=(other, by_name)), node)
    assert not node_matches(NodeSelector(node_selector_terms=(other,)), node)
    assert not node_matches(NodeSelector(node_selector_terms=(NodeSelectorTerm(),)), node)
    assert node_matches(None, node)


def test_a_selector_in_one_line():
    """As kubectl would write it."""
    both = LabelSelector(match_labels={"b": "2", "a": "1"}, match_expressions=(need("c", "In", "x", "y"),))

    assert describe(both) == "a=1,b=2,c In x|y"
    assert describe(None) == ""
