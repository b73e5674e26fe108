"""Settings and addresses: knows all, known by none."""
