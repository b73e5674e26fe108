"""Held rows put right on screen or by file, and sent again."""
