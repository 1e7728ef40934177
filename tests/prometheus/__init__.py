"""What a real Prometheus answers."""
