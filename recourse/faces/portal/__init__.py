"""The person's own pages: their file, who looked at it, their inbox."""
