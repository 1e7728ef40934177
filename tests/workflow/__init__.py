"""Workflows: their files, their expressions, and which steps may start."""
