"""Preflight: what manifests need, beside what a cluster has."""
