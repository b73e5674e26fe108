"""What a person carries away: statements about themselves that others can check."""
