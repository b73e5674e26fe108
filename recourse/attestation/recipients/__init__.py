"""Organisations that may ask people for a statement: who, for what, under which article."""
