"""Walls that are tests: what must be true of the whole house, whatever is built next."""
