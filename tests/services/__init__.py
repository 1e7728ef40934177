"""Tests that mirror src/firstmate/services."""
