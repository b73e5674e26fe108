"""What may be collected about a person, under which law, for which purpose, for how long."""
