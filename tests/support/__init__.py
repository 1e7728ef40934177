"""Helpers of the test suite: builders of objects in the shapes that `kubectl get -o json` prints."""
