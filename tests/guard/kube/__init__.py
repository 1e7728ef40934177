"""Tests of what the guard knows of Kubernetes."""
