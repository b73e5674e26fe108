"""How two clerks of one counter hand a code out."""
