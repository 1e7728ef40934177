"""The practice cluster: a simulated Kubernetes API for newcomers and tests."""
