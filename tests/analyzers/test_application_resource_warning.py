"""application-resource-warning: worth knowing."""

from __future__ import annotations

from firstmate.analyzers.application_resource_warning import check
from firstmate.findings import Severity
from tests.support.build import facts_of
from tests.support.gitops import application


def test_a_shared_resource_is_worth_knowing():
    """Argo CD's words say which."""
    words = "Service/web is part of applications argocd/shop and other"
    (found,) = check(facts_of(application(conditions=(("SharedResourceWarning", words),))))

    assert found.severity is Severity.INFO and found.evidence[0].value == words


def test_each_kind_of_warning_is_told_once():
    """Ten shared resources are one finding."""
    warnings = (("SharedResourceWarning", "a"), ("SharedResourceWarning", "b"), ("OrphanedResourceWarning", "c"))

    assert len(list(check(facts_of(application(conditions=warnings))))) == 2


def test_errors_are_other_rules():
    """They are more than worth knowing."""
    assert not list(check(facts_of(application(conditions=(("ComparisonError", "x"),)))))


def test_no_condition_is_well():
    """The usual case."""
    assert not list(check(facts_of(application())))
