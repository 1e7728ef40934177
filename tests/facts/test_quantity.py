"""Kubernetes quantities, as the API writes them."""

from __future__ import annotations

import pytest

from firstmate.facts.quantity import amount, bytes_text, parse, text


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("500m", 0.5), ("2", 2), (2, 2), (0.5, 0.5), ("1.5Gi", 1.5 * 2**30), ("1Ki", 1024), ("1k", 1000), ("2e3", 2000),
        ("1E", 1e18), ("1Ei", 2**60), ("100u", 1e-4), ("-1", -1), (" 5 ", 5), ("12E6", 12e6),
    ],
)  # fmt: skip
def test_a_quantity_in_its_base_unit(written, value):
    """Binary and decimal suffixes, exponents, and numbers that are no text."""
    assert parse(written) == pytest.approx(value)


@pytest.mark.parametrize("written", ["", "m", "lots", "nan", "inf", "1.2.3Mi", "Gi"])
def test_what_is_no_quantity_is_none(written):
    """And counts as nothing where an amount is asked for."""
    assert parse(written) is None
    assert amount({"cpu": written}, "cpu") == 0


@pytest.mark.parametrize(
    ("resource", "value", "shown"),
    [
        ("cpu", 0.25, "250m"), ("cpu", 2, "2"), ("limits.cpu", 1.5, "1500m"), ("memory", 2**29, "512Mi"),
        ("requests.storage", 1.5 * 2**40, "1.5Ti"), ("memory", 100, "100"), ("pods", 110, "110"),
    ],
)  # fmt: skip
def test_an_amount_as_people_write_it(resource, value, shown):
    """In millicores, in binary units, or as a number."""
    assert text(resource, value) == shown


@pytest.mark.parametrize("value", [1, 1023, 2**10, 2**20 + 1, 3 * 2**30])
def test_bytes_can_be_read_back(value):
    """What is shown means what was measured, to four figures."""
    assert parse(bytes_text(value)) == pytest.approx(value, rel=1e-3)
