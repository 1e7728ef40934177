"""Rules: each module is one rule, from a snapshot to findings. They do not know each other."""
