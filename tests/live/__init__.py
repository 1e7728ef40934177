"""The real `firstmate` command against real and hostile API servers."""
