"""Batches and deliveries: read a department's file, check every row, hold or accept it."""

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")
"""A chunk is small: more threads wait for each other longer than they work, and take the
database's processor meanwhile. Read once, when polars is imported."""
