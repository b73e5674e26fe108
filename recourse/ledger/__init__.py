"""The log of look-ups and deeds: sealed entries, hiding commitments, one growing tree.

The room knows nothing of what it logs. See README.md for its words and promises.
"""
