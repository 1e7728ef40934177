"""Eighty whole clusters on a real API server: sixty broken by hand, twenty healthy ones of many distributions."""
