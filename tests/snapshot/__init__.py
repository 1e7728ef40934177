"""Tests that mirror src/firstmate/snapshot."""
