"""Standing orders, enforced: decides about one tool call from what it says and what is known. Pure, light to import.

Values here are NamedTuples: `dataclasses` costs the hook more to import than everything that it decides.
"""
