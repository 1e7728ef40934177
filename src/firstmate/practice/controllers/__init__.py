"""The components of a cluster. Each module's `step` does one component's share of a round."""
