"""Runs whose processes are killed: what they do to the world, how they live and die, and whether it all adds up."""
