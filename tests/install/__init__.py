"""install.py: what it puts where, and that taking it away leaves everything as it was."""
