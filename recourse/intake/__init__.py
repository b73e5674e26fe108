"""Batches and deliveries: read a department's file, check every row, hold or accept it."""
