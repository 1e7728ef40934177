"""Tests that mirror src/firstmate/adapters."""
