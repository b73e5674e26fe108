"""Pages on which a department changes its own records, and certifies what comes back."""
