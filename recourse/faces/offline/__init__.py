"""Pages that a person keeps and opens without us."""
