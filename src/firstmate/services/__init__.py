"""What Firstmate does: one verb per file. Fetch through adapters, decide with the values, return."""
