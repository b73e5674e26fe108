"""Codes on paper, by which a person whom a counter has recognised comes in once."""
