"""Label selectors, as the API defines them: matchLabels and matchExpressions, for objects and for nodes."""

from __future__ import annotations

from collections.abc import Mapping

from firstmate.snapshot.objects import LabelRequirement, LabelSelector, Node, NodeSelector, NodeSelectorTerm


def matches_labels(wanted: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """Whether every wanted label is there. An empty selector of a Service selects nothing: ask before."""
    return all(labels.get(key) == value for key, value in wanted.items())


def matches(selector: LabelSelector | None, labels: Mapping[str, str]) -> bool:
    """Whether the selector selects these labels: an empty one selects everything, None nothing."""
    if selector is None:
        return False
    return matches_labels(selector.match_labels, labels) and all(
        meets(requirement, labels) for requirement in selector.match_expressions
    )


def meets(requirement: LabelRequirement, labels: Mapping[str, str]) -> bool:
    """One matchExpressions entry against labels; Gt and Lt are the scheduler's, for node labels."""
    value = labels.get(requirement.key)
    match requirement.operator:
        case "In":
            return value in requirement.values
        case "NotIn":
            return value not in requirement.values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "Gt" | "Lt":
            return _compares(requirement.operator, value, requirement.values)
        case _:
            return False


def _compares(operator: str, value: str | None, values: tuple[str, ...]) -> bool:
    if value is None or len(values) != 1:
        return False
    try:
        have, bound = int(value), int(values[0])
    except ValueError:
        return False
    return have > bound if operator == "Gt" else have < bound


def node_matches(selector: NodeSelector | None, node: Node) -> bool:
    """Required node affinity: any term will do; None asks for nothing."""
    return selector is None or any(_term_matches(term, node) for term in selector.node_selector_terms)


def _term_matches(term: NodeSelectorTerm, node: Node) -> bool:
    if not term.match_expressions and not term.match_fields:
        return False
    fields = {"metadata.name": node.metadata.name}
    return all(meets(r, node.metadata.labels) for r in term.match_expressions) and all(
        meets(r, fields) for r in term.match_fields
    )


def selector_text(labels: Mapping[str, str]) -> str:
    """`app=web,tier=front`, as kubectl writes it."""
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items()))


def describe(selector: LabelSelector | None) -> str:
    """A LabelSelector as one line: `app=web,tier In front|edge`."""
    if selector is None:
        return ""
    parts = [selector_text(selector.match_labels)] if selector.match_labels else []
    parts += [f"{r.key} {r.operator} {'|'.join(r.values)}".strip() for r in selector.match_expressions]
    return ",".join(parts)
