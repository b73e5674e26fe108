"""Recourse: public records about people, with recourse built in."""
