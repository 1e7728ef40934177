"""The guard: rows of (command, tier), and what becomes of a call."""
