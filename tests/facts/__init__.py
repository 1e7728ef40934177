"""Tests of facts: relations and readings that rules share."""
