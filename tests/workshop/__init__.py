"""Tests of the workshop itself: the fixtures, the contracts, the scripts."""
