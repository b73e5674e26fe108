"""Telling a person what was written about them, and proving that they were told."""
