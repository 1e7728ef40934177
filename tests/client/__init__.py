"""The bundle, as the real claude client sees it."""
