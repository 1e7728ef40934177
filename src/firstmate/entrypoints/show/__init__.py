"""A report as people, models and programs read it."""
