"""Firstmate: a Claude Code crew for a small cluster."""

__version__ = "0.1.0"
