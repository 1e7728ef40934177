"""The public benchmark: what may never leak from it into the rules."""
