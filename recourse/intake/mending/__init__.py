"""Held rows that their department puts right, one by one or by file, and sends again."""
