"""A workflow: its values, what is wrong with a file, its expressions, and which steps may start now. Pure."""
