"""Tests of the verifier, which needs nothing of the house."""
