"""The catalogue: rows of (command, tier), a file for each module."""
